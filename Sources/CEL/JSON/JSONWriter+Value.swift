extension JSONWriter {
  /// Writes a value: decimals as strings, money as `{"amount":"15.00","currency":"USD"}`, times as RFC 3339,
  /// durations as seconds, bytes as base64, map keys as text, missing record fields not at all.
  public mutating func write(_ value: Value) {
    guard !isFull else { return null() }
    switch value {
    case .null: null()
    case .bool(let flag): bool(flag)
    case .int(let number): int(number)
    case .uint(let number): raw(String(number))
    case .double(let number): double(number)
    case .list(let list):
      beginArray()
      for element in list.elements where !isFull { write(element) }
      endArray()
    case .map(let map): write(map)
    case .record(let record): write(record)
    case .money(let money):
      beginObject()
      key("amount")
      string(money.amount.description)
      key("currency")
      string(money.currency.code)
      endObject()
    case .optional(let optional):
      if let value = optional.value { write(value) } else { null() }
    case .string(let text): string(text)
    default: string(value.text)
    }
  }

  private mutating func write(_ map: Map) {
    beginObject()
    for (name, value) in zip(map.keys, map.values) where !isFull {
      key(name.text)
      write(value)
    }
    endObject()
  }

  private mutating func write(_ record: Record) {
    beginObject()
    for (name, value) in zip(record.layout.fields, record.values) {
      guard let value else { continue }
      key(name)
      write(value)
    }
    endObject()
  }
}

extension Value {
  /// The compact JSON text; see `JSONWriter.write(_:)`.
  public var json: String {
    var writer = JSONWriter()
    writer.write(self)
    return writer.text
  }
}
