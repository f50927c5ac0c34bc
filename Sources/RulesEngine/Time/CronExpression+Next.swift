internal import CEL

extension CronExpression {
  /// The first run after an instant.
  ///
  /// A local time that the clock skips runs at the first instant after the gap; one that comes twice runs the
  /// first time. A schedule for every hour follows the clock and runs in both of two equal hours.
  ///
  /// - Parameter offset: the zone's offset from UTC in seconds at an instant.
  /// - Returns: nil when nothing fits within ten years.
  func next(after instant: Timestamp, offset: @escaping (Timestamp) -> Int) -> Timestamp? {
    let local = LocalTime(offset: offset)
    let start = Int((instant.seconds + Int64(offset(instant))).flooredDivision(by: 86_400))
    // The day before may hold a time that a clock set back makes later than `instant`.
    for day in (start - 1)...(start + 3_660) where fits(CivilDate(daysSince1970: day)) {
      let runs = times.flatMap { time in
        local.instants(of: Int64(day) * 86_400 + Int64(time), isRepeated: isEveryHour)
      }
      if let next = runs.filter({ $0 > instant }).min() { return next }
    }
    return nil
  }
}

/// Turns local times into instants.
struct LocalTime {
  let offset: (Timestamp) -> Int

  /// The instants at which a zone's clock shows a time; the end of the gap where it shows it never.
  ///
  /// - Parameters:
  ///   - seconds: the local time as seconds since 1970-01-01T00:00 on that clock.
  ///   - isRepeated: whether the second of two equal times counts too.
  func instants(of seconds: Int64, isRepeated: Bool) -> [Timestamp] {
    let day: Int64 = 86_400
    guard let before = Timestamp(seconds: seconds - day), let after = Timestamp(seconds: seconds + day) else {
      return []
    }
    let (early, late) = (offset(before), offset(after))
    let found = Set([early, late]).compactMap { guess -> Timestamp? in
      Timestamp(seconds: seconds - Int64(guess)).flatMap { offset($0) == guess ? $0 : nil }
    }.sorted()
    if found.isEmpty { return [transition(from: before, to: after)] }
    return isRepeated ? found : [found[0]]
  }

  /// The instant between two at which the offset changes.
  private func transition(from start: Timestamp, to end: Timestamp) -> Timestamp {
    var (low, high) = (start.seconds, end.seconds)
    let first = offset(start)
    while high - low > 1 {
      let middle = (low + high) / 2
      if offset(Timestamp(seconds: middle) ?? start) == first { low = middle } else { high = middle }
    }
    return Timestamp(seconds: high) ?? end
  }
}

extension Int64 {
  /// Division that rounds down, also for numbers below zero.
  func flooredDivision(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
