import CEL
import RulesEngine
import Store
import TestSupport
import Testing

/// Journeys that want the same customer at the same time.
@Suite struct PriorityTests {
  private func order(_ id: String) -> String { #"{"order_id":"\#(id)","shop_id":"s1","amount":"10.00"}"# }

  private func templates(_ decisions: [Decision]) -> [String] {
    decisions.flatMap(\.record.actions).map { action in
      let json = try? JSON(parsing: action.arguments, maxDepth: 8, maxBytes: 1 << 20)
      return json?["template"]?.stringValue ?? action.name
    }
  }

  private func journey(_ name: String, on event: String, _ more: String, steps: String? = nil) -> String {
    """
    retention: \(name)
    on: \(event)
    \(more)
    steps: \(steps ?? "[ { notify: { to: customer, template: \(name) } } ]")
    """
  }

  @Test func `of those that quiet hours held, the cap lets the higher priority through`() throws {
    let quiet = #"quiet: { from: "21:00", to: "08:00", timezone: America/New_York }"#
    let cap = "cap: { at_most: 1, per: 7d, scope: messages }"
    let shop = try Shop(
      [
        journey("small", on: "order.placed", "\(quiet)\n\(cap)\npriority: 1"),
        journey("great", on: "order.paid", "\(quiet)\n\(cap)\npriority: 9"),
      ].joined(separator: "\n---\n"))
    try shop.send("order.placed", order("o1"), at: "2026-03-02T03:00:00Z")
    try shop.send("order.paid", #"{"order_id":"o1"}"#, at: "2026-03-02T04:00:00Z")
    #expect(templates(try shop.fireTimers(until: "2026-03-02T13:00:00Z")) == ["great"])
  }

  @Test func `a smaller share of a common cap leaves the rest to others`() throws {
    let shop = try Shop(
      [
        journey("small", on: "order.placed", "mode: parallel\ncap: { at_most: 1, per: 7d, scope: messages }"),
        journey("great", on: "order.paid", "mode: parallel\ncap: { at_most: 2, per: 7d, scope: messages }"),
      ].joined(separator: "\n---\n"))
    #expect(templates(try shop.send("order.placed", order("o1"))) == ["small"])
    #expect(templates(try shop.send("order.placed", order("o2"))) == [])
    #expect(templates(try shop.send("order.paid", #"{"order_id":"o1"}"#)) == ["great"])
    #expect(templates(try shop.send("order.paid", #"{"order_id":"o2"}"#)) == [])
  }

  @Test func `journeys that enter at one time of day begin with the highest priority`() throws {
    func daily(_ name: String, _ priority: Int) -> String {
      """
      retention: \(name)
      enter: { daily: "09:00" }
      audience: customer.tier == "gold"
      priority: \(priority)
      cap: { at_most: 1, per: 7d, scope: messages }
      steps: [ { notify: { to: customer, template: \(name) } } ]
      """
    }
    let shop = try Shop([daily("small", 1), daily("great", 9)].joined(separator: "\n---\n"))
    try shop.send("customer.registered", #"{"name":"Ada","tier":"gold"}"#)
    try shop.processor.armSchedules(at: shop.instant("10:00"))
    #expect(templates(try shop.fireTimers(until: "2026-03-03T12:00:00Z")) == ["great"])
  }

  private func pair(_ small: Int, _ great: Int) throws -> Shop {
    let steps = "[ { delay: 1d }, { notify: { to: customer, template: hello } } ]"
    return try Shop(
      [
        journey("small", on: "order.placed", "exclusive: offers\npriority: \(small)", steps: steps),
        journey("great", on: "order.paid", "exclusive: offers\npriority: \(great)", steps: steps),
      ].joined(separator: "\n---\n"))
  }

  private func runs(_ shop: Shop) throws -> [String] {
    var lines: [String] = []
    try shop.store.runs { run in
      lines.append(
        "\(run.number) \(run.workflow) \(run.status.rawValue)" + (run.reason.map { ": \($0)" } ?? ""))
      return true
    }
    return lines.sorted()
  }

  @Test func `a journey makes way for one of higher priority of its group`() throws {
    let shop = try pair(1, 2)
    try shop.send("order.placed", order("o1"))
    try shop.send("order.paid", #"{"order_id":"o1"}"#)
    #expect(
      try runs(shop) == [
        "1 retention/small cancelled: made way for `retention/great`", "2 retention/great waiting",
      ])
  }

  @Test(arguments: [(2, 1), (1, 1)])
  func `beside one that matters as much or more, another does not begin`(small: Int, great: Int) throws {
    let shop = try pair(small, great)
    try shop.send("order.placed", order("o1"))
    try shop.send("order.paid", #"{"order_id":"o1"}"#)
    try shop.send("order.paid", #"{"order_id":"o1"}"#, subject: "c2")
    #expect(
      try runs(shop) == [
        "1 retention/small waiting",
        "2 retention/great dropped: run 1 of `retention/small` with the key `c1` is open, and of `offers` one may be",
        "3 retention/great waiting",
      ])
    _ = try shop.fireTimers(until: "2026-03-05T00:00:00Z")
    try shop.send("order.paid", #"{"order_id":"o2"}"#, at: "2026-03-05T10:00:00Z")
    #expect(try runs(shop).last == "4 retention/great waiting")
  }
}
