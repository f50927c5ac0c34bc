import RulesEngine
import TestSupport
import Testing

/// Decision tables: hit policies, cells, and calls from expressions.
@Suite struct TableTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var hit: String
    var amount: String
    var expected: [String]
    var outputs = "{ word: { type: string, enum: [big, small, any] }, number: int }"
    var testDescription: String { "\(hit) at \(amount)" }
  }

  /// Three rows that overlap: everything, at least 50, at least 100.
  private static func rules(_ example: Case) -> String {
    """
    table: t
    on: order.placed
    hit: \(example.hit)
    inputs: { amount: event.amount }
    outputs: \(example.outputs)
    rows:
      - { amount: ">= 50.00", word: small, number: 2 }
      - { amount: ">= 100.00", word: big, number: 7 }
      - { amount: "-", word: any, number: 1 }
    do: [ { notify: { to: "${string(output.number)}", template: "${output.word}" } } ]
    """
  }

  @Test(arguments: [
    Case(hit: "first", amount: "120", expected: ["small 2"]),
    Case(hit: "first", amount: "20", expected: ["any 1"]),
    Case(hit: "unique", amount: "20", expected: ["any 1"]),
    Case(hit: "unique", amount: "60", expected: ["R0207"]),
    Case(hit: "any", amount: "20", expected: ["any 1"]),
    Case(hit: "any", amount: "60", expected: ["R0207"]),
    Case(hit: "priority", amount: "120", expected: ["big 7"]),
    Case(hit: "priority", amount: "60", expected: ["small 2"]),
    Case(hit: "rule order", amount: "120", expected: ["small 2", "big 7", "any 1"]),
    Case(hit: "output order", amount: "120", expected: ["big 7", "small 2", "any 1"]),
    Case(hit: "collect", amount: "60", expected: ["small 2", "any 1"]),
    Case(hit: "C", amount: "60", expected: ["small 2", "any 1"]),
  ])
  func `applies its hit policy`(_ example: Case) throws {
    #expect(try Self.outcome(Self.rules(example), example.amount) == example.expected)
  }

  @Test(arguments: [
    ("collect sum", "10"), ("C+", "10"), ("collect min", "1"), ("collect max", "7"), ("collect count", "3"),
  ])
  func `collects numbers`(hit: String, expected: String) throws {
    let rules = """
      table: t
      on: order.placed
      hit: \(hit)
      inputs: { amount: event.amount }
      outputs: { number: int }
      rows:
        - { amount: ">= 50.00", number: 2 }
        - { amount: ">= 100.00", number: 7 }
        - { amount: "-", number: 1 }
      do: [ { notify: { to: "${string(output.number)}", template: t } } ]
      """
    #expect(try Self.outcome(rules, "120") == ["t \(expected)"])
  }

  private static func outcome(_ rules: String, _ amount: String) throws -> [String] {
    let shop = try Shop(rules)
    let decision = try #require(
      try shop.send("order.placed", #"{"order_id":"o","shop_id":"s","amount":\#(amount)}"#).first)
    if let error = decision.record.errors.first { return [error.code] }
    return decision.record.actions.map { action in
      let text = String(decoding: action.arguments, as: UTF8.self)
      let parts = text.split(separator: "\"").map(String.init)
      #expect(parts.count == 9)
      return "\(parts[7]) \(parts[3])"
    }
  }

  @Test(arguments: [
    ("-", "s9", true), ("s1", "s1", true), ("s1", "s2", false), ("\"\\\"s1\\\"\"", "s1", true),
    ("\"s1, s2\"", "s2", true),
    ("not(s1)", "s2", true), ("not(s1)", "s1", false), ("\"not(s1, s2)\"", "s2", false),
    ("[s1, s2]", "s2", true),
  ])
  func `tests text`(cell: String, input: String, fits: Bool) throws {
    let rules = """
      table: t
      on: order.placed
      inputs: { shop: event.shop_id }
      outputs: { word: string }
      rows: [ { shop: \(cell), word: hit } ]
      do: [ { notify: { to: x, template: "${output.word}" } } ]
      """
    let shop = try Shop(rules)
    let decisions = try shop.send("order.placed", #"{"order_id":"o","shop_id":"\#(input)","amount":1}"#)
    #expect(decisions.flatMap(\.record.actions).isEmpty != fits)
  }

  @Test(arguments: [
    ("< 10", "9.99", true), ("< 10", "10", false), ("<= 10", "10.00", true), ("> 10", "10", false),
    (">= 10", "10", true),
    ("[10..20)", "10", true), ("[10..20)", "20", false), ("(10..20]", "10", false), ("(10..20]", "20", true),
    ("]10..20[", "15", true), ("]10..20[", "20", false), ("10, 20", "20", true), ("10.00", "10", true),
    ("\"< 5, > 50\"", "60", true), ("\"< 5, > 50\"", "20", false), ("not([10..20])", "20", false),
    ("missing", "1", false),
  ])
  func `tests money`(cell: String, amount: String, fits: Bool) throws {
    let quoted = cell.hasPrefix("\"") ? cell : "\"\(cell)\""
    let rules = """
      table: t
      on: order.placed
      inputs: { amount: event.amount }
      outputs: { word: string }
      rows: [ { amount: \(quoted), word: hit } ]
      do: [ { notify: { to: x, template: "${output.word}" } } ]
      """
    let shop = try Shop(rules)
    let decisions = try shop.send("order.placed", #"{"order_id":"o","shop_id":"s","amount":"\#(amount)"}"#)
    #expect(decisions.flatMap(\.record.actions).isEmpty != fits)
  }

  @Test func `is called from expressions, typed`() throws {
    let shop = try Shop(
      """
      table: rates
      inputs: { amount: money, tier: string }
      outputs: { percent: decimal, minimum: money }
      rows:
        - { amount: "< 100.00", tier: "-", percent: 15%, minimum: 2.00 }
        - { amount: ">= 100.00", tier: gold, percent: 10%, minimum: 5.00 }
      default: { percent: 12%, minimum: 5.00 }
      ---
      rule: r
      on: order.placed
      do:
        - charge:
            to: shop
            amount: '${max(round(event.amount * table("rates", {"amount": event.amount, "tier": customer.tier}).percent), 3.00)}'
      """)
    try shop.send("customer.registered", #"{"name":"Ana","tier":"gold"}"#)
    for (amount, fee) in [("10.00", "3.00"), ("99.99", "15.00"), ("100.00", "10.00")] {
      let decision = try #require(
        try shop.send("order.placed", #"{"order_id":"\#(amount)","shop_id":"s","amount":"\#(amount)"}"#).first
      )
      #expect(decision.actionTexts == [#"charge {"to":"shop","amount":"\#(fee)","currency":"USD"}"#])
    }
  }

  @Test func `takes its default, or nothing`() throws {
    let rules = """
      table: t
      on: ping
      inputs: { n: event.n }
      outputs: { word: string }
      rows: [ { n: 1, word: one }, { n: missing, word: none } ]
      DEFAULT
      do: [ { notify: { to: x, template: "${output.word}" } } ]
      """
    let with = try Shop(rules.replacing("DEFAULT", with: "default: { word: other }"))
    let without = try Shop(rules.replacing("\nDEFAULT", with: ""))
    #expect(try with.send("ping", #"{"n":1}"#).flatMap(\.actionTexts).count == 1)
    #expect(
      try with.send("ping", #"{"n":2}"#).flatMap(\.actionTexts) == [#"notify {"to":"x","template":"other"}"#])
    #expect(try with.send("ping", "{}").flatMap(\.actionTexts) == [#"notify {"to":"x","template":"none"}"#])
    #expect(try without.send("ping", #"{"n":2}"#).first?.record.matched == [])
  }
}
