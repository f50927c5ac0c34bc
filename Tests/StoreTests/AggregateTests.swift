import CEL
import RulesEngine
import Store
import Testing

@Suite struct AggregateTests {
  @Test(
    "sums of money are exact",
    arguments: [
      (["0.1", "0.2"], "0.3"), (Array(repeating: "0.01", count: 10_000), "100.00"),
      (["99999999999999999999999999999999.99", "0.01"], "100000000000000000000000000000000.00"),
      (["1.005", "-1.005"], "0.000"), (["84.50"], "84.50"),
    ])
  func sums(_ amounts: [String], _ expected: String) throws {
    let store = try Shop.store()
    for (number, amount) in amounts.enumerated() {
      try Shop.insert(store, "o\(number)", ["total": dollars(amount), "weight": decimal(amount)])
    }
    let sum = try store.aggregate(Shop.aggregate(.sum, "total"), key: "c1", now: noon)
    #expect(sum?.text == "\(expected) USD")
    let weight = try store.aggregate(Shop.aggregate(.sum, "weight", id: 1), key: "c1", now: noon)
    #expect(weight?.text == expected)
  }

  static let ofNothing: [(Aggregate.Function, String?, Value?)] = [
    (.count, nil, .int(0)), (.exists, nil, .bool(false)), (.sum, "total", dollars("0.00")),
    (.sum, "pieces", .int(0)), (.sum, "rating", .double(0)), (.sum, "weight", decimal("0")),
    (.list, "status", .list(List([]))), (.min, "total", nil), (.max, "placed_at", nil), (.avg, "pieces", nil),
  ]

  @Test("without rows", arguments: ofNothing)
  func empty(_ function: Aggregate.Function, _ field: String?, _ expected: Value?) throws {
    let store = try Shop.store()
    #expect(try store.aggregate(Shop.aggregate(function, field), key: "c1", now: noon) == expected)
    try Shop.insert(store, "o1", [:])
    guard field != nil else { return }
    #expect(try store.aggregate(Shop.aggregate(function, field), key: "c1", now: noon) == expected)
  }

  static let ofOrders: [(Aggregate.Function, String?, Value)] = [
    (.count, nil, 3), (.exists, nil, true),
    (.sum, "total", dollars("30.50")), (.min, "total", dollars("9.50")), (.max, "total", dollars("21.00")),
    (.avg, "total", dollars("15.25")), (.sum, "pieces", 5), (.avg, "pieces", 2.5), (.min, "status", "open"),
    (.max, "placed_at", instant("2026-11-20T00:00:00Z")), (.list, "status", ["paid", "open"]),
    (.avg, "weight", decimal("1")), (.max, "rating", 4.5), (.min, "paid", false),
  ]

  @Test("over three orders of one customer, of which one lacks values", arguments: ofOrders)
  func values(_ function: Aggregate.Function, _ field: String?, _ expected: Value) throws {
    let store = try Shop.store()
    try Shop.insert(
      store, "o3",
      [
        "status": "open", "total": dollars("9.50"), "pieces": 3, "weight": decimal("0.5"), "rating": 4.5,
        "paid": false, "placed_at": instant("2026-11-20T00:00:00Z"),
      ])
    try Shop.insert(
      store, "o1",
      [
        "status": "paid", "total": dollars("21.00"), "pieces": 2, "weight": decimal("1.5"), "rating": -1.0,
        "paid": true, "placed_at": instant("2026-11-19T00:00:00Z"),
      ])
    try Shop.insert(store, "o2", [:])
    try Shop.insert(store, "o0", ["customer_id": "c2", "total": dollars("500"), "pieces": 100])
    #expect(try store.aggregate(Shop.aggregate(function, field), key: "c1", now: noon) == expected)
  }

  @Test(
    "amounts in two currencies are not taken together", arguments: [Aggregate.Function.sum, .min, .max, .avg])
  func currencies(_ function: Aggregate.Function) throws {
    let store = try Shop.store()
    try Shop.insert(store, "o1", ["total": dollars("1")])
    try Shop.insert(store, "o2", ["total": .money(Money("2 EUR")!)])
    let error = storageError {
      _ = try store.aggregate(Shop.aggregate(function, "total"), key: "c1", now: noon)
    }
    #expect(error?.kind == .constraint)
    #expect(error?.message.contains("orders.total holds amounts in USD and in EUR") == true)
  }

