internal import CEL

extension ValueType {
  /// A script's value as one of this type: integers stand for doubles and decimals, empty tables for empty maps. Nil
  /// when it is none. Nothing that would round: a double never becomes a decimal or an amount.
  func adapt(_ value: Value?) -> Value? {
    guard let value else { return self == .null ? .null : nil }
    switch (self, value) {
    case (.dyn, _), (.null, .null), (.bool, .bool), (.int, .int), (.double, .double), (.string, .string),
      (.decimal, .decimal), (.money, .money), (.timestamp, .timestamp), (.duration, .duration),
      (.uint, .uint),
      (.bytes, .bytes), (.record, .record), (.record, .map):
      return value
    case (.double, .int(let number)): return .double(Double(number))
    case (.decimal, .int(let number)): return .decimal(Decimal(number))
    case (.uint, .int(let number)): return UInt64(exactly: number).map(Value.uint)
    case (.uint, .decimal(let number)): return UInt64(number.description).map(Value.uint)
    case (.bytes, .string(let text)): return .bytes(Bytes(utf8: text))
    case (.list(let element), .list(let list)): return element.adapt(list)
    case (.map, .list(let list)): return list.isEmpty ? .map(Map()) : nil
    case (.map(_, let element), .map(let map)): return element.adapt(map)
    default: return nil
    }
  }

  private func adapt(_ list: List) -> Value? {
    if self == .dyn { return .list(list) }
    var elements: [Value] = []
    elements.reserveCapacity(list.count)
    for element in list.elements {
      guard let fitting = adapt(element) else { return nil }
      elements.append(fitting)
    }
    return .list(List(elements))
  }

  private func adapt(_ map: Map) -> Value? {
    if self == .dyn { return .map(map) }
    var entries: [(key: Value, value: Value)] = []
    for (key, value) in zip(map.keys, map.values) {
      guard let fitting = adapt(value) else { return nil }
      entries.append((key, fitting))
    }
    return Map(entries: entries).map(Value.map)
  }

  /// The type with an article.
  var article: String {
    if self == .money { return "an amount of money" }
    let name = description
    return "\("aeiou".contains(name.first ?? " ") ? "an" : "a") \(name)"
  }
}
