extension Value {
  /// Reads a tagged value such as `{"int": "1"}`.
  init?(batchJSON json: JSON) {
    guard case .object(let members) = json, members.count == 1, let member = members.first else { return nil }
    switch (member.name, member.value) {
    case ("null", _): self = .null
    case ("bool", .bool(let flag)): self = .bool(flag)
    case ("int", .string(let digits)):
      guard let number = Int64(digits) else { return nil }
      self = .int(number)
    case ("uint", .string(let digits)):
      guard let number = UInt64(digits) else { return nil }
      self = .uint(number)
    case ("double", .string(let digits)):
      guard let number = Double(digits.replacingName) else { return nil }
      self = .double(number)
    case ("string", .string(let text)): self = .string(text)
    case ("bytes", .string(let text)):
      guard let octets = Base64.decode(text) else { return nil }
      self = .bytes(Bytes(octets))
    case ("list", .array(let elements)):
      let values = elements.compactMap(Value.init(batchJSON:))
      guard values.count == elements.count else { return nil }
      self = .list(List(values))
    case ("map", .array(let entries)):
      guard let map = Value.map(entries) else { return nil }
      self = .map(map)
    default:
      guard let made = Value(batchName: member.name, member.value) else { return nil }
      self = made
    }
  }

  private init?(batchName name: String, _ json: JSON) {
    switch (name, json) {
    case ("timestamp", .string(let text)):
      guard let instant = Timestamp(rfc3339: text) else { return nil }
      self = .timestamp(instant)
    case ("duration", .string(let text)):
      guard let duration = Duration(text) else { return nil }
      self = .duration(duration)
    case ("type", .string(let name)): self = .type(TypeValue(name))
    case ("optional", .null): self = .optional(.none)
    case ("optional", let inner):
      guard let value = Value(batchJSON: inner) else { return nil }
      self = .optional(OptionalValue(value))
    case ("decimal", .string(let text)):
      guard let number = Decimal(text) else { return nil }
      self = .decimal(number)
    case ("money", .string(let text)):
      guard let money = Money(text) else { return nil }
      self = .money(money)
    default: return nil
    }
  }

  private static func map(_ entries: [JSON]) -> Map? {
    var pairs: [(key: Value, value: Value)] = []
    for entry in entries {
      guard let pair = entry.arrayValue, pair.count == 2, let key = Value(batchJSON: pair[0]),
        let value = Value(batchJSON: pair[1])
      else { return nil }
      pairs.append((key, value))
    }
    return Map(entries: pairs)
  }

  /// The tagged form.
  var batchJSON: JSON {
    switch self {
    case .null: ["null": .null]
    case .bool(let flag): ["bool": .bool(flag)]
    case .int(let number): ["int": .string(String(number))]
    case .uint(let number): ["uint": .string(String(number))]
    case .double(let number): ["double": .string(number.isFinite ? number.description : plainText(number))]
    case .string(let text): ["string": .string(text)]
    case .bytes(let bytes): ["bytes": .string(Base64.encode(bytes.octets))]
    case .list(let list): ["list": .array(list.elements.map(\.batchJSON))]
    case .map(let map): ["map": .array(zip(map.keys, map.values).map { [$0.batchJSON, $1.batchJSON] })]
    case .timestamp: ["timestamp": .string(text)]
    case .duration: ["duration": .string(text)]
    case .type(let type): ["type": .string(type.name)]
    case .optional(let optional): ["optional": optional.value?.batchJSON ?? .null]
    case .decimal: ["decimal": .string(text)]
    case .money: ["money": .string(text)]
    case .record: ["record": .string(text)]
    case .opaque(let value): ["opaque": .string(value.description)]
    }
  }
}

extension String {
  /// The library's own names of the special doubles.
  fileprivate var replacingName: String {
    switch self {
    case "Infinity": "inf"
    case "-Infinity": "-inf"
    case "NaN": "nan"
    default: self
    }
  }
}
