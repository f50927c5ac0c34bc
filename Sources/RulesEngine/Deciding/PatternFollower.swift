internal import CEL

/// Follows patterns over time for one event. What it remembers of a key is judged by the events' own times: an
/// event that happened before the last one seen changes nothing.
struct PatternFollower {
  let rulebook: Rulebook
  let situation: Situation
  let identity: EventIdentity

  private var event: IncomingEvent { situation.event }

  /// Which side of a condition or level a key was last seen on.
  private struct Side {
    var isOn: Bool
    /// When the event happened that said so.
    var at: Timestamp

    init(_ isOn: Bool, _ at: Timestamp) { (self.isOn, self.at) = (isOn, at) }

    init?(_ text: String) {
      guard let first = text.first, let time = Int64(text.dropFirst()) else { return nil }
      self.init(first == "+", Timestamp(microseconds: time))
    }

    var text: String { "\(isOn ? "+" : "-")\(at.microseconds)" }
  }

  private func name(_ definition: Int) -> String { rulebook.definitions[definition].name }

  private func storing<Result>(
    _ body: (any Storage) throws(StorageError) -> Result
  ) throws(EvaluationError) -> Result { try situation.knowledge.reading(body) }

  private func side(_ name: String, _ key: String) throws(EvaluationError) -> Side? {
    try storing { storage throws(StorageError) in try storage.mark(name: name, key: key) }.flatMap(Side.init)
  }

  private func remember(_ side: Side, _ name: String, _ key: String) throws(EvaluationError) {
    try storing { storage throws(StorageError) in try storage.setMark(name: name, key: key, to: side.text) }
  }
}

// MARK: Dwell

extension PatternFollower {
  /// Arms when the condition becomes true for a key, cancels when it becomes false.
  func follow(_ plan: DwellPlan) throws(EvaluationError) {
    let (name, key) = (name(plan.definition), try plan.key.evaluate(situation.frame).identity)
    let holds = try plan.condition.holds(in: situation.frame)
    let known = try side(name, key)
    if let known, event.time < known.at { return }
    let wasOn = known?.isOn ?? false
    if !holds, !wasOn { return }
    try remember(Side(holds, event.time), name, key)
    if holds, !wasOn { try arm(plan, name, key) }
    if !holds { try cancel(name, key) }
  }

  private func arm(_ plan: DwellPlan, _ name: String, _ key: String) throws(EvaluationError) {
    let due = try plan.length.end(from: event.time, grace: plan.grace)
    let type = rulebook.model.events[event.type]
    let fields = zip(type.fields, event.values).compactMap { field, value in value.map { (field.name, $0) } }
    let timer = Timer(
      name: name, key: key, fireAt: due,
      event: EventJSON.encode(
        id: event.id, type: type.name, subject: event.subject, tenant: event.tenant, fields: fields),
      spec: plan.length.spec(from: event.time, grace: plan.grace))
    try storing { storage throws(StorageError) in try storage.arm(timer) }
  }

  /// An event that happened after the time was over cancels nothing, though it may come before the timer fires.
  private func cancel(_ name: String, _ key: String) throws(EvaluationError) {
    try storing { storage throws(StorageError) in
      guard let timer = try storage.timer(name: name, key: key), timer.isOpen(at: event.time) else { return }
      try storage.disarm(name: name, key: key)
    }
  }

  /// Whether a condition that was true is true when the time is over.
  func stillHolds(_ plan: DwellPlan, _ timer: Timer) throws(EvaluationError) -> Bool {
    let known = try side(timer.name, timer.key)
    // It became false after the time was over: until then it was true.
    if let known, !known.isOn { return true }
    if try plan.condition.holds(in: situation.frame) { return true }
    try remember(Side(false, known?.at ?? event.time), timer.name, timer.key)
    return false
  }
}

// MARK: Crossing and burst

extension PatternFollower {
  /// Whether a value passes its level with this event.
  func crosses(_ plan: CrossingPlan) throws(EvaluationError) -> Bool {
    if let condition = plan.condition, try !condition.holds(in: situation.frame) { return false }
    let (name, key) = (name(plan.definition), try plan.key.evaluate(situation.frame).identity)
    let value: Value
    do {
      value = try plan.value.evaluate(situation.frame)
    } catch  where error.kind == .missing {
      return false
    }
    let known = try side(name, key)
    if let known, event.time < known.at { return false }
    let level = try plan.level.value(in: situation.frame)
    let beyond: Ordering = plan.isAbove ? .greater : .less
    var isBeyond = try Self.order(value, level) == beyond
    let wasBeyond = known?.isOn ?? false
    if !isBeyond, wasBeyond, let reset = plan.reset {
      // On its way back it counts as beyond until it reaches the reset.
      let order = try Self.order(value, try reset.value(in: situation.frame))
      isBeyond = order == beyond
    }
    try remember(Side(isBeyond, event.time), name, key)
    return isBeyond && !wasBeyond
  }

  private static func order(_ value: Value, _ level: Value) throws(EvaluationError) -> Ordering {
    let order = value.order(level)
    switch order {
    case .less, .equal, .greater, .unordered: return order
    case .incomparable: throw EvaluationError(.noSuchOverload, "cannot compare \(value) with \(level)")
    case .currencies: throw EvaluationError(.currencyMismatch, "cannot compare \(value) with \(level)")
    }
  }

  /// Whether so many events lie within the time with this one. Those that completed a burst count for no other.
  func completes(_ plan: BurstPlan) throws(EvaluationError) -> Bool {
    if let condition = plan.condition, try !condition.holds(in: situation.frame) { return false }
    let (name, key) = (name(plan.definition), try plan.key.evaluate(situation.frame).identity)
    let last = try side(name, key)?.at
    if let last, event.time <= last { return false }
    let tally = Tally(name: name, key: key, at: event.time, keep: plan.over)
    let total = try storing { storage throws(StorageError) in
      try storage.addTally(tally)
      let latest = try storage.tally(name: name, key: key, since: event.time).latest ?? event.time
      // What is exactly as old as the window is long does not count any more.
      let window = latest.subtracting(plan.over)?.microseconds ?? 0
      let since = max(window, last?.microseconds ?? window) + 1
      return try storage.tally(name: name, key: key, since: Timestamp(microseconds: since))
    }
    guard total.count >= plan.count, let latest = total.latest else { return false }
    try remember(Side(true, latest), name, key)
    return true
  }
}

// MARK: The event it becomes

extension PatternFollower {
  /// The event of a pattern that this event completes.
  func emission(_ emit: Int, _ definition: Int) -> EmittedEvent {
    EmittedEvent(
      id: identity.emitted(.init(by: name(definition), number: 0)), type: emit, subject: event.subject,
      fields: fields(for: emit))
  }

  /// The fields of the event at hand that another type declares too.
  func fields(for emit: Int) -> [(name: String, value: Value)] {
    let declared = rulebook.model.events[emit].fields
    return zip(rulebook.model.events[event.type].fields, event.values).compactMap { field, value in
      guard let value, declared.contains(where: { $0.name == field.name }) else { return nil }
      return (field.name, value)
    }
  }
}
