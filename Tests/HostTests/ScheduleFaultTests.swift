import CEL
import RulesEngine
import Store
import TestSupport
import Testing

/// Schedules over rows of which some fail.
@Suite struct ScheduleFaultTests {
  static let rules = """
    event: look
    subject: customer
    ---
    schedule: daily
    every: "0 9 * * *"
    timezone: UTC
    for_each: { customer: 100 / customer.order_count > 0 }
    emit: look
    ---
    rule: seen
    on: look
    do: [ { notify: { to: "${customer.id}", template: look } } ]
    """

  @Test func `a row that fails is parked; the other rows and the next run go on`() throws {
    let shop = try Shop(Self.rules)
    let start = "2026-03-06T20:00:00Z"
    for customer in ["c1", "c2", "c3"] {
      try shop.send("customer.registered", #"{"name":"A"}"#, subject: customer, at: start)
    }
    for customer in ["c1", "c3"] {
      let order = #"{"order_id":"o-\#(customer)","shop_id":"s","amount":"1.00"}"#
      try shop.send("order.placed", order, subject: customer, at: start)
    }
    try shop.processor.armSchedules(at: #require(Timestamp(rfc3339: start)))
    let fired = try shop.fireTimers(until: "2026-03-08T20:00:00Z")
    #expect(
      fired.map { "\($0.record.at) \($0.event.subject ?? "")" } == [
        "2026-03-07T09:00:00Z c1", "2026-03-07T09:00:00Z c3", "2026-03-08T09:00:00Z c1",
        "2026-03-08T09:00:00Z c3",
      ])
    var letters: [String] = []
    try shop.store.deadLetters(LogFilter()) { entry in
      letters.append("\(entry.letter.code) \(entry.letter.message)")
      #expect(entry.letter.origin == "schedule/daily")
      return true
    }
    #expect(letters.count == 2)
    #expect(letters.allSatisfy { $0.hasPrefix("R0202 `schedule/daily`, row `c2`: ") }, "\(letters)")
  }
}
