import CEL
import RulesEngine
import Store
import TestSupport
import Testing

/// Caps and cool-downs: what they hold back, what they count, and what is said of it.
@Suite struct RestraintTests {
  static func rule(_ name: String = "hello", _ more: String, on: String = "ping") -> String {
    """
    rule: \(name)
    on: \(on)
    \(more)
    do:
      - notify: { to: x, template: \(name) }
    """
  }

  /// Which of some events led to an action.
  static func acted(_ shop: Shop, _ events: [(subject: String, at: String)], on: String = "order.unpaid")
    throws -> [Bool]
  {
    try events.map { event in
      let decisions = try shop.send(on, #"{"order_id":"o"}"#, subject: event.subject, at: event.at)
      return decisions.contains { !$0.record.actions.isEmpty }
    }
  }

  @Test func `a cool-down pauses a definition for each subject`() throws {
    let shop = try Shop(Self.rule("hello", "cooldown: 30d", on: "order.unpaid"))
    let acted = try Self.acted(
      shop,
      [
        ("a", "2026-03-01T10:00:00Z"), ("a", "2026-03-02T10:00:00Z"), ("b", "2026-03-02T11:00:00Z"),
        ("a", "2026-03-31T09:59:59Z"), ("a", "2026-03-31T10:00:00Z"), ("a", "2026-03-31T10:00:01Z"),
      ])
    #expect(acted == [true, false, true, false, true, false])
  }

  @Test func `a cool-down may be for a key`() throws {
    let shop = try Shop(
      Self.rule("hello", "cooldown: { for: 1d, key: [event.subject, event.order_id] }", on: "order.unpaid"))
    for (order, expected) in [("1", 1), ("2", 1), ("1", 0)] {
      let decisions = try shop.send("order.unpaid", #"{"order_id":"\#(order)"}"#)
      #expect(decisions.first?.record.actions.count == expected)
    }
  }

  @Test func `a cap counts the time up to now`() throws {
    let shop = try Shop(Self.rule("hello", "cap: { at_most: 2, per: 7d }", on: "order.unpaid"))
    let acted = try Self.acted(
      shop,
      [
        ("a", "2026-03-01T10:00:00Z"), ("a", "2026-03-02T10:00:00Z"), ("a", "2026-03-08T09:59:59Z"),
        ("b", "2026-03-08T09:59:59Z"), ("a", "2026-03-08T10:00:00Z"), ("a", "2026-03-09T09:00:00Z"),
      ])
    #expect(acted == [true, true, false, true, true, false])
  }

  /// Days of the customer: 23:30 in New York is the next day in Berlin.
  @Test func `a cap may count calendar days in the zone of the customer`() throws {
    let shop = try Shop(
      Self.rule(
        "hello",
        #"cap: { at_most: 1, per: calendar_day, timezone: 'event.order_id == "b" ? "Europe/Berlin" : "America/New_York"' }"#,
        on: "order.unpaid"))
    func acts(_ order: String, _ at: String) throws -> Bool {
      try !shop.send("order.unpaid", #"{"order_id":"\#(order)"}"#, subject: order, at: at)[0].record.actions
        .isEmpty
    }
    #expect(try acts("b", "2026-03-02T22:30:00Z"))
    #expect(try acts("b", "2026-03-02T23:30:00Z"), "after midnight in Berlin")
    #expect(try acts("n", "2026-03-02T22:30:00Z"))
    #expect(try !acts("n", "2026-03-02T23:30:00Z"), "the same day in New York")
    #expect(try acts("n", "2026-03-03T05:00:00Z"))
  }

  @Test(arguments: [
    ("calendar_week", "2026-03-02T00:00:00Z", "2026-03-08T23:59:59Z", "2026-03-09T00:00:00Z"),
    ("calendar_month", "2026-03-01T00:00:00Z", "2026-03-31T23:59:59Z", "2026-04-01T00:00:00Z"),
  ])
  func `weeks begin on Monday, months on the first`(_ per: String, _ a: String, _ b: String, _ c: String)
    throws
  {
    let shop = try Shop(
      Self.rule("hello", "cap: { at_most: 1, per: \(per), timezone: UTC }", on: "order.unpaid"))
    #expect(try Self.acted(shop, [("a", a), ("a", b), ("a", c)]) == [true, false, true])
  }

  @Test func `the higher priority takes what is left`() throws {
    let cap = "cap: { at_most: 1, per: 1d, scope: messages }"
    let shop = try Shop(
      Self.rule("low", cap, on: "order.unpaid") + "\n---\n"
        + Self.rule("high", cap + "\npriority: 5", on: "order.unpaid"))
    let decision = try shop.send("order.unpaid", #"{"order_id":"o"}"#)[0]
    #expect(decision.record.matched == ["rule/high"])
    #expect(decision.record.actions.map(\.by) == ["rule/high"])
    #expect(decision.record.held.map(\.by) == ["rule/low"])
    #expect(
      decision.record.held.first?.message
        == "frequency cap: 1 of 1 in 1 day for `c1`, the last at 2026-03-02T10:00:00Z")
    let json = decision.json
    #expect(json.contains(#""held":[{"by":"rule/low","code":"R0431","message":"frequency cap: 1 of 1"#))
  }

  @Test func `a definition that fails has taken nothing`() throws {
    let shop = try Shop(
      """
      rule: hello
      on: order.unpaid
      cap: { at_most: 1, per: 1d }
      do:
        - notify: { to: x, template: t, text: '${string(1 / (event.order_id == "bad" ? 0 : 1))}' }
      """)
    #expect(try shop.send("order.unpaid", #"{"order_id":"bad"}"#)[0].record.errors.count == 1)
    #expect(try shop.send("order.unpaid", #"{"order_id":"good"}"#)[0].record.actions.count == 1)
    #expect(try shop.send("order.unpaid", #"{"order_id":"more"}"#)[0].record.held.map(\.code) == ["R0431"])
  }

  @Test func `shadow counts nothing`() throws {
    let shop = try Shop(
      Self.rule("hello", "cap: { at_most: 1, per: 1d }\nrollout: shadow", on: "order.unpaid"))
    for _ in 0..<3 {
      #expect(try shop.send("order.unpaid", #"{"order_id":"o"}"#)[0].record.shadowed.count == 1)
    }
  }

  @Test func `what is held back does not take its group`() throws {
    let shop = try Shop(
      Self.rule("first", "cooldown: 1d\ngroup: g\npriority: 2", on: "order.unpaid") + "\n---\n"
        + Self.rule("second", "group: g", on: "order.unpaid"))
    let matched = try (0..<2).map { _ in
      try shop.send("order.unpaid", #"{"order_id":"o"}"#)[0].record.matched
    }
    #expect(matched == [["rule/first"], ["rule/second"]])
  }

  @Test func `a table has them as well`() throws {
    let shop = try Shop(
      """
      table: greet
      on: order.unpaid
      cooldown: 1d
      hit: first
      inputs: { order: event.order_id }
      outputs: { text: string }
      rows:
        - { order: a, text: hello }
      do:
        - notify: { to: x, template: "${output.text}" }
      """)
    func count(_ order: String) throws -> Int {
      try shop.send("order.unpaid", #"{"order_id":"\#(order)"}"#)[0].record.actions.count
    }
    #expect(try [count("b"), count("a"), count("a")] == [0, 1, 0], "a row that does not fit takes nothing")
  }

  @Test func `it is kept and explained`() throws {
    let shop = try Shop(Self.rule("hello", "cooldown: 30d", on: "order.unpaid"))
    try shop.send("order.unpaid", #"{"order_id":"o"}"#)
    let held = try shop.send("order.unpaid", #"{"order_id":"o"}"#, at: "2026-03-03T10:00:00Z")[0]
    let stored = try #require(try shop.store.decision(number: held.record.number))
    #expect(stored.record.held == held.record.held && held.record.held.count == 1)
    let item = try #require(
      Explainer(rulebook: shop.rulebook).explain(held.event, stored.record).items.first)
    #expect(item.outcome == .heldBack)
    #expect(
      item.reasons.last?.text
        == "R0432: cool-down: last carried out for `c1` at 2026-03-02T10:00:00Z, free again at 2026-04-01T10:00:00Z"
    )
  }
}
