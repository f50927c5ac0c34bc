import CEL
import RulesEngine
import TestSupport
import Testing

/// Facts, scores, segments, absences and schedules: what the engine derives from events and time.
@Suite struct FactTests {
  private static func order(_ id: String, _ amount: String) -> String {
    #"{"order_id":"\#(id)","shop_id":"s-\#(id)","amount":"\#(amount)"}"#
  }

  /// Two orders of January and February, both paid, then a ping in March that shows a fact.
  private func value(of expression: String) throws -> String? {
    let shop = try Shop(
      "rule: show\non: order.unpaid\ndo: [ { notify: { to: x, template: t, text: '${\(expression)}' } } ]")
    try shop.send("customer.registered", #"{"name":"Ana"}"#, at: "2026-01-01T00:00:00Z")
    try shop.send("order.placed", Self.order("o1", "0.10"), at: "2026-01-10T00:00:00Z")
    try shop.send("order.placed", Self.order("o2", "0.20"), at: "2026-02-20T00:00:00Z")
    try shop.send("order.placed", Self.order("o3", "7.00"), subject: "c2", at: "2026-02-21T00:00:00Z")
    try shop.send("order.paid", #"{"order_id":"o1"}"#, at: "2026-02-22T00:00:00Z")
    try shop.send("order.paid", #"{"order_id":"o2"}"#, at: "2026-02-22T00:00:00Z")
    let decision = try #require(
      try shop.send("order.unpaid", #"{"order_id":"o9"}"#, at: "2026-03-02T12:00:00Z").first)
    #expect(decision.record.errors == [])
    let text = decision.actionTexts.first ?? ""
    return text.contains("\"text\"") ? text.split(separator: "\"").dropLast().last.map(String.init) : nil
  }

  @Test(arguments: [
    ("customer.order_count", "2"), ("customer.spend", "0.30 USD"), ("customer.orders_last_month", "1"),
    ("customer.last_order_at", "2026-02-20T00:00:00Z"), ("customer.days_since_order", "10"),
    ("size(customer.shop_ids)", "2"), ("customer.shop_ids[1]", "s-o2"), ("customer.has_orders", "true"),
    ("customer.orders.exists(o, o.amount > 0.15)", "true"), ("customer.orders.map(o, o.status)[0]", "paid"),
    ("customer.name", "Ana"), ("size(customer.orders)", "2"),
  ])
  func `computes facts`(expression: String, expected: String) throws {
    #expect(try value(of: expression) == expected)
  }

  @Test func `a fact without rows is missing, zero or empty`() throws {
    let shop = try Shop(
      """
      rule: show
      on: ping
      do:
        - notify: { to: x, template: t, text: "${event.n}" }
      ---
      rule: facts
      on: order.unpaid
      do:
        - notify:
            to: x
            template: t
            text: "${customer.order_count} ${customer.spend} ${has(customer.last_order_at)} ${customer.has_orders} ${size(customer.shop_ids)} ${customer.days_since_order ?? -1}"
      """)
    let decision = try shop.send("order.unpaid", #"{"order_id":"o"}"#).first
    #expect(
      decision?.actionTexts == [#"notify {"to":"x","template":"t","text":"0 0 USD false false 0 -1"}"#]
        || decision?.actionTexts == [
          #"notify {"to":"x","template":"t","text":"0 0.00 USD false false 0 -1"}"#
        ])
  }

  @Test func `scores and segments become events when they move`() throws {
    let shop = try Shop(
      """
      score: loyalty
      of: customer
      range: [0, 100]
      factors:
        - { name: orders, weight: 3, value: "min(customer.order_count / 4.0, 1.0)" }
        - { name: points, weight: 1, value: "customer.points > 0 ? 1.0 : 0.0" }
      bands: { low: "< 30", high: ">= 30" }
      notify_change: { by: 50, or: band }
      ---
      segment: regular
      of: customer
      if: customer.order_count >= 2
      ---
      rule: moved
      on: score.loyalty.changed
      do: [ { notify: { to: x, template: "${event.old} ${event.new} ${event.band}" } } ]
      ---
      rule: entered
      on: segment.entered
      if: event.segment == "regular" && "regular" in customer.segments
      do: [ { notify: { to: x, template: entered } } ]
      """)
    try shop.send("customer.registered", #"{"name":"Ana"}"#)
    #expect(try shop.send("order.placed", Self.order("o1", "1")).flatMap(\.actionTexts) == [])
    let second = try shop.send("order.placed", Self.order("o2", "1")).flatMap(\.actionTexts)
    #expect(
      second == [#"notify {"to":"x","template":"0 37.5 high"}"#, #"notify {"to":"x","template":"entered"}"#])
    #expect(try shop.send("order.placed", Self.order("o3", "1")).flatMap(\.actionTexts) == [])
  }

  @Test func `an absence fires once, at its time, unless it is closed`() throws {
    let shop = try Shop(
      """
      absence: unpaid
      after: order.placed
      of: order.paid
      within: 2h
      key: event.order_id
      emit: order.unpaid
      ---
      rule: remind
      on: order.unpaid
      do: [ { notify: { to: x, template: "${event.order_id}" } } ]
      """)
    try shop.send("order.placed", Self.order("o1", "1"), at: "2026-03-02T10:00:00Z")
    try shop.send("order.placed", Self.order("o2", "1"), at: "2026-03-02T10:30:00Z")
    try shop.send("order.paid", #"{"order_id":"o1"}"#, at: "2026-03-02T11:00:00Z")
    #expect(try shop.fireTimers(until: "2026-03-02T12:29:59Z").isEmpty)
    let fired = try shop.fireTimers(until: "2026-03-03T00:00:00Z")
    #expect(fired.map(\.record.at.description) == ["2026-03-02T12:30:00Z"])
    #expect(fired.flatMap(\.actionTexts) == [#"notify {"to":"x","template":"o2"}"#])
    #expect(try shop.fireTimers(until: "2026-03-09T00:00:00Z").isEmpty)
  }

  @Test func `a schedule fires for each row, in its zone`() throws {
    let shop = try Shop(
      """
      event: look
      subject: customer
      ---
      schedule: daily
      every: "0 9 * * *"
      timezone: America/New_York
      for_each: { customer: customer.order_count > 0 }
      emit: look
      ---
      rule: seen
      on: look
      do: [ { notify: { to: "${customer.id}", template: look } } ]
      """)
    for customer in ["c1", "c2", "c3"] {
      try shop.send("customer.registered", #"{"name":"A"}"#, subject: customer, at: "2026-03-06T20:00:00Z")
    }
    try shop.send("order.placed", Self.order("o1", "1"), subject: "c1", at: "2026-03-06T20:00:00Z")
    try shop.send("order.placed", Self.order("o3", "1"), subject: "c3", at: "2026-03-06T20:00:00Z")
    try shop.processor.armSchedules(at: #require(Timestamp(rfc3339: "2026-03-06T20:00:00Z")))
    // The clocks go forward on 8 March: 09:00 is 14:00 UTC on the 7th and 13:00 UTC on the 8th.
    let fired = try shop.fireTimers(until: "2026-03-08T20:00:00Z")
    #expect(
      fired.map { "\($0.record.at) \($0.event.subject ?? "")" } == [
        "2026-03-07T14:00:00Z c1", "2026-03-07T14:00:00Z c3", "2026-03-08T13:00:00Z c1",
        "2026-03-08T13:00:00Z c3",
      ])
  }
}
