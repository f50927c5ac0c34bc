import CEL
import RulesEngine

extension Decoder {
  /// A JSON text as a value of a list, map or untyped column; nil when it is none.
  func json(_ octets: [UInt8], _ type: ValueType) -> Value? {
    guard let tree = try? JSON(parsing: octets, maxDepth: 64, maxBytes: 64 << 20) else { return nil }
    return value(tree, type)
  }

  private func value(_ tree: JSON, _ type: ValueType) -> Value? {
    switch (type, tree) {
    case (.list(let element), .array(let items)):
      return all(items) { value($0, element) }.map { .list(List($0)) }
    case (.map(.string, let element), .object(let members)):
      return all(members) { value($0.value, element) }.map { values in
        .map(Map(zip(members, values).map { ($0.name, $1) }))
      }
    case (.dyn, _): return Value(json: tree)
    default: return scalar(tree, type)
    }
  }

  private func all<Item>(_ items: [Item], _ read: (Item) -> Value?) -> [Value]? {
    var values: [Value] = []
    for item in items {
      guard let value = read(item) else { return nil }
      values.append(value)
    }
    return values
  }

  private func scalar(_ tree: JSON, _ type: ValueType) -> Value? {
    switch (type, tree) {
    case (.string, .string(let text)): .string(text)
    case (.bool, .bool(let flag)): .bool(flag)
    case (.int, .number(let digits)): Int64(digits).map(Value.int)
    case (.uint, .number(let digits)): UInt64(digits).map(Value.uint)
    case (.double, .number(let digits)): Double(digits).map(Value.double)
    case (.double, .string("NaN")): .double(.nan)
    case (.double, .string("Infinity")): .double(.infinity)
    case (.double, .string("-Infinity")): .double(-.infinity)
    case (.decimal, .string(let text)), (.decimal, .number(let text)): Decimal(text).map(Value.decimal)
    case (.money, .string(let text)), (.money, .number(let text)):
      Money(text, default: currency).map(Value.money)
    case (.money, .object): money(tree)
    case (.timestamp, .string(let text)): Timestamp(rfc3339: text).map(Value.timestamp)
    case (.duration, .string(let text)): Duration(text).map(Value.duration)
    case (_, .null): .null
    default: nil
    }
  }

  private func money(_ tree: JSON) -> Value? {
    guard let amount = tree["amount"]?.stringValue, let code = tree["currency"]?.stringValue else {
      return nil
    }
    return Money("\(amount) \(code)").map(Value.money)
  }
}
