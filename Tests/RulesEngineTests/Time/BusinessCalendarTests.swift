import CEL
@testable import RulesEngine
import Testing

/// What calendars say of given times; the laws that hold for all of them are in `BusinessCalendarLawTests`.
@Suite struct BusinessCalendarTests {
  static func hours(_ week: [(days: [Int], spans: [(Double, Double)])]) -> OpeningHours {
    var hours = OpeningHours()
    for entry in week {
      for day in entry.days { hours.week[day] = entry.spans.map { shift($0.0, $0.1) } }
    }
    return hours
  }

  static func shift(_ start: Double, _ end: Double) -> Range<Int> { Int(start * 3_600)..<Int(end * 3_600) }

  static func calendar(
    _ hours: OpeningHours?, _ zone: String = "America/New_York", and others: [BusinessCalendar] = []
  ) -> BusinessCalendar {
    let zone = ZoneDatabase.system.zone(named: zone) ?? .utc
    return BusinessCalendar(name: "test", zone: zone, zoneData: "1", hours: hours, intersecting: others)
  }

  /// Monday to Friday 09:00-17:00 in New York, closed on Thanksgiving, shorter on the day after, with a break.
  static let office: BusinessCalendar = {
    var hours = Self.hours([([1, 2, 3, 4, 5], [(9, 17)])])
    hours.closed = [day("2026-11-26")...day("2026-11-26")]
    hours.yearly = [101]
    hours.dates[day("2026-11-27")] = [shift(10, 12)]
    hours.breaks[day("2026-12-02")] = [shift(12, 13)]
    return calendar(hours)
  }()

  /// Friday and Saturday nights 22:00-06:00 in Berlin.
  static let nights = calendar(hours([([5, 6], [(22, 30)])]), "Europe/Berlin")

  static func day(_ text: String) -> Int { (try? DateLiteral.read(text))?.daysSince1970 ?? 0 }

  static func at(_ text: String) -> Timestamp {
    Timestamp(rfc3339: text) ?? Timestamp(microseconds: 0)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var from: String
    var length: String
    var to: String
    var calendar = BusinessCalendarTests.office
    var testDescription: String { "\(from) + \(length)" }
  }

  @Test(arguments: [
    // Friday 16:30 and four hours are Monday 12:30.
    Case(from: "2026-11-20T16:30:00-05:00", length: "4bh", to: "2026-11-23T12:30:00-05:00"),
    // Up to the minute of closing; no time at all leads to the next opening.
    Case(from: "2026-11-20T16:30:00-05:00", length: "30bm", to: "2026-11-20T17:00:00-05:00"),
    Case(from: "2026-11-20T17:00:00-05:00", length: "0bh", to: "2026-11-23T09:00:00-05:00"),
    Case(from: "2026-11-23T11:11:11.5-05:00", length: "0bh", to: "2026-11-23T11:11:11.5-05:00"),
    // Over a closed day, a short one, and a weekend.
    Case(from: "2026-11-25T16:00:00-05:00", length: "4bh", to: "2026-11-30T10:00:00-05:00"),
    // Over a break.
    Case(from: "2026-12-02T11:30:00-05:00", length: "1bh", to: "2026-12-02T13:30:00-05:00"),
    // New Year is closed each year; Friday in 2027.
    Case(from: "2026-12-31T16:00:00-05:00", length: "2bh", to: "2027-01-04T10:00:00-05:00"),
    // A business day: the next day with hours, at the same time of day.
    Case(from: "2026-11-23T11:00:00-05:00", length: "1bd", to: "2026-11-24T11:00:00-05:00"),
    Case(from: "2026-11-25T11:00:00-05:00", length: "1bd", to: "2026-11-27T11:00:00-05:00"),
    // At 15:00 the short day is over: on to the next moment in hours.
    Case(from: "2026-11-25T15:00:00-05:00", length: "1bd", to: "2026-11-30T09:00:00-05:00"),
    Case(from: "2026-11-20T18:00:00-05:00", length: "1bd", to: "2026-11-24T09:00:00-05:00"),
    Case(from: "2026-11-20T16:00:00-05:00", length: "1bd 2bh", to: "2026-11-24T10:00:00-05:00"),
    // The clock goes back on Sunday, out of hours: nothing changes.
    Case(from: "2026-10-30T16:00:00-04:00", length: "2bh", to: "2026-11-02T10:00:00-05:00"),
    // Nights in Berlin. Saturday's shift in March loses an hour, that in October gains one.
    Case(
      from: "2027-03-27T21:00:00Z", length: "5bh", to: "2027-03-28T02:00:00Z",
      calendar: BusinessCalendarTests.nights),
    Case(
      from: "2027-03-27T21:00:00Z", length: "8bh", to: "2027-04-02T21:00:00Z",
      calendar: BusinessCalendarTests.nights),
    Case(
      from: "2026-10-24T20:00:00Z", length: "9bh", to: "2026-10-25T05:00:00Z",
      calendar: BusinessCalendarTests.nights),
    // A shift belongs to the day it begins on: the business day after Friday night is Saturday night.
    Case(
      from: "2026-11-27T22:00:00Z", length: "1bd", to: "2026-11-28T22:00:00Z",
      calendar: BusinessCalendarTests.nights),
  ])
  func `business time is added`(_ item: Case) throws {
    let found = try item.calendar.after(Self.at(item.from), try BusinessDuration(item.length))
    #expect(found == Self.at(item.to), "\(found)")
  }

