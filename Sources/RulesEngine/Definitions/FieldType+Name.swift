internal import CEL

extension FieldType {
  /// The type with this name in a rulebook: `string int uint double bool decimal money timestamp duration
  /// bytes json`, `[T]` for a list and `{T}` for a mapping from text.
  public init?(named name: String) {
    guard let type = ValueType(named: name) else { return nil }
    self.init(type)
  }

  /// The name in a rulebook.
  public var name: String { value.fieldName }

  /// The names of the types that are not lists or mappings.
  public static let names = [
    "string", "int", "uint", "double", "bool", "decimal", "money", "timestamp", "duration", "bytes", "json",
  ]
}

extension ValueType {
  fileprivate var fieldName: String {
    switch self {
    case .dyn: "json"
    case .list(let element): "[\(element.fieldName)]"
    case .map(.string, let element): "{\(element.fieldName)}"
    default: description
    }
  }

  fileprivate init?(named name: String) {
    if name.utf8.count > 64 { return nil }
    if name.hasPrefix("["), name.hasSuffix("]") {
      guard let element = ValueType(named: String(name.dropFirst().dropLast())) else { return nil }
      self = .list(element)
      return
    }
    if name.hasPrefix("{"), name.hasSuffix("}") {
      guard let element = ValueType(named: String(name.dropFirst().dropLast())) else { return nil }
      self = .map(.string, element)
      return
    }
    let simple: [String: ValueType] = [
      "string": .string, "int": .int, "uint": .uint, "double": .double, "bool": .bool, "decimal": .decimal,
      "money": .money, "timestamp": .timestamp, "duration": .duration, "bytes": .bytes, "json": .dyn,
    ]
    guard let type = simple[name] else { return nil }
    self = type
  }
}
