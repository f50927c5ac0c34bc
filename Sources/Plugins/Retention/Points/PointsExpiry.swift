internal import CEL

/// When points expire: so long after they were earned, and then at the end of the day, week, month, quarter or year at
/// hand.
struct PointsExpiry: Sendable, Equatable {
  enum Rounding: String, CaseIterable, Sendable {
    case day = "end_of_day"
    /// Weeks end on Sunday.
    case week = "end_of_week"
    case month = "end_of_month"
    case quarter = "end_of_quarter"
    case year = "end_of_year"
  }

  var length: Duration
  var rounding: Rounding?

  /// The first instant at which points that were earned at `start` are gone.
  func instant(after start: Timestamp, in zone: Zone) -> Timestamp? {
    guard let exact = start.adding(length) else { return nil }
    guard let rounding else { return exact }
    let next = rounding.next(after: zone.date(at: exact))
    return zone.instant(localSeconds: Int64(next.daysSince1970) * 86_400)
  }
}

extension PointsExpiry.Rounding {
  /// The first day after the stretch of time that a date is in.
  fileprivate func next(after date: CivilDate) -> CivilDate {
    func month(_ month: Int) -> CivilDate {
      month > 12
        ? CivilDate(year: date.year + 1, month: month - 12, day: 1)
        : CivilDate(year: date.year, month: month, day: 1)
    }
    switch self {
    case .day: return CivilDate(daysSince1970: date.daysSince1970 + 1)
    case .week: return CivilDate(daysSince1970: date.daysSince1970 + 7 - (date.weekday + 6) % 7)
    case .month: return month(date.month + 1)
    case .quarter: return month((date.month - 1) / 3 * 3 + 4)
    case .year: return month(13)
    }
  }
}