  @Test(arguments: [
    Case(from: "2026-11-23T12:30:00-05:00", length: "4bh", to: "2026-11-20T16:30:00-05:00"),
    Case(from: "2026-11-23T09:00:00-05:00", length: "0bh", to: "2026-11-20T17:00:00-05:00"),
    Case(from: "2026-11-23T10:00:00-05:00", length: "1bh", to: "2026-11-23T09:00:00-05:00"),
    Case(from: "2026-11-30T15:00:00-05:00", length: "1bd", to: "2026-11-27T12:00:00-05:00"),
    Case(
      from: "2026-10-25T05:00:00Z", length: "9bh", to: "2026-10-24T20:00:00Z",
      calendar: BusinessCalendarTests.nights),
  ])
  func `business time is taken away`(_ item: Case) throws {
    let found = try item.calendar.before(Self.at(item.from), try BusinessDuration(item.length))
    #expect(found == Self.at(item.to), "\(found)")
  }

  @Test(arguments: [
    ("2026-11-20T16:59:59-05:00", true), ("2026-11-20T17:00:00-05:00", false),
    ("2026-11-23T09:00:00-05:00", true), ("2026-11-22T12:00:00-05:00", false),
    ("2026-11-26T12:00:00-05:00", false), ("2026-11-27T12:00:00-05:00", false),
    ("2026-11-27T11:59:00-05:00", true), ("2026-12-02T12:30:00-05:00", false),
    ("2027-01-01T12:00:00-05:00", false),
  ])
  func `it is open at these times`(_ text: String, _ expected: Bool) {
    #expect(Self.office.isOpen(at: Self.at(text)) == expected)
  }

  /// The clock of a request: opened Friday 16:30 with four hours to answer, it waits for the customer from Monday 09:30
  /// to 11:00.
  @Test func `a target moves by the time that did not count`() throws {
    let office = Self.office
    let opened = Self.at("2026-11-20T16:30:00-05:00")
    #expect(try office.after(opened, BusinessDuration("4bh")) == Self.at("2026-11-23T12:30:00-05:00"))
    let counted = try office.within(opened, Self.at("2026-11-23T09:30:00-05:00"))
    #expect(counted == Duration(seconds: 3_600))
    let rest = BusinessDuration(time: Duration(seconds: 3 * 3_600) ?? .zero)
    #expect(
      try office.after(Self.at("2026-11-23T11:00:00-05:00"), rest) == Self.at("2026-11-23T14:00:00-05:00"))
  }

  @Test func `intersected calendars are open when all are`() throws {
    let berlin = Self.calendar(Self.hours([([1, 2, 3, 4, 5], [(9, 17)])]), "Europe/Berlin")
    let both = Self.calendar(nil, "Europe/Berlin", and: [Self.office, berlin])
    // 09:00 in New York is 15:00 in Berlin: two hours a day.
    let monday = Self.at("2026-11-23T00:00:00Z")
    #expect(try both.after(monday, BusinessDuration("0bh")) == Self.at("2026-11-23T14:00:00Z"))
    #expect(try both.after(monday, BusinessDuration("3bh")) == Self.at("2026-11-24T15:00:00Z"))
    // Thursday is closed in New York, and Friday opens there at 10:00.
    #expect(
      try both.after(Self.at("2026-11-25T14:30:00Z"), BusinessDuration("1bd"))
        == Self.at("2026-11-27T15:00:00Z"))
  }

  @Test func `open time that does not come is an error, not a wait`() {
    var hours = OpeningHours()
    hours.dates[Self.day("2026-11-23")] = [Self.shift(9, 10)]
    let once = Self.calendar(hours)
    let error = #expect(throws: CalendarError.self) {
      try once.after(Self.at("2026-11-23T10:00:00Z"), BusinessDuration("2bh"))
    }
    #expect(
      error?.message
        == "calendar `test` does not have 2bh of business time within five years of 2026-11-23T10:00:00Z")
    #expect(throws: CalendarError.self) {
      try once.after(Self.at("2026-11-23T10:00:00Z"), BusinessDuration("2bd"))
    }
    #expect(throws: CalendarError.self) {
      try once.before(Self.at("2026-11-23T10:00:00Z"), BusinessDuration("2bh"))
    }
    #expect(throws: CalendarError.self) {
      try once.after(Self.at("2026-11-23T10:00:00Z"), BusinessDuration(days: -1))
    }
    #expect(throws: CalendarError.self) {
      try once.within(Self.at("0001-01-01T00:00:00Z"), Self.at("2026-01-01T00:00:00Z"))
    }
  }

  @Test func `the fingerprint is that of the meaning`() {
    let hours = Self.hours([([1], [(9, 17)])])
    func print(_ hours: OpeningHours, _ zone: Zone = .utc, data: String = "2026a") -> String {
      BusinessCalendar(name: "a", zone: zone, zoneData: data, hours: hours, intersecting: []).fingerprint
    }
    let first = print(hours)
    #expect(print(Self.hours([([1], [(9, 17)])])) == first)
    #expect(print(hours, data: "2026b") != first)
    #expect(print(hours, Zone(name: "x", offset: 0)) != first)
    var closed = hours
    closed.yearly = [1225]
    #expect(print(closed) != first)
  }
}
