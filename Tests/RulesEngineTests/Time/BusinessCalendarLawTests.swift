import CEL
@testable import RulesEngine
import Testing

/// Laws of business time, over random calendars in zones with unusual clocks, and the same answers from counting
/// minutes one by one.
@Suite struct BusinessCalendarLawTests {
  static let zones = [
    "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns",
    "Pacific/Chatham", "Africa/Casablanca", "America/Santiago",
  ]

  /// Some weeks around nights on which clocks of the north or the south change.
  static let starts = ["2026-10-01T00:00:00Z", "2027-03-01T00:00:00Z", "2026-03-20T00:00:00Z"]

  static func hours(_ random: inout SeededRandom, around start: Int) -> OpeningHours {
    var hours = OpeningHours()
    func shifts() -> [Range<Int>] {
      (0..<random.below(3)).map { _ in
        let begin = random.below(288) * 300
        return begin..<min(begin + (1 + random.below(150)) * 300, 2 * OpeningHours.day)
      }
    }
    for day in 0..<7 where !random.once(in: 4) { hours.week[day] = shifts() }
    hours.week[2].append(33_000..<36_600)
    for _ in 0..<random.below(4) { hours.dates[start + random.below(50)] = shifts() }
    for _ in 0..<random.below(3) {
      let day = start + random.below(50)
      hours.closed.append(day...day + random.below(3))
    }
    if random.once(in: 2) { hours.yearly.insert(1101) }
    for _ in 0..<random.below(4) {
      let begin = random.below(240) * 300
      hours.breaks[start + random.below(50)] = [begin..<begin + 3_600]
    }
    return hours
  }

  static func calendar(_ random: inout SeededRandom, around start: Int) -> BusinessCalendar {
    let zone = random.pick(zones)
    let own = hours(&random, around: start)
    guard random.once(in: 4) else { return BusinessCalendarTests.calendar(own, zone) }
    var other = OpeningHours()
    for day in 0..<7 { other.week[day] = [18_000..<75_600] }
    return BusinessCalendarTests.calendar(
      own, zone, and: [BusinessCalendarTests.calendar(other, random.pick(zones))])
  }

  /// Whether a calendar is open in a minute, from its definition alone.
  static func isOpen(_ calendar: BusinessCalendar, minute: Int) -> Bool {
    calendar.layers.allSatisfy { layer in
      let local = minute * 60 + layer.zone.offset(at: Timestamp(seconds: Int64(minute) * 60)!)
      let (day, second) = (local / 86_400, local % 86_400)
      if (layer.hours.breaks[day] ?? []).contains(where: { $0.contains(second) }) { return false }
      return [(day, second), (day - 1, second + 86_400)].contains { owner, second in
        let shifts: [Range<Int>]
        let date = CivilDate(daysSince1970: owner)
        if let own = layer.hours.dates[owner] {
          shifts = own
        } else if layer.hours.closed.contains(where: { $0.contains(owner) })
          || layer.hours.yearly.contains(date.month * 100 + date.day)
        {
          shifts = []
        } else {
          shifts = layer.hours.week[(owner + 4) % 7]
        }
        return shifts.contains { $0.contains(second) }
      }
    }
  }

