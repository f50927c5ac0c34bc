import CEL
import RulesEngine
import Store
import Testing

/// What is written is read back, to the last digit.
@Suite struct RoundTripTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let type: ValueType
    let value: Value
    init(_ type: ValueType, _ value: Value) {
      self.type = type
      self.value = value
    }
    var testDescription: String { "\(type) \(value)" }
  }

  static let cases: [Case] = [
    Case(.string, ""), Case(.string, "Zoë"), Case(.string, "Zoe\u{308}"), Case(.string, "a\u{0}b"),
    Case(.string, "'; DROP TABLE things; --"), Case(.string, "\u{1F469}\u{200D}\u{1F527}"),
    Case(.int, .int(.min)), Case(.int, .int(.max)), Case(.int, 0),
    Case(.uint, .uint(0)), Case(.uint, .uint(UInt64(Int64.max))),
    Case(.bool, true), Case(.bool, false),
    Case(.double, .double(0.1)), Case(.double, .double(.greatestFiniteMagnitude)),
    Case(.double, .double(.leastNonzeroMagnitude)), Case(.double, .double(.infinity)),
    Case(.double, .double(2)),
    Case(.double, .double(-.infinity)),
    Case(.decimal, decimal("15.00")), Case(.decimal, decimal("-0.00000000000000000000000000000000000001")),
    Case(.decimal, decimal("99999999999999999999999999999999999999")), Case(.decimal, decimal("0")),
    Case(.money, dollars("84.50")), Case(.money, dollars("-0.01")), Case(.money, .money(Money("7.10 EUR")!)),
    Case(.money, .money(Money("5 JPY")!)), Case(.money, dollars("99999999999999999999999999999999.99")),
    Case(.timestamp, instant("0001-01-01T00:00:00Z")),
    Case(.timestamp, instant("9999-12-31T23:59:59.999999Z")),
    Case(.timestamp, instant("1969-12-31T23:59:59.000001Z")),
    Case(.duration, .duration(Duration(nanoseconds: .min))),
    Case(.duration, .duration(Duration(nanoseconds: .max))),
    Case(.bytes, .bytes(Bytes([]))), Case(.bytes, .bytes(Bytes([0, 255, 128]))),
    Case(.list(.string), ["b", "a", ""]), Case(.list(.int), [1, -2]), Case(.list(.string), []),
    Case(.list(.decimal), [decimal("1.50"), decimal("2")]), Case(.list(.money), [dollars("1.50")]),
    Case(.list(.timestamp), [instant("2026-01-02T03:04:05.123456789Z")]),
    Case(.map(.string, .int), .map(Map([("z", 1), ("a", 2)]))),
    Case(.dyn, .map(Map([("a", [1, 2.5, "x", true, .null])]))),
  ]

  @Test("a value of each type comes back as it was", arguments: cases)
  func values(_ item: Case) throws {
    let store = try things(item.type)
    try store.write(RowChange(verb: .insert, entity: 0, key: 1, values: [(0, 1), (1, item.value)]))
    let row = try #require(try store.row(entity: 0, key: 1))
    let value = try #require(row[1])
    #expect(value.isEqual(to: item.value))
    #expect(value.text.utf8.elementsEqual(item.value.text.utf8), "the digits and octets are the same")
  }

  @Test("a missing value and null are both missing", arguments: [Value?.none, Value.null])
  func missing(_ value: Value?) throws {
    let store = try things(.money)
    try store.write(RowChange(verb: .insert, entity: 0, key: 1, values: [(0, 1), (1, value)]))
    #expect(try store.row(entity: 0, key: 1) == [1, nil])
    #expect(try store.row(entity: 0, key: 2) == nil)
  }

  @Test(
    "a value that would be changed is refused",
    arguments: [
      (ValueType.uint, Value.uint(.max), "the number is larger than 9223372036854775807"),
      (.double, .double(.nan), "the number is NaN"),
      (.double, .int(9_007_199_254_740_993), "would be changed"),
      (.int, .double(1.5), "would be changed"),
      (.int, "1", "another type"),
      (.string, 1, "another type"),
      (.bool, 1, "another type"),
    ])
  func refused(_ type: ValueType, _ value: Value, _ reason: String) throws {
    let store = try things(type)
    let error = storageError {
      try store.write(RowChange(verb: .insert, entity: 0, key: 1, values: [(0, 1), (1, value)]))
    }
    #expect(error?.kind == .constraint)
    #expect(error?.message.contains("things.value") == true)
    #expect(error?.message.contains(reason) == true)
    #expect(try store.row(entity: 0, key: 1) == nil)
  }

  @Test(
    "numbers are taken where they fit exactly",
    arguments: [
      (ValueType.decimal, Value.int(5), decimal("5")), (.double, 3, .double(3)), (.int, .uint(7), 7),
      (.money, decimal("1.25"), dollars("1.25")), (.int, .double(4), 4),
    ])
  func widened(_ type: ValueType, _ value: Value, _ expected: Value) throws {
    let store = try things(type)
    try store.write(RowChange(verb: .insert, entity: 0, key: 1, values: [(0, 1), (1, value)]))
    #expect(try store.row(entity: 0, key: 1)?[1] == expected)
  }

  @Test("keys are told apart by their octets")
  func keys() throws {
    let model = Model(entities: [
      Entity(name: "thing", table: "things", key: 0, fields: [field("id", .string)])
    ])
    let store = try Store(path: ":memory:", model: model, currency: usd, mode: .readWrite)
    for key in ["é", "e\u{301}", "E\u{301}", "é "] {
      try store.write(RowChange(verb: .insert, entity: 0, key: .string(key), values: []))
    }
    #expect(try store.rows(RowQuery(entity: 0), now: noon).count == 4)
  }

  private func things(_ type: ValueType) throws -> Store {
    let thing = Entity(
      name: "thing", table: "things", key: 0, fields: [field("id", .int), field("value", type)])
    return try Store(path: ":memory:", model: Model(entities: [thing]), currency: usd, mode: .readWrite)
  }
}
