import CEL
import Testing

@Suite struct TimeTests {
  @Test(arguments: [
    ("2026-11-21T15:00:00Z", "2026-11-21T15:00:00Z"), ("2026-11-21t15:00:00.500z", "2026-11-21T15:00:00.5Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
    ("2024-02-29T23:30:00-01:30", "2024-03-01T01:00:00Z"),
    ("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.25Z"),
  ])
  func `timestamp reads`(text: String, printed: String) {
    #expect(Timestamp(rfc3339: text)?.description == printed)
  }

  @Test(arguments: [
    "", "2026-11-21", "2026-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2026-11-21T15:00:00",
    "2026-11-21T24:00:00Z", "2026-11-21T15:60:00Z", "2026-11-21T15:00:60Z", "2026-11-21T15:00:00Zjunk",
    "2026-11-21T15:00:00.Z",
    "2026-11-21T15:00:00.1234567890Z", "2026-11-21T15:00:00+1:00", "2026-11-21T15:00:00+24:00",
    "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-11-21 15:00:00Z", "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+01:00", "+026-11-21T15:00:00Z",
  ])
  func `timestamp refuses`(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

  @Test(arguments: [
    ("1h30m", "5400s"), ("-1.5s", "-1.5s"), ("250ms", "0.25s"), ("1us", "0.000001s"), ("0", "0s"),
    ("1.5h", "5400s"), ("+2m", "120s"),
  ])
  func `duration reads`(text: String, printed: String) { #expect(Duration(text)?.description == printed) }

  @Test(arguments: ["", "1", "s", "1d", "1h ", "-", "1.s5", "10000000h", "1h-1m"])
  func `duration refuses`(text: String) { #expect(Duration(text) == nil) }

  @Test func `days and dates agree over the whole calendar`() {
    for days in stride(from: -719_162, through: 2_932_896, by: 37) {
      let date = CivilDate(daysSince1970: days)
      #expect(date.daysSince1970 == days && date.isValid)
    }
    #expect(CivilDate(year: 1970, month: 1, day: 1).weekday == 4)
    #expect(CivilDate(year: 2024, month: 12, day: 31).dayOfYear == 365)
  }

  /// The clock in Berlin goes from 2 to 3 on 29 March 2026 and from 3 to 2 on 25 October.
  @Test func `gaps and repeated hours are told apart`() throws {
    let berlin = try #require(ZoneDatabase.system.zone(named: "Europe/Berlin"))
    func local(_ month: Int, _ day: Int, _ hour: Int, _ minute: Int) -> Int64 {
      Int64(CivilDate(year: 2026, month: month, day: day).daysSince1970) * 86_400
        + Int64(hour * 3600 + minute * 60)
    }
    #expect(
      berlin.resolve(localSeconds: local(3, 29, 2, 30)) == .gap(Timestamp(rfc3339: "2026-03-29T01:00:00Z")!))
    #expect(
      berlin.resolve(localSeconds: local(10, 25, 2, 30))
        == .twice(
          first: Timestamp(rfc3339: "2026-10-25T00:30:00Z")!,
          second: Timestamp(rfc3339: "2026-10-25T01:30:00Z")!))
    #expect(
      berlin.resolve(localSeconds: local(7, 1, 12, 0)) == .unique(Timestamp(rfc3339: "2026-07-01T10:00:00Z")!)
    )
  }

  @Test(arguments: [
    ("America/New_York", "2026-07-01T12:00:00Z", -14400),
    ("America/New_York", "2076-01-15T12:00:00Z", -18000),
    ("America/New_York", "2076-07-15T12:00:00Z", -14400), ("Asia/Kolkata", "2026-01-01T00:00:00Z", 19800),
    ("Australia/Lord_Howe", "2076-01-15T00:00:00Z", 39600), ("Europe/London", "1950-07-01T00:00:00Z", 3600),
    ("+02:30", "2026-01-01T00:00:00Z", 9000), ("UTC", "2026-01-01T00:00:00Z", 0),
  ])
  func `zones know their offsets`(zone: String, instant: String, offset: Int) throws {
    let zone = try #require(ZoneDatabase.system.zone(named: zone))
    #expect(zone.offset(at: try #require(Timestamp(rfc3339: instant))) == offset)
  }

  @Test(arguments: [
    "", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe/../Europe/Berlin", "25:00",
    "Europe/Berlin\u{0}",
  ])
  func `unknown zones are refused`(name: String) { #expect(ZoneDatabase.system.zone(named: name) == nil) }

  @Test func `zones can be given`() {
    let database = ZoneDatabase(zones: [Zone(name: "Test/Five", offset: 18_000)], version: "test")
    let environment = Environment(profile: .standard, zones: database)
    #expect(outcome("timestamp(0).getHours('Test/Five')", in: environment) == "5")
    #expect(outcome("timestamp(0).getHours('Europe/Berlin')", in: environment) == "R0207")
    #expect(database.version == "test")
  }
}
