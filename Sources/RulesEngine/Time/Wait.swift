package import CEL

/// A length of time to wait: on the clock, or in the open time of a calendar.
package enum Wait: Sendable {
  case elapsed(Duration)
  case business(BusinessDuration, BusinessCalendar)

  /// When the wait is over.
  ///
  /// - Throws: when the calendar does not have the time within five years. Time on the clock ends with the year
  ///   9999 at the latest.
  package func due(after instant: Timestamp) throws(CalendarError) -> Timestamp {
    switch self {
    case .elapsed(let length): instant.adding(length) ?? .distantFuture
    case .business(let length, let calendar): try calendar.after(instant, length)
    }
  }

  /// The calendar whose change moves the end of the wait.
  package var calendar: BusinessCalendar? {
    if case .business(_, let calendar) = self { calendar } else { nil }
  }
}
