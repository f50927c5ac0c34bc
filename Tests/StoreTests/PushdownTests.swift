import CEL
import RulesEngine
import Testing

@testable import Store

/// What SQLite decides about rows is what the program would have decided.
@Suite struct PushdownTests {
  @Test(
    "conditions become SQL",
    arguments: [
      ("row.status == \"paid\"", #"(CASE WHEN "status" IS NULL THEN NULL ELSE "status" = ?4 END)"#),
      (
        "row.pieces > 2 && row.pieces <= 5",
        #"(CASE WHEN "pieces" IS NULL THEN NULL ELSE ("pieces" > ?4 AND "pieces" <= ?5) END)"#
      ),
      (
        "row.total >= 10.00", #"(CASE WHEN "total" IS NULL THEN NULL ELSE bylaw_money("total", ?4) >= 0 END)"#
      ),
      (
        "row.status.startsWith(\"pa\")",
        #"(CASE WHEN "status" IS NULL THEN NULL ELSE ("status" >= ?4 AND "status" < ?5) END)"#
      ),
      ("row.pieces in [1, 2]", #"(CASE WHEN "pieces" IS NULL THEN NULL ELSE "pieces" IN (?4, ?5) END)"#),
      (
        "row.paid || row.status.size() > 3",
        #"(CASE WHEN "paid" IS NULL OR "status" IS NULL THEN NULL ELSE ("paid" = 1 OR NULL) END)"#
      ),
      ("row.status.size() > 3", nil),
    ])
  func sql(_ condition: String, _ expected: String?) throws {
    let table = try Table(Shop.model().entities[Shop.order])
    table.isOwn = true
    let filter = try Shop.filter(condition, table.entity)
    // The order of the guards is that of the program's slots.
    let sql = FilterSQL(filter, table: table, currency: usd, firstParameter: 4)
    #expect(sql.verdict == expected)
  }

  @Test("random conditions over random rows", arguments: 0..<40)
  func agreement(_ seed: Int) throws {
    var random = Random(UInt64(seed))
    let store = try Shop.store()
    let orders = store.model.entities[Shop.order]
    for number in 0..<25 {
      let values: [(column: Int, value: Value?)] = (2..<9).map { ($0, Samples.value($0, &random)) }
      try store.write(
        RowChange(verb: .insert, entity: Shop.order, key: .string("o\(number)"), values: [(1, "c1")] + values)
      )
    }
    let everything = try store.rows(RowQuery(entity: Shop.order), now: noon)
    var telling = 0
    for id in 0..<25 {
      let condition = Samples.condition(depth: 3, &random)
      let filter = try Shop.filter(condition, orders)
      let expected = try verdicts(filter, everything)
      let found = outcome {
        try store.rows(RowQuery(entity: Shop.order, filter: filter), now: noon).map { $0[0]! }
      }
      let count = outcome {
        let aggregate = Aggregate(id: id, function: .count, entity: Shop.order, by: 1, filter: filter)
        return [try store.aggregate(aggregate, key: "c1", now: noon)!]
      }
      guard let expected else {
        // Some row fails the filter; SQLite may never say that all is well.
        #expect(found == nil && count == nil, "\(condition)")
        continue
      }
      if !expected.isEmpty, expected.count < everything.count { telling += 1 }
      #expect(found == expected, "\(condition)")
      #expect(count == [.int(Int64(expected.count))], "\(condition)")
    }
    #expect(telling > 5, "most conditions hold for some rows and not for others")
  }

  private func outcome(_ body: () throws -> [Value]) -> [Value]? { try? body() }

  /// The keys of the rows that are in, each judged by the program; nil when it fails for one.
  private func verdicts(_ filter: RowFilter, _ rows: [[Value?]]) throws -> [Value]? {
    var keys: [Value] = []
    for row in rows {
      let frame = Frame()
      frame.prepare(slotCount: filter.columns.count)
      frame.now = noon
      for (slot, column) in filter.columns.enumerated() {
        frame[slot] = column.map { row[$0] } ?? .timestamp(noon)
      }
      switch filter.program.test(frame) {
      case .true: keys.append(row[0]!)
      case .false, .missing: break
      case .error: return nil
      }
    }
    return keys
  }
}

/// Values and conditions made up by chance, the same for a seed everywhere.
private enum Samples {
  static let texts = ["", "paid", "open", "pa", "päid", "Paid", "paid\u{0}x", "zz"]
  static let decimals = ["0", "1", "1.0", "1.50", "-2", "10", "9", "0.1", "99999999999999999999.5"]
  static let instants = [
    "2026-11-21T12:00:00Z", "2026-11-21T11:59:59.999999Z", "2026-01-01T00:00:00Z", "1969-12-31T23:59:59.5Z",
  ]

  static func value(_ column: Int, _ random: inout Random) -> Value? {
    if random.below(5) == 0 { return nil }
    switch column {
    case 2: return .string(random.pick(texts))
    case 3: return dollars(random.pick(decimals))
    case 4: return decimal(random.pick(decimals))
    case 5: return .int(Int64(random.below(6)) - 2)
    case 6: return .double([0, 0.1, -1.5, 2, 1e300][random.below(5)])
    case 7: return .bool(random.below(2) == 0)
    default: return instant(random.pick(instants))
    }
  }

  static func condition(depth: Int, _ random: inout Random) -> String {
    guard depth > 0 else { return test(&random) }
    switch random.below(6) {
    case 0, 1:
      return "(\(condition(depth: depth - 1, &random)) && \(condition(depth: depth - 1, &random)))"
    case 2, 3:
      return "(\(condition(depth: depth - 1, &random)) || \(condition(depth: depth - 1, &random)))"
    case 4: return "!(\(condition(depth: depth - 1, &random)))"
    default: return test(&random)
    }
  }

  private static func test(_ random: inout Random) -> String {
    let sign = random.pick(["<", "<=", ">", ">=", "==", "!="])
    switch random.below(12) {
    case 0: return "row.status \(sign) \(quote(random.pick(texts)))"
    case 1: return "row.status.startsWith(\(quote(random.pick(texts))))"
    case 2: return "row.status in [\(quote(random.pick(texts))), \(quote(random.pick(texts)))]"
    case 3: return "row.total \(sign) \(random.pick(["1.00", "1.5", "10.00", "9.99"]))"
    case 4: return "row.weight \(sign) \(random.pick(["1.0", "1.50", "0.10"]))"
    case 5: return "row.pieces \(sign) \(Int(random.below(5)) - 2)"
    case 6: return "row.pieces in [\(random.below(4)), 1]"
    case 7: return "row.rating \(sign) \(random.pick(["0.1", "2.0", "double(0)"]))"
    case 8: return "row.paid"
    case 9: return "row.placed_at \(sign) timestamp(\(quote(random.pick(instants))))"
    case 10: return "has(row.\(random.pick(["status", "total", "pieces", "paid"])))"
    default: return random.pick(["row.status.size() > 3", "row.placed_at < now", "(row.pieces ?? 1) > 0"])
    }
  }

  private static func quote(_ text: String) -> String {
    "\"" + text.unicodeScalars.map { $0.value == 0 ? "\\u0000" : String($0) }.joined() + "\""
  }
}

/// A small generator whose numbers are the same everywhere.
private struct Random {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }
}
