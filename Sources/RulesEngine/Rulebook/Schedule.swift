internal import CEL

/// `schedule: daily-reminders`: a source of events.
struct Schedule: Sendable {
  enum Rhythm: Sendable {
    case cron(CronExpression)
    case interval(Duration)
  }

  var definition: Int
  var rhythm: Rhythm
  /// As it is written: `0 9 * * *`, `3600s`.
  var rhythmText: String
  var zone: Zone
  var daylight: DaylightPolicy
  var catchUp: CatchUp
  /// One event per row of the entity for which the condition holds; it reads the entity's slots.
  var forEach: (entity: Int, condition: Program)?
  var emit: Int
  var data: [(name: String, value: ValuePlan)]
  /// It runs in this stretch of time only; nil is no bound.
  var window: Range<Timestamp>?
}

extension Schedule {
  /// What its next run is computed from; where this changes, the next run is computed again.
  func spec(zoneData: String?) -> String {
    guard case .cron = rhythm else { return "every \(rhythmText)" }
    let bounds = window.map { " from \($0.lowerBound) until \($0.upperBound)" } ?? ""
    return "every \(rhythmText) in \(zone.name) \(daylight.rawValue) by \(zoneData ?? "-")\(bounds)"
  }

  /// The first run after an instant.
  func next(after instant: Timestamp) -> Timestamp? {
    guard let window else { return any(after: instant) }
    let before = Timestamp(microseconds: window.lowerBound.microseconds - 1)
    return any(after: max(instant, before)).flatMap { $0 < window.upperBound ? $0 : nil }
  }

  private func any(after instant: Timestamp) -> Timestamp? {
    switch rhythm {
    case .interval(let length): instant.adding(length)
    case .cron(let expression): expression.next(after: instant, daylight, offset: zone.offset)
    }
  }

  /// The run to carry out now when one fell due at `due`, and others perhaps since then.
  ///
  /// - Returns: nil when all of them are to be left out.
  func run(due: Timestamp, present: Timestamp) -> Timestamp? {
    let earliest = max(due, catchUp.earliest(at: present) ?? due)
    guard earliest <= present else { return due }
    let count = catchUp.runs == .all ? CatchUp.limit : 1
    switch rhythm {
    case .cron(let expression):
      return expression.runs(until: present, from: earliest, limit: count, daylight, offset: zone.offset).last
    case .interval(let length): return onGrid(due, length, from: earliest, until: present, count)
    }
  }

  /// The first of the last `count` instants `due + n * length` between two others.
  private func onGrid(
    _ due: Timestamp, _ length: Duration, from earliest: Timestamp, until present: Timestamp, _ count: Int
  ) -> Timestamp? {
    guard let late = present.since(due), let early = earliest.since(due) else { return due }
    let last = late.nanoseconds / length.nanoseconds
    let first = (early.nanoseconds + length.nanoseconds - 1) / length.nanoseconds
    let step = max(first, last - Int64(count) + 1)
    guard step <= last else { return nil }
    return due.adding(Duration(nanoseconds: step * length.nanoseconds))
  }
}
