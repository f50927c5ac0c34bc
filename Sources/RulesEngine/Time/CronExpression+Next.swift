internal import CEL

/// What a schedule does with local times that the clock skips in spring and shows twice in autumn.
public enum DaylightPolicy: String, Sendable, CaseIterable {
  /// A skipped time runs at the first instant behind the gap; one shown twice runs the first time.
  case runOnce = "run_once"
  /// A skipped time does not run; one shown twice runs the first time.
  case skip
  /// As the clock shows: a skipped time does not run, one shown twice runs twice.
  case literal
}

extension CronExpression {
  /// The first run after an instant.
  ///
  /// A schedule for every hour (`*`) follows the clock in any case: it runs in both of two equal hours, and not for
  /// times that the clock skips.
  ///
  /// - Parameters:
  ///   - policy: what to do in nights on which the clock changes.
  ///   - offset: the zone's offset from UTC in seconds at an instant.
  /// - Returns: nil when nothing fits within ten years.
  func next(
    after instant: Timestamp, _ policy: DaylightPolicy = .runOnce, offset: @escaping (Timestamp) -> Int
  ) -> Timestamp? {
    let start = day(of: instant, offset)
    // The day before may hold a time that a clock set back makes later than `instant`.
    for day in (start - 1)...(start + 3_660) {
      if let next = runs(on: day, policy, offset).first(where: { $0 > instant }) { return next }
    }
    return nil
  }

  /// The last runs up to and including an instant, latest first: at most `limit`, none before `earliest`.
  func runs(
    until instant: Timestamp, from earliest: Timestamp, limit: Int, _ policy: DaylightPolicy,
    offset: @escaping (Timestamp) -> Int
  ) -> [Timestamp] {
    guard earliest <= instant else { return [] }
    var found: [Timestamp] = []
    let first = day(of: earliest, offset) - 1
    var day = day(of: instant, offset) + 1
    while day >= first, found.count < limit {
      found += runs(on: day, policy, offset).reversed().filter { $0 <= instant && $0 >= earliest }
      day -= 1
    }
    return Array(found.prefix(limit))
  }

  private func day(of instant: Timestamp, _ offset: (Timestamp) -> Int) -> Int {
    Int((instant.seconds + Int64(offset(instant))).flooredDivision(by: 86_400))
  }

  /// The runs that a date on the wall clock has, in order.
  private func runs(
    on day: Int, _ policy: DaylightPolicy, _ offset: @escaping (Timestamp) -> Int
  ) -> [Timestamp] {
    guard fits(CivilDate(daysSince1970: day)) else { return [] }
    let local = LocalTime(offset: offset)
    let found = times.flatMap { time -> [Timestamp] in
      switch local.resolve(Int64(day) * 86_400 + Int64(time)) {
      case .unique(let instant): [instant]
      case .twice(let first, let second):
        isEveryHour || policy == .literal ? [first, second] : [first]
      case .gap(let behind): policy == .runOnce && !isEveryHour ? [behind] : []
      case .outOfRange: []
      }
    }
    return Set(found).sorted()
  }
}

/// Turns local times into instants, in a zone given by its offsets from UTC.
struct LocalTime {
  let offset: (Timestamp) -> Int

  /// The instants at which the clock shows a time, given as seconds since 1970 read as UTC.
  func resolve(_ local: Int64) -> Zone.Resolution {
    let day: Int64 = 86_400
    guard let before = Timestamp(seconds: local - day), let after = Timestamp(seconds: local + day) else {
      return .outOfRange
    }
    let found = Set([offset(before), offset(after)]).compactMap { guess -> Timestamp? in
      Timestamp(seconds: local - Int64(guess)).flatMap { offset($0) == guess ? $0 : nil }
    }.sorted()
    switch found.count {
    case 0: return .gap(transition(from: before, to: after))
    case 1: return .unique(found[0])
    default: return .twice(first: found[0], second: found[1])
    }
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
