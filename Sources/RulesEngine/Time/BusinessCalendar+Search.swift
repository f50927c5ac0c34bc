internal import CEL

/// Looking for open time. Instants are microseconds since 1970 here.
extension BusinessCalendar {
  /// The first stretch of time from `start` on in which everything is open, cut at `limit`. Stretches may touch.
  func stretch(from start: Int64, until limit: Int64) -> Range<Int64>? {
    var cursor = start
    while cursor < limit {
      var (lower, upper) = (cursor, limit)
      for layer in layers {
        guard let open = layer.stretch(from: cursor, until: limit) else { return nil }
        lower = max(lower, open.lowerBound)
        upper = min(upper, open.upperBound)
      }
      if lower < upper { return lower..<upper }
      cursor = lower
    }
    return nil
  }

  /// The last stretch of time before `end` in which everything is open, cut at `limit`.
  func stretch(until end: Int64, from limit: Int64) -> Range<Int64>? {
    var cursor = end
    while cursor > limit {
      var (lower, upper) = (limit, cursor)
      for layer in layers {
        guard let open = layer.stretch(until: cursor, from: limit) else { return nil }
        lower = max(lower, open.lowerBound)
        upper = min(upper, open.upperBound)
      }
      if lower < upper { return lower..<upper }
      cursor = upper
    }
    return nil
  }

  /// The same time of day on the day that is `count` days with business hours away.
  func move(_ instant: Timestamp, byDays count: Int, step: Int) throws(CalendarError) -> Timestamp {
    let local = zone.localSeconds(at: instant)
    let first = Int(local.flooredDivision(by: 86_400))
    let time = local - Int64(first) * 86_400
    var (day, found) = (first, 0)
    while found < count {
      day += step
      guard abs(day - first) <= 1_827 else {
        throw CalendarError(
          "calendar `\(name)` does not have \(count) business days within five years of \(instant)")
      }
      if hasHours(on: day) { found += 1 }
    }
    guard let moved = zone.instant(localSeconds: Int64(day) * 86_400 + time) else {
      throw CalendarError("the time is out of range")
    }
    return Timestamp(microseconds: moved.microseconds + Int64(instant.nanoseconds / 1_000))
  }

  /// Whether a shift begins on a day and leaves open time; of calendars without hours of their own, whether
  /// there is open time on the day.
  private func hasHours(on day: Int) -> Bool {
    let shifts = hours?.shifts(beginningOn: day) ?? [0..<OpeningHours.day]
    let midnight = Int64(day) * 86_400
    return shifts.contains { shift in
      guard let start = zone.instant(localSeconds: midnight + Int64(shift.lowerBound)),
        let end = zone.instant(localSeconds: midnight + Int64(shift.upperBound))
      else { return false }
      return stretch(from: start.microseconds, until: end.microseconds) != nil
    }
  }
}

extension BusinessCalendar.Layer {
  private static let second: Int64 = 1_000_000

  func stretch(from start: Int64, until limit: Int64) -> Range<Int64>? {
    var cursor = start
    while cursor < limit {
      let day = day(at: cursor)
      for shift in hours.open(on: day.number) {
        let (lower, upper) = (
          max(cursor, day.at(shift.lowerBound)), min(limit, day.end, day.at(shift.upperBound))
        )
        if lower < upper { return lower..<upper }
      }
      cursor = day.end
    }
    return nil
  }

  func stretch(until end: Int64, from limit: Int64) -> Range<Int64>? {
    var cursor = end
    while cursor > limit {
      let day = day(at: cursor - 1)
      for shift in hours.open(on: day.number).reversed() {
        let (lower, upper) = (
          max(limit, day.start, day.at(shift.lowerBound)), min(cursor, day.at(shift.upperBound))
        )
        if lower < upper { return lower..<upper }
      }
      cursor = day.start
    }
    return nil
  }

  /// A date on the wall clock, or the part of it that has one offset from UTC: within it the clock runs evenly.
  private struct Day {
    /// Days since 1970.
    var number: Int
    var midnight: Int64
    var start: Int64
    var end: Int64

    func at(_ second: Int) -> Int64 { midnight + Int64(second) * Layer.second }
  }

  private typealias Layer = BusinessCalendar.Layer

  private func day(at instant: Int64) -> Day {
    let second = instant.flooredDivision(by: Self.second)
    let offset = offset(second)
    let number = (second + offset).flooredDivision(by: 86_400)
    let midnight = number * 86_400 - offset
    var (start, end) = (midnight, midnight + 86_400)
    if self.offset(end - 1) != offset { end = change(between: second, and: end - 1) }
    if self.offset(start) != offset { start = change(between: start, and: second) }
    return Day(
      number: Int(number), midnight: midnight * Self.second, start: start * Self.second,
      end: end * Self.second)
  }

  private func offset(_ second: Int64) -> Int64 {
    Int64(Timestamp(seconds: second).map(zone.offset) ?? 0)
  }

  /// The first second whose offset is not that of `low`; `high` has another one.
  private func change(between low: Int64, and high: Int64) -> Int64 {
    var (low, high) = (low, high)
    let before = offset(low)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if offset(middle) == before { low = middle } else { high = middle }
    }
    return high
  }
}
