import CEL
import RulesEngine
import Store
import TestSupport
import Testing

/// Calendars as a rulebook defines and uses them.
@Suite struct CalendarTests {
  static let calendars = """
    calendar: office
    timezone: America/New_York
    hours: { mon-fri: ["09:00-17:00"], "sat, sun": [] }
    closed: ["2026-11-26", { every: "12-25", name: Christmas }, { from: 2026-12-28, through: 2026-12-31 }]
    dates: { "2026-11-27": "10:00-12:00" }
    breaks: { "2026-11-23": ["12:00-13:00"] }
    ---
    calendar: hotline
    timezone: America/New_York
    hours: { fri-sat: ["22:00-06:00"], sun: ["10:00-24:00"] }
    ---
    calendar: both
    timezone: America/New_York
    intersect: [office, hotline]
    hours: { mon-sun: ["00:00-24:00"] }
    """

  /// Expressions over `at`, and what they give.
  @Test(arguments: [
    (#"string(calendar.after("office", event.time, "4bh"))"#, "2026-11-23T18:30:00Z"),
    (#"string(calendar.after("office", event.time, duration("30m")))"#, "2026-11-20T22:00:00Z"),
    (#"string(calendar.after("office", event.time, "4bd"))"#, "2026-11-30T14:00:00Z"),
    (#"string(calendar.before("office", event.time, "1bd"))"#, "2026-11-19T21:30:00Z"),
    (#"string(calendar.between("office", event.time, timestamp("2026-11-24T14:00:00Z")))"#, "27000s"),
    (#"string(calendar.is_open("office", event.time))"#, "true"),
    (#"string(calendar.is_open("hotline", timestamp("2026-11-22T04:59:00-05:00")))"#, "true"),
    (#"string(calendar.after("office", timestamp("2026-12-24T21:00:00Z"), "2bh"))"#, "2027-01-01T15:00:00Z"),
  ])
  func `expressions measure business time`(_ expression: String, _ expected: String) throws {
    let shop = try Shop(
      Self.calendars.replacing(", hotline]", with: "]") + """

        ---
        rule: look
        on: ping
        do:
          - notify: { to: x, template: t, text: '${\(expression)}' }
        """)
    let decision = try #require(try shop.send("ping", at: "2026-11-20T16:30:00-05:00").first)
    #expect(decision.actionTexts == [#"notify {"to":"x","template":"t","text":"\#(expected)"}"#])
  }

  @Test func `a calendar is found by its name`() throws {
    let rulebook = try Shop.rulebook(Self.calendars.replacing("hotline]", with: "office]"))
    let office = try #require(rulebook.calendar(named: "office"))
    #expect(office.name == "office" && office.zone.name == "America/New_York")
    #expect(rulebook.calendar(named: "elsewhere") == nil)
    #expect(office.fingerprint != rulebook.calendar(named: "hotline")?.fingerprint)
  }

  @Test func `time that never comes is an error of the rule`() throws {
    let shop = try Shop(
      """
      calendar: once
      hours: {}
      dates: { "2026-03-02": ["09:00-10:00"] }
      ---
      rule: look
      on: ping
      if: now < calendar.after("once", event.time, "5bh")
      do:
        - notify: { to: x, template: t }
      """)
    let decision = try #require(try shop.send("ping").first)
    #expect(decision.record.errors.map(\.code) == ["R0207"])
    #expect(
      decision.record.errors.first?.message
        == "calendar `once` does not have 5bh of business time within five years of 2026-03-02T10:00:00Z")
  }

  /// Ordered Friday 16:30, it has three hours of office time: until Monday 11:30.
  @Test func `an absence may wait in business time`() throws {
    let shop = try Shop(
      """
      calendar: office
      timezone: America/New_York
      hours: { mon-fri: ["09:00-17:00"] }
      ---
      event: order.forgotten
      data: { order_id: string }
      ---
      absence: order-not-paid
      after: order.placed
      of: order.unpaid
      within: 3bh
      calendar: office
      key: event.order_id
      emit: order.forgotten
      """)
    try shop.send(
      "order.placed", #"{"order_id":"o1","shop_id":"s","amount":"1.00"}"#, at: "2026-11-20T16:30:00-05:00")
    let timer = try #require(try shop.store.timer(name: "absence/order-not-paid", key: "o1"))
    #expect(timer.fireAt == Timestamp(rfc3339: "2026-11-23T11:30:00-05:00"))
  }
}
