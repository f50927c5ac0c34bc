internal import CEL

/// When a place is open, as its wall clock shows it: hours by day of the week, and what dates change of them.
///
/// A shift belongs to the day it begins on. One that goes past midnight ends after 24:00, and what lies behind
/// midnight is open on the next day, whatever the hours of that day are.
package struct OpeningHours: Sendable, Hashable {
  /// Seconds after local midnight.
  package typealias Shift = Range<Int>

  static let day = 86_400

  /// The shifts that begin on each day of the week, from Sunday.
  package var week = [[Shift]](repeating: [], count: 7)
  /// The shifts of dates that have hours of their own, by days since 1970.
  package var dates: [Int: [Shift]] = [:]
  /// Dates on which no shift begins, first and last included, as days since 1970.
  package var closed: [ClosedRange<Int>] = []
  /// Days of each year on which no shift begins, as `month * 100 + day`.
  package var yearly: Set<Int> = []
  /// What is taken out of the hours of a date.
  package var breaks: [Int: [Shift]] = [:]

  package init() {}

  /// The shifts that begin on a date.
  package func shifts(beginningOn day: Int) -> [Shift] {
    if let own = dates[day] { return own }
    if closed.contains(where: { $0.contains(day) }) { return [] }
    let date = CivilDate(daysSince1970: day)
    return yearly.contains(date.month * 100 + date.day) ? [] : week[date.weekday]
  }

  /// When the place is open on a date, in order and apart from each other.
  func open(on day: Int) -> [Shift] {
    var open: [Shift] = []
    for shift in shifts(beginningOn: day - 1) where shift.upperBound > Self.day {
      open.append(max(0, shift.lowerBound - Self.day)..<shift.upperBound - Self.day)
    }
    for shift in shifts(beginningOn: day) {
      open.append(shift.lowerBound..<min(shift.upperBound, Self.day))
    }
    return Self.without(breaks[day] ?? [], Self.united(open))
  }

  /// The same times without overlaps, in order.
  static func united(_ shifts: [Shift]) -> [Shift] {
    var united: [Shift] = []
    for shift in shifts.sorted(by: { $0.lowerBound < $1.lowerBound }) where !shift.isEmpty {
      if let last = united.last, shift.lowerBound <= last.upperBound {
        united[united.count - 1] = last.lowerBound..<max(last.upperBound, shift.upperBound)
      } else {
        united.append(shift)
      }
    }
    return united
  }

  private static func without(_ breaks: [Shift], _ open: [Shift]) -> [Shift] {
    breaks.reduce(open) { rest, hole in
      rest.flatMap { shift in
        [
          shift.lowerBound..<max(shift.lowerBound, min(shift.upperBound, hole.lowerBound)),
          min(shift.upperBound, max(shift.lowerBound, hole.upperBound))..<shift.upperBound,
        ].filter { !$0.isEmpty }
      }
    }
  }
}
