internal import CEL
internal import RulesEngine

/// What one type of event does to the clocks of an SLA.
struct ClockCode: DecisionCode {
  struct Target: Sendable {
    /// The value of `by`; nil for every value.
    var value: String?
    var text: String
    var wait: Wait
  }

  /// A condition under which an event ends a clock, and where its key is read, if not as everywhere.
  struct Role: Sendable {
    var condition: Program?
    var key: Program?
  }

  let draft: ClockDraft
  /// What time counts in, for targets in business time.
  let calendar: BusinessCalendar?
  let targets: [Target]
  let warnings: [Int]
  let names: ClockNames
  let table: LedgerTable
  /// What the clock is about.
  var key: Program?
  /// Whether the event is what a timer of a clock becomes.
  var wakes = false
  var start: Role?
  var met: [Role] = []
  var cancel: [Role] = []
  var pause: Program?
  var by: Program?

  var id: String { draft.id }

  func run(_ context: DecisionContext) throws(EvaluationError) {
    guard let about = try about(context) else { return context.pass() }
    let rows = ClockTable(table: table, calendar: calendar)
    let known = try rows.load(id, about, context)
    if let clock = known, clock.status.isOpen { return try go(on: clock, rows, context) }
    guard let start, try start.condition.map({ it throws(EvaluationError) in try context.holds(it) }) ?? true
    else { return context.pass() }
    // What already meets or cancels it lets it not begin.
    guard try !holds(met, context), try !holds(cancel, context) else { return context.pass() }
    try begin(about, after: known, rows, context)
  }

  /// What the clock is about; nil where the event is about none.
  private func about(_ context: DecisionContext) throws(EvaluationError) -> String? {
    if wakes {
      let values = context.event.values
      let fields = context.rulebook.model.events[context.event.type].fields.map(\.name)
      func value(_ name: String) -> String? {
        fields.firstIndex(of: name).flatMap { values[$0]?.text }
      }
      return value("sla") == id ? value("key") : nil
    }
    let own = (met + cancel).compactMap(\.key).first ?? key
    return try own.flatMap { it throws(EvaluationError) in try context.value(it)?.text }
  }

  private func holds(_ roles: [Role], _ context: DecisionContext) throws(EvaluationError) -> Bool {
    for role in roles {
      guard let condition = role.condition else { return true }
      if try context.holds(condition) { return true }
    }
    return false
  }

  private func isPaused(_ context: DecisionContext) throws(EvaluationError) -> Bool? {
    guard let pause else { return nil }
    return try context.value(pause) == .bool(true)
  }

  // MARK: Targets

  /// The target that the event chooses, with the value that chose it; nil where there is none for it.
  private func target(_ context: DecisionContext) throws(EvaluationError) -> (target: Target, by: String?)? {
    if let only = targets.first, only.value == nil { return (only, nil) }
    guard let value = try by.flatMap({ it throws(EvaluationError) in try context.value(it)?.text }) else {
      return nil
    }
    let found = targets.first { $0.value == value } ?? targets.first { $0.value == ClockDraft.other }
    return found.map { ($0, value) }
  }

  /// A target as a length of time: of a business day what is open until the same time of the next one.
  private func set(
    _ target: Target, by: String?, of clock: inout Clock, _ context: DecisionContext
  ) throws(EvaluationError) {
    context.use(target.part)
    clock.target = target.text
    clock.by = by
    switch target.wait {
    case .elapsed(let length):
      clock.budget = length
      clock.isBusiness = false
    case .business(let length, let calendar):
      let start = clock.startedAt
      clock.isBusiness = true
      clock.budget = try telling { () throws(CalendarError) in
        guard length.days > 0 else { return length.time }
        // A day that begins while it is closed begins when it opens.
        let open = try calendar.after(start, BusinessDuration())
        return try calendar.within(open, calendar.after(open, length))
      }
    }
  }

  // MARK: Begin

  private func begin(
    _ about: String, after known: Clock?, _ rows: ClockTable, _ context: DecisionContext
  ) throws(EvaluationError) {
    guard let (target, by) = try target(context) else {
      context.note("sla", Array(Value.string("no target, so no clock").json.utf8))
      return
    }
    let at = min(context.event.time, context.now)
    var clock = Clock(
      sla: id, about: about, subject: context.event.subject, target: target.text, budget: .zero,
      isBusiness: false, segments: ClockSegments(from: at, counts: true), startedAt: at)
    clock.round = (known?.round ?? 0) + 1
    try set(target, by: by, of: &clock, context)
    var change = ClockChange(clock: clock, code: self, context: context)
    try change.tell(.started, at: at)
    if try isPaused(context) ?? false { try change.pause(true, at: at) }
    try change.judge(at: at)
    try change.finish(rows)
  }

  // MARK: Go on

  /// The order in which one event is read: what fell due before it, then the end, then target and pause.
  private func go(on clock: Clock, _ rows: ClockTable, _ context: DecisionContext) throws(EvaluationError) {
    var at = min(context.event.time, context.now)
    if let open = clock.segments.current { at = max(at, open.from) }
    var change = ClockChange(clock: clock, code: self, context: context)
    try change.judge(at: at)
    if try holds(met, context) {
      try change.end(.met, at: at, reason: nil)
    } else if try holds(cancel, context) {
      try change.end(.cancelled, at: at, reason: context.event.typeName)
    } else {
      try retarget(&change, at: at, context)
      if change.clock.status.isOpen, let paused = try isPaused(context) { try change.pause(paused, at: at) }
      // What happened before it was told may have undone a breach, or made one.
      if change.clock != clock { try change.judge(at: context.now, mayWithdraw: true) }
    }
    if change.clock == clock, !wakes { return context.pass() }
    try change.finish(rows)
  }

  private func retarget(
    _ change: inout ClockChange, at instant: Timestamp, _ context: DecisionContext
  ) throws(EvaluationError) {
    guard by != nil, targets.first?.value != nil,
      let value = try by.flatMap({ it throws(EvaluationError) in try context.value(it)?.text }),
      value != change.clock.by
    else { return }
    guard let (target, by) = try target(context) else {
      return try change.end(.cancelled, at: instant, reason: "no target for \(value)")
    }
    let before = change.clock.target
    change.retargeted = true
    try set(target, by: by, of: &change.clock, context)
    // Warnings belong to a target; those of the new one that lie ahead are still to be given.
    let elapsed = try change.clock.segments.elapsed(
      at: instant, in: change.clock.isBusiness ? calendar : nil)
    let passed = warnings.last { change.clock.mark($0) <= elapsed } ?? 0
    change.clock.warned = min(change.clock.warned, passed)
    if before != target.text { try change.tell(.retargeted, at: instant, reason: "was \(before)") }
  }
}
