import CEL
import RulesEngine
import Store
import TestSupport
import Testing

/// Journeys as rulebooks write them: who gets what, when, and what is kept of it.
@Suite struct RetentionTests {
  private func journey(
    _ more: String, steps: String = "steps: [ { notify: { to: customer, template: hello, channel: email } } ]"
  )
    -> String
  {
    "retention: hello\non: order.placed\n\(more)\n\(steps)\n"
  }

  private func order(_ id: String) -> String { #"{"order_id":"\#(id)","shop_id":"s1","amount":"10.00"}"# }

  private func templates(_ decisions: [Decision]) -> [String] {
    decisions.flatMap(\.record.actions).map { action in
      let json = try? JSON(parsing: action.arguments, maxDepth: 8, maxBytes: 1 << 20)
      return json?["template"]?.stringValue ?? action.name
    }
  }

  private func emitted(_ decisions: [Decision], _ type: String) -> Int {
    decisions.count { $0.event.typeName == type }
  }

  @Test func `a journey sends, and records the exposure`() throws {
    let shop = try Shop(journey(""))
    let decisions = try shop.send("order.placed", order("o1"))
    #expect(templates(decisions) == ["hello"])
    #expect(emitted(decisions, "retention.exposed") == 1)
  }

  @Test func `what goes out is counted where it goes out`() throws {
    let shop = try Shop(journey("cap: { at_most: 2, per: 7d }"))
    var sent: [Int] = []
    for (number, day) in ["02", "03", "04", "09"].enumerated() {
      sent.append(
        templates(try shop.send("order.placed", order("o\(number)"), at: "2026-03-\(day)T10:00:00Z")).count)
    }
    #expect(sent == [1, 1, 0, 1])
  }

  @Test func `a cap of one scope counts what rules send as well`() throws {
    let rule =
      "---\nrule: r\non: order.paid\ncap: { at_most: 5, per: 7d, scope: messages }\ndo: [ { notify: { to: customer, template: paid } } ]\n"
    let shop = try Shop(journey("cap: { at_most: 1, per: 7d, scope: messages }") + rule)
    #expect(templates(try shop.send("order.paid", #"{"order_id":"o1"}"#)) == ["paid"])
    #expect(templates(try shop.send("order.placed", order("o2"))) == [])
  }

  @Test func `a message waits for the end of quiet hours, and the condition is asked again`() throws {
    let quiet = #"quiet: { from: "21:00", to: "08:00", timezone: America/New_York }"#
    let shop = try Shop(journey(quiet))
    #expect(templates(try shop.send("order.placed", order("o1"), at: "2026-03-02T03:00:00Z")) == [])
    #expect(templates(try shop.fireTimers(until: "2026-03-02T12:59:59Z")) == [])
    #expect(templates(try shop.fireTimers(until: "2026-03-02T13:00:00Z")) == ["hello"])

    let stays = try Shop(journey("\(quiet)\nwhile: customer.order_count < 2"))
    _ = try stays.send("order.placed", order("o1"), at: "2026-03-02T03:00:00Z")
    _ = try stays.send("order.placed", order("o2"), at: "2026-03-02T04:00:00Z")
    #expect(templates(try stays.fireTimers(until: "2026-03-03T00:00:00Z")) == [])
    #expect(try stays.store.run(1)?.reason == "`while` no longer holds")
  }

  @Test func `who is held out gets nothing and is recorded`() throws {
    let shop = try Shop(journey("holdout: 100%\nexit_on: order.paid"))
    let decisions = try shop.send("order.placed", order("o1"))
    #expect(templates(decisions) == [])
    #expect(emitted(decisions, "retention.exposed") == 1)
    #expect(try shop.store.run(1)?.reason == "held out")
    let converted = try shop.send("order.paid", #"{"order_id":"o1"}"#, at: "2026-03-03T10:00:00Z")
    #expect(emitted(converted, "retention.converted") == 1)
    #expect(emitted(try shop.send("order.paid", #"{"order_id":"o1"}"#), "retention.converted") == 0)
  }

  @Test func `a conversion ends the journey before its next effect`() throws {
    let steps =
      "steps:\n  - notify: { to: customer, template: first }\n  - delay: 7d\n  - notify: { to: customer, template: second }"
    let shop = try Shop(journey("exit_on: order.paid", steps: steps))
    #expect(templates(try shop.send("order.placed", order("o1"))) == ["first"])
    #expect(
      emitted(
        try shop.send("order.paid", #"{"order_id":"o1"}"#, at: "2026-03-03T10:00:00Z"), "retention.converted")
        == 1)
    #expect(templates(try shop.fireTimers(until: "2026-04-01T00:00:00Z")) == [])
    #expect(try shop.store.run(1)?.status == .cancelled)
  }

  @Test func `everybody keeps a variant`() throws {
    let steps = "steps: [ { notify: { to: customer, template: \"hello-${vars.variant}\" } } ]"
    let shop = try Shop(journey("variants: { a: 50%, b: 50% }", steps: steps))
    var seen: [String: Set<String>] = [:]
    for round in 0..<3 {
      for person in 0..<20 {
        let sent = templates(
          try shop.send("order.placed", order("o\(round)-\(person)"), subject: "c\(person)"))
        seen["c\(person)", default: []].formUnion(sent)
      }
    }
    #expect(seen.values.allSatisfy { $0.count == 1 })
    #expect(Set(seen.values.flatMap(\.self)) == ["hello-a", "hello-b"])
  }

  // MARK: Once

  @Test(arguments: [
    ("", "2026-12-01T10:00:00Z"), (", timezone: America/New_York", "2026-12-01T15:00:00Z"),
    (#", timezone: 'customer.tier == "gold" ? "Asia/Tokyo" : "UTC"'"#, "2026-12-01T01:00:00Z"),
  ])
  func `people enter once, at a time of a clock`(zone: String, at: String) throws {
    let campaign = """
      retention: hello
      enter: { at: 2026-12-01T10:00\(zone) }
      audience: customer.tier == "gold"
      steps: [ { notify: { to: customer, template: hello } } ]
      """
    let shop = try Shop(campaign)
    try shop.send("customer.registered", #"{"name":"Ada","tier":"gold"}"#)
    try shop.processor.armSchedules(at: shop.instant("10:00"))
    let fired = try shop.fireTimers(until: "2028-12-31T00:00:00Z")
    #expect(templates(fired) == ["hello"])
    #expect(fired.filter { !$0.record.actions.isEmpty }.map { "\($0.record.at)" } == [at])
    try shop.processor.armSchedules(at: shop.instant("2028-12-31T00:00:00Z"))
    #expect(try shop.store.nextTimer(until: .distantFuture) == nil)
  }
}