  @Test("a sum that is too large is an error")
  func overflow() throws {
    let store = try Shop.store()
    try Shop.insert(store, "o1", ["pieces": .int(.max)])
    try Shop.insert(store, "o2", ["pieces": 1])
    let error = storageError { _ = try store.aggregate(Shop.aggregate(.sum, "pieces"), key: "c1", now: noon) }
    #expect(error?.message == "the sum of orders.pieces is too large for its type")
  }

  @Test(
    "a window takes (now - length, now]",
    arguments: [
      ("2026-11-20T12:00:00Z", false), ("2026-11-20T12:00:00.000001Z", true), ("2026-11-21T12:00:00Z", true),
      ("2026-11-21T12:00:00.000001Z", false),
    ])
  func window(_ placed: String, _ isIn: Bool) throws {
    let day = Aggregate.Window(length: Duration(seconds: 86_400)!, of: 8)
    let fact = Fact(
      name: "recent", type: .int, source: .aggregate(try Shop.aggregate(.count, within: day)))
    let store = try Shop.store(facts: [fact])
    try Shop.insert(store, "o1", ["placed_at": instant(placed)])
    try Shop.insert(store, "o2", [:])
    let count = try store.aggregate(Shop.aggregate(.count, within: day), key: "c1", now: noon)
    #expect(count == .int(isIn ? 1 : 0))
    let endless = Aggregate.Window(length: Duration(nanoseconds: .max), of: 8)
    let all = try store.aggregate(
      Shop.aggregate(.count, id: 1, within: endless), key: "c1",
      now: Timestamp(rfc3339: "9000-01-01T00:00:00Z")!)
    #expect(all == 0, "292 years are the longest window")
  }

  @Test("a filter that fails for a row is an error, never a no")
  func failingFilter() throws {
    let store = try Shop.store()
    try Shop.insert(store, "o1", ["total": .money(Money("2 EUR")!)])
    let error = storageError {
      _ = try store.aggregate(
        Shop.aggregate(.count, if: "row.total > 1.00"), key: "c1", now: noon)
    }
    #expect(error?.message.contains("the filter `row.total > 1.00` fails for a row of orders") == true)
  }

  @Test("all keys at once are what each key is", arguments: 0..<60)
  func together(_ seed: Int) throws {
    let store = try Shop.store()
    var state = UInt64(seed) &* 7919 &+ 1
    func below(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
    for number in 0..<40 {
      let placed = noon.subtracting(Duration(seconds: Int64(below(20)) * 86_400)!)!
      try Shop.insert(
        store, "o\(number)",
        [
          "customer_id": .string("c\(below(5))"), "status": ["open", "paid", nil][below(3)],
          "total": below(4) == 0 ? nil : dollars("\(below(90)).25"), "pieces": .int(Int64(below(5))),
          "weight": decimal("0.\(below(9))"), "rating": .double(Double(below(50)) / 10),
          "placed_at": .timestamp(placed),
        ])
    }
    let functions: [(Aggregate.Function, String?)] = [
      (.count, nil), (.exists, nil), (.sum, "total"), (.avg, "total"), (.min, "placed_at"), (.max, "rating"),
      (.list, "status"), (.sum, "weight"),
    ]
    let (function, field) = functions[below(functions.count)]
    let conditions = [nil, "row.status == \"paid\"", "row.pieces * 2 > 4 || row.total > 40.00"]
    let window = Aggregate.Window(length: Duration(seconds: 10 * 86_400)!, of: 8)
    let aggregate = try Shop.aggregate(
      function, field, if: conditions[below(3)], within: below(2) == 0 ? nil : window)
    let all = try #require(try store.aggregates(aggregate, now: noon))
    for number in 0..<6 {
      let one = try store.aggregate(aggregate, key: .string("c\(number)"), now: noon)
      #expect((all.values["c\(number)"] ?? all.otherwise) == one, "\(function), c\(number)")
    }
  }
}
