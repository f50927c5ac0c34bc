extension ValueType {
  /// Reads a type: a name, or an object for types with parts.
  init?(batchJSON json: JSON) {
    switch json {
    case .string(let name):
      guard let plain = Self.plainTypes[name] else { return nil }
      self = plain
    case .object(let members):
      guard let made = Self.composite(members) else { return nil }
      self = made
    default: return nil
    }
  }

  private static func composite(_ members: [JSON.Member]) -> ValueType? {
    guard let first = members.first else { return nil }
    switch (first.name, first.value) {
    case ("list", let inner): return ValueType(batchJSON: inner).map(ValueType.list)
    case ("map", .array(let parts)) where parts.count == 2:
      guard let key = ValueType(batchJSON: parts[0]), let value = ValueType(batchJSON: parts[1]) else {
        return nil
      }
      return .map(key, value)
    case ("type", .null): return .type(nil)
    case ("type", let inner): return ValueType(batchJSON: inner).map { .type($0) }
    case ("param", .string(let name)): return .parameter(name)
    case ("opaque", .string(let name)):
      let parts = JSON.object(members)["params"]?.arrayValue ?? []
      let types = parts.compactMap(ValueType.init(batchJSON:))
      guard types.count == parts.count else { return nil }
      if name == "optional_type", let only = types.first { return .optional(only) }
      return .opaque(name, types)
    default: return nil
    }
  }

  private static let plainTypes: [String: ValueType] = [
    "dyn": .dyn, "null_type": .null, "bool": .bool, "int": .int, "uint": .uint, "double": .double,
    "string": .string, "bytes": .bytes, "google.protobuf.Timestamp": .timestamp,
    "google.protobuf.Duration": .duration, "decimal": .decimal, "money": .money,
  ]

  /// The form that `init(batchJSON:)` reads.
  var batchJSON: JSON {
    switch self {
    case .list(let inner): ["list": inner.batchJSON]
    case .map(let key, let value): ["map": [key.batchJSON, value.batchJSON]]
    case .type(let inner): ["type": inner?.batchJSON ?? .null]
    case .optional(let inner): ["opaque": "optional_type", "params": [inner.batchJSON]]
    case .opaque(let name, let parameters):
      ["opaque": .string(name), "params": .array(parameters.map(\.batchJSON))]
    case .parameter(let name): ["param": .string(name)]
    case .null, .timestamp, .duration: .string(valueName)
    default: .string(description)
    }
  }
}
