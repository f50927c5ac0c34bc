import CEL
import RulesEngine
import Testing

@testable import Plugins

/// The time of a clock, without anything around it.
@Suite struct ClockSegmentsTests {
  /// Monday to Friday 09:00-17:00 in New York, and `closed` days.
  private static func desk(closed: [String] = []) -> BusinessCalendar {
    var hours = OpeningHours()
    for day in 1...5 { hours.week[day] = [9 * 3_600..<17 * 3_600] }
    for text in closed {
      let day = Int((Timestamp(rfc3339: "\(text)T00:00:00Z")?.seconds ?? 0) / 86_400)
      hours.closed.append(day...day)
    }
    let zone = ZoneDatabase.system.zone(named: "America/New_York") ?? .utc
    return BusinessCalendar(name: "desk", zone: zone, zoneData: nil, hours: hours, intersecting: [])
  }

  private static func at(_ text: String) -> Timestamp {
    Timestamp(rfc3339: "2026-11-\(text):00-05:00") ?? Timestamp(microseconds: 0)
  }

  private static func hours(_ count: Int64) -> Duration { Duration(nanoseconds: count * 3_600_000_000_000) }

  @Test func `the example of the manual`() throws {
    let desk = Self.desk()
    var clock = ClockSegments(from: Self.at("20T16:30"), counts: true)
    #expect(try clock.instant(of: Self.hours(4), in: desk) == Self.at("23T12:30"))
    try clock.turn(at: Self.at("23T09:30"), counts: false, in: desk)
    #expect(clock.closed(inBusinessTime: true) == Self.hours(1))
    #expect(try clock.instant(of: Self.hours(4), in: desk) == nil)
    #expect(try clock.elapsed(at: Self.at("23T16:00"), in: desk) == Self.hours(1))
    try clock.turn(at: Self.at("23T11:00"), counts: true, in: desk)
    #expect(try clock.instant(of: Self.hours(4), in: desk) == Self.at("23T14:00"))
    #expect(try clock.elapsed(at: Self.at("23T14:00"), in: desk) == Self.hours(4))
  }

  @Test func `a calendar that changes leaves what is over as it was`() throws {
    var clock = ClockSegments(from: Self.at("20T16:00"), counts: true)
    try clock.turn(at: Self.at("23T10:00"), counts: false, in: Self.desk())
    try clock.turn(at: Self.at("23T11:00"), counts: true, in: Self.desk())
    #expect(clock.closed(inBusinessTime: true) == Self.hours(2))
    // Now the 23rd turns out to be a holiday: what was counted stays, what is going on moves.
    let mended = Self.desk(closed: ["2026-11-23"])
    #expect(try clock.elapsed(at: Self.at("23T17:00"), in: mended) == Self.hours(2))
    #expect(try clock.instant(of: Self.hours(4), in: mended) == Self.at("24T11:00"))
  }

  @Test func `the same stretches in time on the clock`() throws {
    var clock = ClockSegments(from: Self.at("20T16:00"), counts: true)
    try clock.turn(at: Self.at("20T18:00"), counts: false, in: Self.desk())
    #expect(clock.closed(inBusinessTime: true) == Self.hours(1))
    #expect(clock.closed(inBusinessTime: false) == Self.hours(2))
  }

  @Test func `what is kept is read back`() throws {
    var clock = ClockSegments(from: Self.at("20T16:00"), counts: true)
    try clock.turn(at: Self.at("20T16:30"), counts: false, in: Self.desk())
    try clock.turn(at: Self.at("20T16:45"), counts: true, in: nil)
    #expect(ClockSegments(text: clock.text) == clock)
    for text in [
      "", "{}", "[1]", #"[{"from":"yesterday","counts":true}]"#, #"[{"from":"2026-11-20T16:00:00Z"}]"#,
    ] {
      #expect(ClockSegments(text: text) == nil, "\(text)")
    }
  }

  @Test func `there is an end to changes`() throws {
    var clock = ClockSegments(from: Self.at("20T16:00"), counts: true)
    #expect(throws: EvaluationError.self) {
      for _ in 0...ClockSegments.limit { try clock.turn(at: Self.at("20T17:00"), counts: false, in: nil) }
    }
    #expect(clock.list.count == ClockSegments.limit)
  }

  @Test(arguments: 0..<50) func `whatever happens, the target is reached at its due time`(seed: UInt64) throws
  {
    var random = Dice(state: seed &+ 2026)
    let desk = Self.desk()
    var now = Self.at("20T16:00")
    var clock = ClockSegments(from: now, counts: true)
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      now =
        now.adding(Duration(nanoseconds: Int64.random(in: 1...200_000, using: &random) * 1_000_000_000))
        ?? now
      let before = try clock.elapsed(at: now, in: desk)
      try clock.turn(at: now, counts: Bool.random(using: &random), in: desk)
      // A turn at an instant changes nothing of what had passed until then.
      #expect(try clock.elapsed(at: now, in: desk) == before)
    }
    try clock.turn(at: now, counts: true, in: desk)
    let passed = try clock.elapsed(at: now, in: desk)
    let target = passed.adding(Self.hours(Int64.random(in: 1...40, using: &random))) ?? passed
    let due = try #require(try clock.instant(of: target, in: desk))
    #expect(try clock.elapsed(at: due, in: desk) == target)
    let shortBefore = due.subtracting(Duration(nanoseconds: 1_000_000)) ?? due
    #expect(try clock.elapsed(at: shortBefore, in: desk) < target)
  }
}

/// A small random generator, the same each time.
private struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
