extension Value {
  /// The static type of a constant. Elements of unlike types make a `dyn`.
  package var staticType: ValueType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .timestamp: .timestamp
    case .duration: .duration
    case .decimal: .decimal
    case .money: .money
    case .type: .type(nil)
    case .list(let list): .list(Value.common(list.elements))
    case .map(let map): .map(Value.common(map.keys), Value.common(map.values))
    case .optional(let optional): .optional(optional.value?.staticType ?? .dyn)
    case .record(let record): .record(record.layout.typeName)
    case .opaque(let value): .opaque(value.typeName, [])
    }
  }

  private static func common(_ values: [Value]) -> ValueType {
    guard let first = values.first?.staticType else { return .dyn }
    return values.dropFirst().allSatisfy { $0.staticType == first } ? first : .dyn
  }

  /// The type as a value, as `type(x)` gives it.
  var typeValue: TypeValue {
    switch self {
    case .null: TypeValue("null_type")
    case .list: TypeValue("list")
    case .map: TypeValue("map")
    case .optional: TypeValue("optional_type")
    case .type: TypeValue("type")
    default: TypeValue(staticType.valueName)
    }
  }

  /// The kind in words, for messages.
  var kindName: String {
    switch self {
    case .null: "null"
    case .list: "list"
    case .map: "map"
    case .optional: "optional"
    case .record(let record): record.layout.typeName
    default: staticType.description
    }
  }
}
