import CEL
import RulesEngine
import Testing

@testable import Plugins

/// Who is on duty when.
@Suite struct DutyScheduleTests {
  private static let zone = ZoneDatabase.system.zone(named: "America/New_York") ?? .utc

  private static func people(_ layers: [DutySchedule.Layer], at text: String) -> [String] {
    let schedule = DutySchedule(name: "d", zone: zone, layers: layers, overrides: [])
    return schedule.people(at: Timestamp(rfc3339: text) ?? Timestamp(microseconds: 0))
  }

  private static func turns(every days: Int, at hour: Int) -> [DutySchedule.Layer] {
    let from = Int((Timestamp(rfc3339: "2026-10-26T00:00:00Z")?.seconds ?? 0) / 86_400)
    return [
      DutySchedule.Layer(
        people: ["ann", "ben", "cleo"], handoff: .init(days: days, time: hour * 3_600, from: from), hours: nil
      )
    ]
  }

  @Test(arguments: [
    ("2026-10-26T09:00:00-04:00", "ann"), ("2026-11-01T23:59:00-05:00", "ann"),
    // The clock was set back on 1 November: the handoff stays at 09:00.
    ("2026-11-02T08:59:59-05:00", "ann"), ("2026-11-02T09:00:00-05:00", "ben"),
    ("2026-11-09T09:00:00-05:00", "cleo"), ("2026-11-16T09:00:00-05:00", "ann"),
    ("2026-10-26T08:59:00-04:00", "cleo"), ("2026-10-19T08:59:00-04:00", "ben"),
  ])
  func `turns by the week`(instant: String, person: String) {
    #expect(Self.people(Self.turns(every: 7, at: 9), at: instant) == [person])
  }

  @Test(arguments: [
    ("2026-10-26T00:00:00-04:00", "ann"), ("2026-10-27T00:00:00-04:00", "ben"),
    ("2026-10-28T23:59:00-04:00", "cleo"), ("2026-10-29T00:00:00-04:00", "ann"),
  ])
  func `turns by the day`(instant: String, person: String) {
    #expect(Self.people(Self.turns(every: 1, at: 0), at: instant) == [person])
  }

  @Test(
    arguments: [
      (nil, "ann"), ("ann", "ben"), ("ben", "cleo"), ("cleo", "ann"), ("bea", "ben"), ("zoe", "ann"),
    ] as [(String?, String)])
  func `whose turn it is, going round`(last: String?, next: String) {
    #expect(DutySchedule.next(after: last, among: ["cleo", "ann", "ben"]) == next)
  }

  /// Weekdays are on duty from 09:00 to 18:00, and overrides fill what they fill; the clock is set back on 1 November.
  @Test(arguments: [
    ([], ["Fri 2026-10-30 18:00 to Mon 2026-11-02 09:00", "Mon 2026-11-02 18:00 to Tue 2026-11-03 00:00"]),
    (
      [("2026-10-31T00:00:00-04:00", "2026-11-02T12:00:00-05:00")],
      ["Fri 2026-10-30 18:00 to Sat 2026-10-31 00:00", "Mon 2026-11-02 18:00 to Tue 2026-11-03 00:00"]
    ),
    ([("2026-10-01T00:00:00-04:00", "2026-12-01T00:00:00-05:00")], []),
    (
      [("2026-11-02T20:00:00-05:00", "2026-11-02T19:00:00-05:00")],
      ["Fri 2026-10-30 18:00 to Mon 2026-11-02 09:00", "Mon 2026-11-02 18:00 to Tue 2026-11-03 00:00"]
    ),
  ])
  func `days without anybody on duty`(overrides: [(from: String, until: String)], gaps: [String]) {
    func at(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? Timestamp(microseconds: 0) }
    var hours = OpeningHours()
    for day in 1...5 { hours.week[day] = [32_400..<64_800] }
    let calendar = BusinessCalendar(
      name: "d", zone: Self.zone, zoneData: nil, hours: hours, intersecting: [])
    let schedule = DutySchedule(
      name: "d", zone: Self.zone, layers: [.init(people: ["ann"], handoff: nil, hours: calendar)],
      overrides: overrides.map { .init(from: at($0.from), until: at($0.until), people: ["eve"]) })
    let found = schedule.gaps(from: at("2026-10-30T09:00:00-04:00"), until: at("2026-11-03T00:00:00-05:00"))
    #expect(found.map { "\(schedule.words($0.lowerBound)) to \(schedule.words($0.upperBound))" } == gaps)
  }

  @Test func `nobody goes round among nobody`() {
    #expect(DutySchedule.next(after: "ann", among: []) == nil)
  }
}
