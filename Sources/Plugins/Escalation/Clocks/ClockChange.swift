internal import CEL
internal import RulesEngine

/// A clock while one event changes it: what happens to it, and what it tells.
struct ClockChange {
  var clock: Clock
  /// Whether the target was replaced by this event.
  var retargeted = false
  let code: ClockCode
  let context: DecisionContext

  init(clock: Clock, code: ClockCode, context: DecisionContext) {
    self.clock = clock
    self.code = code
    self.context = context
  }

  private var calendar: BusinessCalendar? { clock.isBusiness ? code.calendar : nil }

  /// Warns and breaches as far as time has come.
  ///
  /// - Parameter mayWithdraw: whether something changed that may undo a breach: a pause that is told late, a longer
  ///   target.
  mutating func judge(at instant: Timestamp, mayWithdraw: Bool = false) throws(EvaluationError) {
    let elapsed = try clock.segments.elapsed(at: instant, in: calendar)
    if try clock.isOver(at: instant, in: calendar) {
      guard !clock.isBreached, clock.status.isOpen else { return }
      clock.isBreached = true
      // Time that was used up before the target became this short is over now, not in the past.
      clock.breachedAt = retargeted ? instant : try clock.due(in: calendar)
      clock.warned = 100
      return try tell(.breached, at: instant)
    }
    if clock.isBreached {
      guard mayWithdraw else { return }
      clock.isBreached = false
      clock.breachedAt = nil
      clock.warned = code.warnings.last { clock.mark($0) <= elapsed } ?? 0
      try tell(.withdrawn, at: instant)
    }
    guard clock.status == .running else { return }
    for percent in code.warnings where percent > clock.warned && elapsed >= clock.mark(percent) {
      clock.warned = percent
      try tell(.warning, at: instant, percent: percent)
    }
  }

  mutating func pause(_ isPaused: Bool, at instant: Timestamp) throws(EvaluationError) {
    guard isPaused == (clock.status == .running) else { return }
    try clock.segments.turn(at: instant, counts: !isPaused, in: code.calendar)
    clock.status = isPaused ? .paused : .running
    try tell(isPaused ? .paused : .resumed, at: instant)
  }

  mutating func end(_ status: Clock.Status, at instant: Timestamp, reason: String?) throws(EvaluationError) {
    try clock.segments.turn(at: instant, counts: nil, in: code.calendar)
    // The end may be told late, and lie before what was taken for a breach.
    if clock.isBreached, try !clock.isOver(at: instant, in: calendar) {
      try judge(at: instant, mayWithdraw: true)
    }
    clock.status = status
    clock.endedAt = instant
    try tell(status == .met ? .met : .cancelled, at: instant, reason: reason)
  }

  /// Keeps the clock, and lets its next warning or its breach come.
  func finish(_ rows: ClockTable) throws(EvaluationError) {
    try rows.save(clock, context)
    guard clock.status == .running, let (mark, next) = try next() else {
      return try context.disarm(key: clock.about)
    }
    try context.arm(
      key: clock.about, at: next, code.names.due, subject: nil,
      [(name: "sla", value: .string(clock.sla)), (name: "key", value: .string(clock.about))],
      wait: wait(for: mark))
  }

  /// When the clock has to be looked at next, and how much time has been used up then.
  private func next() throws(EvaluationError) -> (Duration, Timestamp)? {
    if let percent = code.warnings.first(where: { $0 > clock.warned }) {
      let mark = clock.mark(percent)
      return try clock.segments.instant(of: mark, in: calendar).map { (mark, $0) }
    }
    return clock.isBreached ? nil : try clock.due(in: calendar).map { (clock.budget, $0) }
  }

  /// The business time that is left of the stretch that counts now, so that a calendar that changes moves the timer. A
  /// timer that comes too early looks again.
  private func wait(for mark: Duration) -> (length: Wait, from: Timestamp)? {
    guard let calendar, let open = clock.segments.current,
      let left = mark.subtracting(clock.segments.closed(inBusinessTime: true)), left > .zero
    else { return nil }
    return (.business(BusinessDuration(days: 0, time: left), calendar), open.from)
  }

  // MARK: Telling

  func tell(
    _ kind: ClockEvents.Kind, at instant: Timestamp, percent: Int? = nil, reason: String? = nil
  ) throws(EvaluationError) {
    context.use(kind.part(percent))
    guard let event = code.names.event(kind) else { return }
    let elapsed = try clock.segments.elapsed(at: instant, in: calendar)
    let due = try clock.due(in: calendar)
    var fields: [(name: String, value: Value)] = [
      ("sla", .string(clock.sla)), ("key", .string(clock.about)), ("clock", .string(clock.row)),
      ("target", .string(clock.target)), ("elapsed", .duration(elapsed)),
      ("remaining", .duration(clock.budget.subtracting(elapsed) ?? .zero)),
    ]
    if let by = clock.by { fields.append(("by", .string(by))) }
    if let due, kind != .met, kind != .cancelled { fields.append(("due_at", .timestamp(due))) }
    if let percent { fields.append(("percent", .int(Int64(percent)))) }
    if let reason { fields.append(("reason", .string(reason))) }
    if let thing = code.names.thing { fields.append((thing, .string(clock.about))) }
    context.emit(
      event.position, subject: clock.subject, fields.filter { event.fields.contains($0.name) })
  }
}
