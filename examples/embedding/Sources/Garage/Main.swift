import CEL
import Host
import RulesEngine

/// A garage that embeds its rules: it hands events in, carries actions out, and lets a clock of its own tell the time.
@main
enum Garage {
  static func main() async throws {
    let folder = CommandLine.arguments.dropFirst().first ?? "rules"
    let clock = ManualClock(at: Timestamp(rfc3339: "2026-03-02T10:00:00Z")!)
    var options = RuleHost.Options()
    options.clock = .manual(clock)
    options.delivery.name = "garage"

    // A rulebook with mistakes throws here, with what `bylaw check` says about it.
    let host = try RuleHost(rules: folder, database: ":memory:", options: options)
    await host.onAction("charge", deliverBy: Bank())
    await host.onAction("notify") { delivery in
      print("notify:", String(decoding: delivery.action.arguments, as: UTF8.self))
      return nil
    }

    // What would a quote of 240 dollars cost? Nothing is written.
    let quote = event("q1", "repair.quoted", #"{"repair":"brakes","amount":"240.00"}"#)
    for decision in try await host.decide(quote) { print("preview:", decision.record.matched) }

    // From here on it counts: durable when `process` returns. The second time it is recognized.
    _ = try await host.process(event("r1", "customer.registered", #"{"name":"Ada"}"#))
    let decisions = try await host.process(quote)
    print("decided:", decisions[0].id, decisions[0].record.matched)
    print("again:", try await host.process(quote).count, "decisions")

    // Deliveries happen in steps; here until nothing is due any more. The bank is busy, so the charge waits.
    try await host.settle()
    print("retried:", await host.deliveries.retried)
    clock.advance(by: Duration(seconds: 15)!)
    try await host.settle()

    // Two days without an answer: the timer fires, at its own time, and becomes an event like any other.
    clock.advance(by: Duration(seconds: 2 * 86_400)!)
    try await host.settle()
    print("delivered:", await host.deliveries.delivered)

    // Why was there a fee?
    let explanation = await host.explain(decisions[0])
    for item in explanation.items { print("why:", item.definition, item.reasons.map(\.text)) }
  }

  private static func event(_ id: String, _ type: String, _ data: String) -> [UInt8] {
    Array(
      #"{"specversion":"1.0","id":"\#(id)","source":"garage","type":"\#(type)","subject":"c1","time":"2026-03-02T10:00:00Z","data":\#(data)}"#
        .utf8)
  }
}
