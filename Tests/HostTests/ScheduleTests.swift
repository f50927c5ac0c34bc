import CEL
import Host
import RulesEngine
import Store
import TestSupport
import Testing

/// When schedules run: after a pause of the host, over changes of the clock, after a change of the rulebook.
@Suite struct ScheduleTests {
  static func shop(_ rest: String, database: String = ":memory:") throws -> Shop {
    try Shop(
      """
      schedule: look
      timezone: Europe/Berlin
      emit: ping
      \(rest)
      """, database: database)
  }

  static func at(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? Timestamp(microseconds: 0) }

  /// Lets a host look at its timers now and then; gives the ids of what ran.
  static func run(_ shop: Shop, from start: String, looks: [String]) throws -> [String] {
    var ids: [String] = []
    let reader = EventReader(rulebook: shop.rulebook)
    for (number, look) in ([start] + looks).enumerated() {
      let present = at(look)
      try shop.processor.armSchedules(at: present)
      if number == 0 { continue }
      while let timer = try shop.store.nextTimer(until: present) {
        let made = try shop.processor.fire(timer, at: timer.fireAt, reader: reader, present: present)
        ids += made.map { String($0.event.id.dropFirst("schedule/look/".count)) }
      }
    }
    return ids
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var rest: String
    var looks: [String]
    var runs: [String]
    var testDescription: String { rest.replacing("\n", with: ", ") }
  }

  @Test(arguments: [
    // Three days without a host: by default the last run is made up for.
    Case(
      rest: #"every: "0 9 * * *""#, looks: ["2026-01-05T12:00:00Z", "2026-01-06T08:00:01Z"],
      runs: ["2026-01-05T08:00:00Z", "2026-01-06T08:00:00Z"]),
    Case(
      rest: "every: \"0 9 * * *\"\ncatch_up: all", looks: ["2026-01-04T12:00:00Z"],
      runs: ["2026-01-02T08:00:00Z", "2026-01-03T08:00:00Z", "2026-01-04T08:00:00Z"]),
    Case(
      rest: "every: \"0 9 * * *\"\ncatch_up: { runs: all, within: 36h }", looks: ["2026-01-04T12:00:00Z"],
      runs: ["2026-01-03T08:00:00Z", "2026-01-04T08:00:00Z"]),
    Case(
      rest: "every: \"0 9 * * *\"\ncatch_up: { within: 2h }",
      looks: ["2026-01-04T12:00:00Z", "2026-01-05T09:59:00Z"], runs: ["2026-01-05T08:00:00Z"]),
    // Nothing is made up for; a run that is a few seconds late is no missed one.
    Case(
      rest: "every: \"0 9 * * *\"\ncatch_up: none", looks: ["2026-01-04T12:00:00Z", "2026-01-05T08:00:20Z"],
      runs: ["2026-01-05T08:00:00Z"]),
    // Lengths of time keep their beat.
    Case(
      rest: "every: 1h", looks: ["2026-01-01T15:30:00Z", "2026-01-01T16:00:00Z"],
      runs: ["2026-01-01T15:00:00Z", "2026-01-01T16:00:00Z"]),
    Case(
      rest: "every: 1h\ncatch_up: all", looks: ["2026-01-01T14:30:00Z"],
      runs: ["2026-01-01T13:00:00Z", "2026-01-01T14:00:00Z"]),
    Case(rest: "every: 1h\ncatch_up: none", looks: ["2026-01-01T15:30:00Z"], runs: []),
    // A clock that jumps back runs nothing twice, and goes on where it was.
    Case(
      rest: #"every: "0 9 * * *""#,
      looks: [
        "2026-01-02T08:00:00Z", "2026-01-01T20:00:00Z", "2026-01-02T09:00:00Z", "2026-01-03T08:00:00Z",
      ],
      runs: ["2026-01-02T08:00:00Z", "2026-01-03T08:00:00Z"]),
  ])
  func `runs after a pause`(_ item: Case) throws {
    let runs = try Self.run(try Self.shop(item.rest), from: "2026-01-01T12:00:00Z", looks: item.looks)
    #expect(runs == item.runs)
  }

  @Test func `at most a thousand runs are made up for`() throws {
    let shop = try Self.shop("every: 1m\ncatch_up: all")
    let runs = try Self.run(shop, from: "2026-01-01T00:00:00Z", looks: ["2026-01-02T00:00:00Z"])
    #expect(runs.count == 1_000)
    #expect(runs.first == "2026-01-01T07:21:00Z" && runs.last == "2026-01-02T00:00:00Z")
  }

