/// `calendar: support`, as written.
package struct CalendarDraft: Sendable {
  /// A span of opening hours, such as `09:00-12:30`.
  package typealias Span = Located<OpeningHours.Shift>

  /// The hours of some days of the week.
  package struct Week: Sendable {
    /// 0 for Sunday to 6 for Saturday.
    package var days: Located<[Int]>
    package var spans: [Span]
  }

  /// Something that is said of one date.
  package struct Dated: Sendable {
    /// Days since 1970.
    package var day: Located<Int>
    package var spans: [Span]
  }

  /// Days without hours.
  package enum Closed: Sendable {
    /// From the first to the last, both included, as days since 1970.
    case dates(ClosedRange<Int>)
    /// Each year, as `month * 100 + day`.
    case yearly(Int)
  }

  package var name: Located<String>
  package var timezone: Located<String>?
  /// Nil where the calendar has no hours of its own and only intersects others.
  package var hours: [Week]?
  package var dates: [Dated] = []
  package var closed: [Located<Closed>] = []
  package var breaks: [Dated] = []
  package var intersect: [Located<String>] = []

  package init(name: Located<String>) { self.name = name }
}
