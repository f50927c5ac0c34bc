extension ValueType: CustomStringConvertible {
  /// The type as messages write it: `list(string)`, `map(string, dyn)`.
  public var description: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .decimal: "decimal"
    case .money: "money"
    case .type(let inner): inner.map { "type(\($0))" } ?? "type"
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .optional(let inner): "optional(\(inner))"
    case .opaque(let name, let parameters):
      parameters.isEmpty
        ? name : "\(name)(\(parameters.map(\.description).joined(separator: ", ")))"
    case .record(let name): name
    case .parameter(let name): name
    case .variable: "unknown"
    case .dyn: "dyn"
    case .error: "error"
    }
  }

  /// The name of the type's value, as `type(x)` gives it.
  var valueName: String {
    switch self {
    case .null: "null_type"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .list: "list"
    case .map: "map"
    case .optional: "optional_type"
    case .type: "type"
    case .opaque(let name, _): name
    default: description
    }
  }

  /// The names that stand for type values.
  static let typeNames: [TextKey: ValueType] = {
    let plain: [ValueType] = [
      .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration,
      .opaque("net.IP", []), .opaque("net.CIDR", []),
    ]
    var all = Dictionary(uniqueKeysWithValues: plain.map { (TextKey($0.valueName), $0) })
    all[TextKey("list")] = .list(.dyn)
    all[TextKey("map")] = .map(.dyn, .dyn)
    all[TextKey("optional_type")] = .optional(.dyn)
    all[TextKey("type")] = .type(nil)
    return all
  }()

  /// Whether it is a plain type without parts, equal to itself only.
  var isScalar: Bool {
    switch self {
    case .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .decimal, .money: true
    default: false
    }
  }

  /// int, uint or double.
  var isBinaryNumber: Bool { self == .int || self == .double || self == .uint }

  /// decimal or money.
  var isExact: Bool { self == .decimal || self == .money }

  /// Replaces type parameters.
  func instantiated(_ replace: (String) -> ValueType) -> ValueType {
    switch self {
    case .parameter(let name): replace(name)
    case .list(let element): .list(element.instantiated(replace))
    case .map(let key, let value): .map(key.instantiated(replace), value.instantiated(replace))
    case .optional(let inner): .optional(inner.instantiated(replace))
    case .type(let inner?): .type(inner.instantiated(replace))
    case .opaque(let name, let parameters): .opaque(name, parameters.map { $0.instantiated(replace) })
    default: self
    }
  }

  /// Whether a type parameter occurs.
  var isGeneric: Bool {
    switch self {
    case .parameter: true
    case .list(let inner), .optional(let inner), .type(let inner?): inner.isGeneric
    case .map(let key, let value): key.isGeneric || value.isGeneric
    case .opaque(_, let parameters): parameters.contains(where: \.isGeneric)
    default: false
    }
  }
}