  /// The nights of 2027-03-28 (02:00 becomes 03:00) and 2026-10-25 (03:00 becomes 02:00) in Berlin.
  @Test(arguments: [
    ("run_once", ["2027-03-28T01:00:00Z"], ["2026-10-25T00:30:00Z"]),
    ("skip", [], ["2026-10-25T00:30:00Z"]),
    ("literal", [], ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]),
  ])
  func `nights on which the clock changes`(_ policy: String, _ spring: [String], _ autumn: [String]) throws {
    let rest = "every: \"30 2 * * *\"\ndst: \(policy)\ncatch_up: all"
    #expect(
      try Self.run(try Self.shop(rest), from: "2027-03-27T12:00:00Z", looks: ["2027-03-28T12:00:00Z"])
        == spring)
    #expect(
      try Self.run(try Self.shop(rest), from: "2026-10-24T12:00:00Z", looks: ["2026-10-25T12:00:00Z"])
        == autumn)
  }

  @Test func `a schedule that was changed runs at its new time`() throws {
    let path = TemporaryDatabase()
    do {
      let before = try Self.shop(#"every: "0 9 * * *""#, database: path.path)
      try before.processor.armSchedules(at: Self.at("2026-01-01T12:00:00Z"))
      try before.store.commit()
    }
    let after = try Self.shop(#"every: "0 7 * * *""#, database: path.path)
    try after.processor.armSchedules(at: Self.at("2026-01-01T13:00:00Z"))
    #expect(
      try after.store.timer(name: "schedule/look", key: "")?.fireAt == Self.at("2026-01-02T06:00:00Z"))
  }

  @Test func `a wait in business time ends anew when its calendar changes`() throws {
    let path = TemporaryDatabase()
    func shop(_ more: String) throws -> Shop {
      try Shop(
        """
        calendar: office
        hours: { mon-fri: ["09:00-17:00"] }
        \(more)
        ---
        absence: no-pong
        after: ping
        of: pong
        within: 4bh
        calendar: office
        key: event.id
        emit: ping
        """, database: path.path)
    }
    do {
      let before = try shop("")
      try before.send("ping", id: "p1", at: "2026-03-06T16:30:00Z")
      let first = try before.store.nextTimer(until: .distantFuture)
      #expect(first?.fireAt == Self.at("2026-03-09T12:30:00Z"))
      try before.store.commit()
    }
    let after = try shop(#"closed: ["2026-03-09"]"#)
    try after.processor.armSchedules(at: Self.at("2026-03-07T00:00:00Z"))
    #expect(try after.store.nextTimer(until: .distantFuture)?.fireAt == Self.at("2026-03-10T12:30:00Z"))
    #expect(after.processor.takeTimerChange())
    try after.processor.armSchedules(at: Self.at("2026-03-07T00:00:00Z"))
    #expect(!after.processor.takeTimerChange(), "nothing has changed since")
  }

  /// Business hours that grow bring a clock's next warning and its breach forward; shorter ones put them off.
  @Test(arguments: [
    (#"closed: ["2026-03-09"]"#, "2026-03-10T10:30:00Z", ["2026-03-10T10:30:00Z", "2026-03-10T12:30:00Z"]),
    (
      #"dates: { "2026-03-07": ["09:00-17:00"] }"#, "2026-03-07T10:30:00Z",
      ["2026-03-07T10:30:00Z", "2026-03-07T12:30:00Z"]
    ),
  ])
  func `an SLA clock is due anew when its calendar changes`(
    more: String, next: String, told: [String]
  ) throws {
    let path = TemporaryDatabase()
    func shop(_ more: String) throws -> Shop {
      try Shop(
        """
        calendar: office
        hours: { mon-fri: ["09:00-17:00"] }
        \(more)
        ---
        sla: answer
        on: ping
        key: event.meta.subject
        target: 4bh
        calendar: office
        met_on: pong
        warn_at: 50%
        """, database: path.path)
    }
    do {
      let before = try shop("")
      try before.send("ping", id: "p1", at: "2026-03-06T16:30:00Z")
      #expect(
        try before.store.nextTimer(until: .distantFuture)?.fireAt == Self.at("2026-03-09T10:30:00Z"))
      try before.store.commit()
    }
    let after = try shop(more)
    try after.processor.armSchedules(at: Self.at("2026-03-06T20:00:00Z"))
    #expect(try after.store.nextTimer(until: .distantFuture)?.fireAt == Self.at(next))
    let decisions = try after.fireTimers(until: "2026-03-20T00:00:00Z")
    #expect(
      decisions.filter { $0.event.typeName != "sla.due" }.map { "\($0.event.typeName) \($0.record.at)" } == [
        "sla.warning \(told[0])", "sla.breached \(told[1])",
      ])
  }

  @Test func `the next runs are known beforehand`() throws {
    let rulebook = try Shop.rulebook(
      """
      schedule: look
      every: "30 2 * * *"
      dst: run_once
      timezone: Europe/Berlin
      emit: ping
      ---
      schedule: often
      every: 12h
      timezone: Asia/Kathmandu
      emit: ping
      """)
    let runs = rulebook.scheduledRuns(after: Self.at("2027-03-27T00:00:00Z"), limit: 5)
    #expect(
      runs.map { "\($0.at) \($0.local) \($0.schedule) \($0.remark ?? "-")" } == [
        "2027-03-27T01:30:00Z 2027-03-27 02:30 +01:00 schedule/look -",
        "2027-03-27T12:00:00Z 2027-03-27 17:45 +05:45 schedule/often -",
        "2027-03-28T00:00:00Z 2027-03-28 05:45 +05:45 schedule/often -",
        "2027-03-28T01:00:00Z 2027-03-28 03:00 +02:00 schedule/look the clock goes from 02:00 to 03:00 that "
          + "day; this is the run that was due in between",
        "2027-03-28T12:00:00Z 2027-03-28 17:45 +05:45 schedule/often -",
      ])
    #expect(
      rulebook.scheduledRuns(after: Self.at("2027-03-27T00:00:00Z"), limit: 3, of: "schedule/often").count
        == 3)
  }
}