  @Test(arguments: 0..<20)
  func `counting minutes gives the same`(seed: Int) throws {
    var random = SeededRandom(seed)
    let start = BusinessCalendarTests.at(random.pick(Self.starts))
    let first = Int(start.seconds / 60)
    let calendar = Self.calendar(&random, around: first / 1_440)
    let count = 28 * 1_440
    let open = (0..<count).map { Self.isOpen(calendar, minute: first + $0) }
    var before = [0]
    for flag in open { before.append(before[before.count - 1] + (flag ? 1 : 0)) }
    func at(_ minute: Int) -> Timestamp { Timestamp(seconds: Int64(first + minute) * 60)! }
    for _ in 0..<60 {
      let (low, high) = (random.below(count / 2), count / 2 + random.below(count / 2))
      #expect(calendar.isOpen(at: at(low)) == open[low])
      let counted = Duration(seconds: Int64(before[high] - before[low]) * 60)
      #expect(try calendar.within(at(low), at(high)) == counted)
      let length = random.below(before[count] - before[low] + 1)
      let length0 = BusinessDuration(time: Duration(seconds: Int64(length) * 60)!)
      let found = try calendar.after(at(low), length0)
      if length == 0 {
        if let next = open[low...].firstIndex(of: true) { #expect(found == at(next)) }
      } else {
        // The first minute before which so many open ones lie.
        let due = try #require(before[low...].firstIndex { $0 - before[low] >= length })
        #expect(found == at(due))
      }
    }
  }

  @Test(arguments: 0..<25)
  func `the laws hold`(seed: Int) throws {
    var random = SeededRandom(seed + 1_000)
    let start = BusinessCalendarTests.at(random.pick(Self.starts))
    let calendar = Self.calendar(&random, around: Int(start.seconds / 86_400))
    func instant() -> Timestamp {
      Timestamp(microseconds: start.microseconds + Int64(random.below(42 * 86_400)) * 1_000_000 + 250_000)
    }
    func length() -> BusinessDuration {
      BusinessDuration(time: Duration(seconds: Int64(random.below(40 * 3_600)))!)
    }
    for _ in 0..<80 {
      let (a, b) = (instant(), instant())
      let (short, more) = (length(), length())
      let long = BusinessDuration(time: short.time.adding(more.time)!)
      let due = try calendar.after(a, short)
      #expect(try calendar.within(a, due) == short.time)
      #expect(try calendar.within(try calendar.before(a, short), a) == short.time)
      #expect(try due <= calendar.after(a, long))
      #expect(try calendar.after(min(a, b), short) <= calendar.after(max(a, b), short))
      #expect(try calendar.before(min(a, b), short) <= calendar.before(max(a, b), short))
      if more.time > .zero { #expect(try calendar.after(due, more) == calendar.after(a, long)) }
      let middle = instant()
      let (left, right) = (try calendar.within(a, middle), try calendar.within(middle, b))
      #expect(try calendar.within(a, b) == left.adding(right))
      let next = try calendar.after(a, BusinessDuration())
      #expect(calendar.isOpen(at: next) && next >= a)
    }
  }

  @Test(arguments: 0..<20)
  func `business days are days with hours`(seed: Int) throws {
    var random = SeededRandom(seed + 2_000)
    let zone = random.pick(Self.zones)
    let start = Int(BusinessCalendarTests.at(random.pick(Self.starts)).seconds / 86_400)
    var hours = OpeningHours()
    for day in 1...5 { hours.week[day] = [32_400..<61_200] }
    for _ in 0..<5 { hours.closed.append({ $0...$0 }(start + random.below(40))) }
    let calendar = BusinessCalendarTests.calendar(hours, zone)
    for _ in 0..<50 {
      let (day, count) = (start + random.below(20), 1 + random.below(8))
      let second = 32_400 + random.below(28_000)
      let from = try #require(calendar.zone.instant(localSeconds: Int64(day * 86_400 + second)))
      var (expected, found) = (day, 0)
      while found < count {
        expected += 1
        if !hours.shifts(beginningOn: expected).isEmpty { found += 1 }
      }
      let due = try calendar.after(from, BusinessDuration(days: count))
      #expect(due == calendar.zone.instant(localSeconds: Int64(expected * 86_400 + second)))
    }
  }

  /// Two calendars whose clock differs only by changes out of hours measure alike on their own clocks.
  @Test func `a change of the clock out of hours changes nothing`() throws {
    let hours = BusinessCalendarTests.hours([([0, 1, 2, 3, 4, 5, 6], [(9, 17)])])
    let changing = BusinessCalendarTests.calendar(hours, "Europe/Berlin")
    let steady = BusinessCalendarTests.calendar(hours, "UTC")
    var random = SeededRandom(7)
    for start in Self.starts {
      let base = BusinessCalendarTests.at(start).seconds
      for _ in 0..<500 {
        let local = base + Int64(random.below(42)) * 86_400 + Int64(32_400 + random.below(28_800))
        let length = BusinessDuration(time: Duration(seconds: Int64(1 + random.below(60 * 3_600)))!)
        let due = try changing.after(try #require(changing.zone.instant(localSeconds: local)), length)
        let plain = try steady.after(try #require(Timestamp(seconds: local)), length)
        #expect(changing.zone.localSeconds(at: due) == plain.seconds)
      }
    }
  }
}
