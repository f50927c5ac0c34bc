import CEL
import RulesEngine
import Store
import Testing

@Suite struct WriteTests {
  @Test("changes touch the columns they name, and no others")
  func changes() throws {
    let store = try Shop.store()
    func change(_ verb: RowChange.Verb, _ values: [(column: Int, value: Value?)] = []) throws -> Int {
      try store.write(RowChange(verb: verb, entity: Shop.order, key: "o1", values: values))
    }
    #expect(try change(.update, [(2, "open")]) == 0)
    #expect(try change(.upsert, [(0, "o1"), (1, "c1"), (2, "open")]) == 1)
    #expect(try change(.upsert, [(0, "o1"), (5, 2)]) == 1)
    #expect(try change(.upsert) == 1, "an upsert of a row that is there without columns")
    #expect(try change(.update, [(2, nil), (3, dollars("1.00"))]) == 1)
    #expect(try change(.update) == 0)
    let row = try #require(try store.row(entity: Shop.order, key: "o1"))
    #expect(row == ["o1", "c1", nil, dollars("1.00"), nil, 2, nil, nil, nil])
    #expect(try change(.delete) == 1)
    #expect(try change(.delete) == 0)
    #expect(try store.row(entity: Shop.order, key: "o1") == nil)
  }

  @Test("a second row with the same key is refused")
  func sameKey() throws {
    let store = try Shop.store()
    try Shop.insert(store, "o1", [:])
    let error = storageError { try Shop.insert(store, "o1", [:]) }
    #expect(error?.kind == .constraint)
    #expect(
      error?.message
        == "another row has the same orders.id in :memory:; use upsert to change the row that is there")
  }

  @Test("after a refusal the transaction goes on")
  func afterRefusal() throws {
    let store = try Shop.store()
    try store.begin()
    try Shop.insert(store, "o1", [:])
    #expect(storageError { try Shop.insert(store, "o1", [:]) } != nil)
    #expect(storageError { try Shop.insert(store, "o2", ["pieces": "no number"]) } != nil)
    try Shop.insert(store, "o2", ["pieces": 1])
    try store.commit()
    #expect(try store.rows(RowQuery(entity: Shop.order), now: noon).count == 2)
  }

  static let queries: [([(column: Int, value: Value?)], [String])] = [
    ([], ["o1", "o2", "o3"]), ([(2, "paid")], ["o1", "o3"]), ([(2, "paid"), (5, 2)], ["o3"]),
    ([(2, nil)], ["o2"]),
    ([(3, dollars("1.50"))], ["o1"]), ([(4, decimal("2"))], ["o3"]), ([(3, .money(Money("1.5 EUR")!))], []),
    ([(2, nil), (5, 7)], ["o2"]),
  ]

  @Test("rows that have the values asked for, by key", arguments: queries)
  func rows(_ equal: [(column: Int, value: Value?)], _ expected: [String]) throws {
    let store = try Shop.store()
    try Shop.insert(store, "o3", ["status": "paid", "pieces": 2, "weight": decimal("2.00")])
    try Shop.insert(store, "o2", ["pieces": 7])
    try Shop.insert(store, "o1", ["status": "paid", "total": dollars("1.5")])
    let found = try store.rows(RowQuery(entity: Shop.order, equal: equal), now: noon)
    #expect(found.map { $0[0] } == expected.map { .string($0) })
    let one = try store.rows(RowQuery(entity: Shop.order, equal: equal, limit: 1), now: noon)
    #expect(one.map { $0[0] } == expected.prefix(1).map { .string($0) })
  }
}
