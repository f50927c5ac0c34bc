import CEL
import Testing

@testable import Plugins

/// What journeys compute: shares, quiet hours and the next expected date.
@Suite struct RetentionMathTests {
  private func instant(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

  // MARK: Shares

  @Test func `shares are as large as they are written`() {
    let people = (0..<20_000).map { "c\($0)" }
    let held = people.count { Shares.holds($0, salt: "win-back/holdout", share: 1_000) }
    #expect((1_850...2_150).contains(held))
    #expect(!people.contains { Shares.holds($0, salt: "s", share: 0) })
    #expect(people.allSatisfy { Shares.holds($0, salt: "s", share: 10_000) })
  }

  @Test func `other shares move only whom they have to`() {
    let people = (0..<10_000).map { "c\($0)" }
    let before = people.map { Shares.variant(of: $0, salt: "s", among: [("a", 5_000), ("b", 5_000)]) }
    let after = people.map { Shares.variant(of: $0, salt: "s", among: [("a", 6_000), ("b", 4_000)]) }
    let moved = zip(before, after).count { $0 != $1 }
    #expect((850...1_150).contains(moved))
    #expect(zip(before, after).allSatisfy { $0 == $1 || ($0 == "b" && $1 == "a") })
  }

  @Test func `another salt is another draw`() {
    let people = (0..<10_000).map { "c\($0)" }
    let same = people.count {
      Shares.holds($0, salt: "one", share: 5_000) == Shares.holds($0, salt: "two", share: 5_000)
    }
    #expect((4_700...5_300).contains(same))
  }

  // MARK: Quiet hours

  @Test(arguments: [
    ("America/New_York", "2026-11-21T12:59:59Z", "2026-11-21T13:00:00Z"),
    ("America/New_York", "2026-11-21T13:00:00Z", "2026-11-21T13:00:00Z"),
    ("America/New_York", "2026-11-22T01:59:59Z", "2026-11-22T01:59:59Z"),
    ("America/New_York", "2026-11-22T02:00:00Z", "2026-11-22T13:00:00Z"),
    // The night in which the clocks go back has an hour more.
    ("America/New_York", "2026-11-01T01:00:00Z", "2026-11-01T13:00:00Z"),
    ("Asia/Kolkata", "2026-11-21T15:30:00Z", "2026-11-22T02:30:00Z"),
  ])
  func `a night from nine to eight`(zone: String, now: String, sending: String) throws {
    let hours = QuietHours(from: 21 * 3_600, to: 8 * 3_600)
    let zone = try #require(ZoneDatabase.system.zone(named: zone))
    #expect(hours.sending(at: try instant(now), in: zone) == (try instant(sending)))
  }

  @Test func `a rest at noon`() throws {
    let hours = QuietHours(from: 12 * 3_600, to: 14 * 3_600)
    #expect(
      hours.sending(at: try instant("2026-11-21T11:59:59Z"), in: .utc)
        == (try instant("2026-11-21T11:59:59Z")))
    #expect(
      hours.sending(at: try instant("2026-11-21T12:00:00Z"), in: .utc)
        == (try instant("2026-11-21T14:00:00Z")))
  }

  @Test func `what quiet hours let through is never quiet`() throws {
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let zones = try ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"].map {
      try #require(ZoneDatabase.system.zone(named: $0))
    }
    for _ in 0..<5_000 {
      let hours = QuietHours(from: next(1_440) * 60, to: next(1_440) * 60)
      guard hours.from != hours.to else { continue }
      let now = Timestamp(microseconds: (1_700_000_000 + Int64(next(100_000_000))) * 1_000_000)
      let zone = zones[next(zones.count)]
      let sending = hours.sending(at: now, in: zone)
      #expect(sending >= now)
      let wait = sending.since(now) ?? .zero
      #expect(wait <= Duration(nanoseconds: 26 * 3_600_000_000_000))
    }
  }

  @Test(arguments: [
    ("America/New_York", "2026-11-21T14:00:00Z", true), ("America/New_York", "2026-11-21T14:01:00Z", false),
    ("Asia/Kolkata", "2026-11-21T03:30:00Z", true), ("Nowhere/Else", "2026-11-21T09:00:00Z", false),
  ])
  func `a clock shows nine`(zone: String, now: String, expected: Bool) throws {
    #expect(ClockShows.holds(try instant(now), zone: zone, hour: 9, minute: 0) == expected)
  }

  // MARK: Expected next

  /// The same by other means: each pause is tried as an answer, and the smallest that enough of them do not exceed wins.
  private func oracle(_ days: [Int], _ percentile: Double, _ minimum: Int, _ fallback: Int) -> Int? {
    let days = days.sorted()
    guard let last = days.last else { return nil }
    let pauses = days.indices.dropFirst().map { days[$0] - days[$0 - 1] }.filter { $0 > 0 }
    if pauses.isEmpty || pauses.count < minimum { return last + fallback }
    let enough = pauses.filter { pause in
      Double(pauses.count { $0 <= pause }) >= percentile * Double(pauses.count)
    }
    return enough.min().map { last + $0 }
  }

  @Test func `the next date is that of the oracle`() throws {
    var state: UInt64 = 11
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    func date(_ day: Int) -> Timestamp { Timestamp(microseconds: Int64(day) * 86_400_000_000) }
    for _ in 0..<2_000 {
      let days = (0..<next(12)).map { _ in next(400) }
      let percentile = [0.25, 0.5, 0.75, 1.0][next(4)]
      let minimum = next(5)
      let found = ExpectedNext.instant(
        of: days.map(date), percentile: percentile, minimum: minimum,
        fallback: Duration(nanoseconds: 180 * 86_400_000_000_000))
      #expect(found == oracle(days, percentile, minimum, 180).map(date), "\(days) \(percentile) \(minimum)")
    }
  }
}
