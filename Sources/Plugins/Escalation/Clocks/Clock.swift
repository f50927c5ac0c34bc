internal import CEL
internal import RulesEngine

/// One SLA clock: where it stands.
struct Clock: Equatable, Sendable {
  enum Status: String {
    case running, paused, met, cancelled

    var isOpen: Bool { self == .running || self == .paused }
  }

  /// The SLA and what the clock is about.
  var sla: String
  var about: String
  var subject: String?
  var status = Status.running
  var isBreached = false
  /// As it was written: `4bh`.
  var target: String
  /// What chose the target.
  var by: String?
  /// The target as a length of time, open time where `isBusiness`.
  var budget: Duration
  var isBusiness: Bool
  var segments: ClockSegments
  var startedAt: Timestamp
  var breachedAt: Timestamp?
  var endedAt: Timestamp?
  /// The highest warning that was given, in percent.
  var warned = 0
  /// How often the clock has been started for the same thing.
  var round = 1

  var row: String { Self.row(sla, about) }

  static func row(_ sla: String, _ about: String) -> String { "\(sla)/\(about)" }

  /// Whether the target has business days: these end with the beginning of the next open time, not with the end of one.
  private var hasDays: Bool { ((try? BusinessDuration(target))?.days ?? 0) > 0 }

  /// When the target is used up; nil while nothing counts.
  func due(in calendar: BusinessCalendar?) throws(EvaluationError) -> Timestamp? {
    guard let instant = try segments.instant(of: budget, in: calendar) else { return nil }
    guard hasDays, let calendar else { return instant }
    return try telling { () throws(CalendarError) in try calendar.after(instant, BusinessDuration()) }
  }

  /// Whether the target is used up at an instant.
  func isOver(at instant: Timestamp, in calendar: BusinessCalendar?) throws(EvaluationError) -> Bool {
    if let due = try due(in: calendar) { return instant >= due }
    let elapsed = segments.closed(inBusinessTime: isBusiness)
    return hasDays ? elapsed > budget : elapsed >= budget
  }

  /// The part of the target at which `percent` is reached; whole microseconds, as calendars count.
  func mark(_ percent: Int) -> Duration {
    let whole = budget.nanoseconds / 1_000
    return Duration(nanoseconds: (whole / 100 * Int64(percent) + whole % 100 * Int64(percent) / 100) * 1_000)
  }
}

/// Reads and writes clocks.
struct ClockTable: Sendable {
  let table: LedgerTable
  let calendar: BusinessCalendar?

  func load(_ sla: String, _ about: String, _ context: DecisionContext) throws(EvaluationError) -> Clock? {
    guard let row = try table.row(Clock.row(sla, about), context) else { return nil }
    guard let status = Clock.Status(rawValue: row.text("status")),
      let segments = ClockSegments(text: row.text("segments")),
      case .duration(let budget)? = row["budget"], case .timestamp(let startedAt)? = row["started_at"],
      case .int(let warned)? = row["warned"], case .int(let round)? = row["round"]
    else { throw EvaluationError(.failed, "the row `\(Clock.row(sla, about))` is no SLA clock") }
    var clock = Clock(
      sla: sla, about: about, subject: row["subject"]?.text, status: status, target: row.text("target"),
      by: row["by"]?.text, budget: budget, isBusiness: row["calendar"] != nil, segments: segments,
      startedAt: startedAt)
    clock.isBreached = row["breached"] == .bool(true)
    if case .timestamp(let instant)? = row["breached_at"] { clock.breachedAt = instant }
    if case .timestamp(let instant)? = row["ended_at"] { clock.endedAt = instant }
    clock.warned = Int(warned)
    clock.round = Int(round)
    return clock
  }

  func save(_ clock: Clock, _ context: DecisionContext) throws(EvaluationError) {
    let calendar = clock.isBusiness ? calendar : nil
    let since = clock.segments.counts ? clock.segments.current?.from : nil
    let due = try clock.status.isOpen ? clock.due(in: calendar) : nil
    try table.write(
      .upsert, clock.row,
      [
        ("sla", .string(clock.sla)), ("about", .string(clock.about)),
        ("subject", clock.subject.map(Value.string)), ("status", .string(clock.status.rawValue)),
        ("breached", .bool(clock.isBreached)), ("target", .string(clock.target)),
        ("by", clock.by.map(Value.string)), ("calendar", (calendar?.name).map(Value.string)),
        ("budget", .duration(clock.budget)),
        ("counted", .duration(clock.segments.closed(inBusinessTime: clock.isBusiness))),
        ("counting_since", since.map(Value.timestamp)), ("started_at", .timestamp(clock.startedAt)),
        ("due_at", due.map(Value.timestamp)), ("breached_at", clock.breachedAt.map(Value.timestamp)),
        ("ended_at", clock.endedAt.map(Value.timestamp)), ("warned", .int(Int64(clock.warned))),
        ("round", .int(Int64(clock.round))), ("segments", .string(clock.segments.text)),
      ], context)
  }
}
