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

  @Test func `nobody goes round among nobody`() {
    #expect(DutySchedule.next(after: "ann", among: []) == nil)
  }
}
