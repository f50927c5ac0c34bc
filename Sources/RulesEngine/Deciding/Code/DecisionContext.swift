package import CEL

/// What code sees and does while it decides for one event.
package final class DecisionContext {
  let actor: Actor
  let origin: Actor.Origin
  var effects: Effects
  private var count = 0

  init(_ actor: Actor, _ origin: Actor.Origin, _ effects: Effects) {
    self.actor = actor
    self.origin = origin
    self.effects = effects
  }

  private var situation: Situation { actor.situation }

  /// The event at hand.
  package var event: IncomingEvent { situation.event }
  /// The instant of the decision.
  package var now: Timestamp { situation.knowledge.now }
  /// The definition it acts for, such as `fee/platform`.
  package var definition: String { origin.by }
  package var rulebook: Rulebook { actor.rulebook }
  /// The values that expressions read.
  package var frame: Frame { situation.frame }
  /// The only chance there is: the same event, definition and step always give the same number.
  package var seed: UInt64 {
    SHA256.digest(
      Array(
        "\(actor.identity.root)\u{0}\(origin.by)\u{0}\(origin.path ?? String(origin.number))\u{0}seed".utf8)
    )
    .prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The value of an expression; nil where something it reads is missing.
  package func value(_ program: Program) throws(EvaluationError) -> Value? {
    do {
      return try program.evaluate(frame)
    } catch  where error.kind == .missing {
      return nil
    }
  }

  /// Whether a condition holds; an error is never false.
  package func holds(_ condition: Program) throws(EvaluationError) -> Bool { try condition.holds(in: frame) }

  /// The value of a literal place; nil where something it reads is missing.
  package func value(_ plan: ValuePlan) throws(EvaluationError) -> Value? { try plan.optional(in: frame) }

  /// Sets a declared value for the expressions that are evaluated next.
  package func set(_ slot: Int?, _ value: Value?) {
    if let slot { situation.set(slot, value) }
  }
}

// MARK: Doing

extension DecisionContext {
  /// Asks for an action. Its arguments have to be what its declaration says.
  ///
  /// - Throws: `invalidArgument` for money finer than its currency, `budget` for too many actions.
  package func act(_ action: Int, _ arguments: [(String, Value)]) throws(EvaluationError) {
    let made = try actor.intent(action, arguments, next())
    try effects.add(made, isShadow: origin.isShadow, limit: rulebook.limits.actions)
  }

  /// Carries out a linked step.
  package func perform(_ step: ActionPlan) throws(EvaluationError) {
    try actor.perform(step, next(), into: &effects)
  }

  /// Changes the model; what is read afterwards sees it.
  package func write(_ change: RowChange) throws(EvaluationError) {
    if origin.isShadow { return }
    try actor.apply(change)
    situation.forget(after: change)
    effects.hasWritten = true
  }

  /// Emits an event, decided after the one at hand in the same transaction.
  ///
  /// - Parameter subject: what it is about; that of the event at hand by default.
  package func emit(
    _ type: Int, subject: String? = nil, _ fields: [(name: String, value: Value)]
  ) {
    if origin.isShadow { return }
    let origin = next()
    effects.emitted.append(
      EmittedEvent(
        id: actor.identity.emitted(origin), type: type, subject: subject ?? event.subject,
        fields: fields))
  }

  /// Keeps a note with the decision, for `explain`: compact JSON under a name.
  package func note(_ name: String, _ json: [UInt8]) {
    effects.notes.append(DecisionNote(by: origin.by, name: name, json: json))
  }

  func next() -> Actor.Origin {
    defer { count += 1 }
    var origin = origin
    origin.part = count
    return origin
  }
}

// MARK: Counting and remembering

extension DecisionContext {
  /// What a tally comes to, entries at `since` or later; those added for this event before are in it.
  package func tally(_ name: String, key: String, since: Timestamp) throws(EvaluationError) -> TallyTotal {
    try situation.knowledge.reading { storage throws(StorageError) in
      try storage.tally(name: name, key: key, since: since)
    }
  }

  /// Counts something that happens with this decision; in shadow nothing is counted.
  ///
  /// - Parameter keep: how long the entry is asked for at most.
  package func count(
    _ name: String, key: String, amount: Decimal = Decimal(1), keep: Duration
  ) throws(EvaluationError) {
    if origin.isShadow { return }
    effects.hasWritten = true
    let tally = Tally(name: name, key: key, at: now, amount: amount, keep: keep)
    _ = try situation.knowledge.reading { storage throws(StorageError) in try storage.addTally(tally) }
  }

  /// A small remembered state, such as whose turn it is; nil where nothing is remembered.
  package func mark(_ name: String, key: String) throws(EvaluationError) -> String? {
    try situation.knowledge.reading { storage throws(StorageError) in try storage.mark(name: name, key: key) }
  }

  /// Remembers a state; nil forgets it. In shadow nothing is remembered.
  package func setMark(_ name: String, key: String, to value: String?) throws(EvaluationError) {
    if origin.isShadow { return }
    effects.hasWritten = true
    _ = try situation.knowledge.reading { storage throws(StorageError) in
      try storage.setMark(name: name, key: key, to: value)
    }
  }
}

// MARK: Knowing

extension DecisionContext {
  /// The columns of a row; nil where there is none.
  package func row(_ entity: Int, key: Value) throws(EvaluationError) -> [Value?]? {
    try situation.knowledge.reading { storage throws(StorageError) in
      try storage.row(entity: entity, key: key)
    }
  }

  /// The rows that match, ordered by key.
  package func rows(_ query: RowQuery) throws(EvaluationError) -> [[Value?]] {
    try situation.knowledge.reading { storage throws(StorageError) in try storage.rows(query, now: now) }
  }

  /// A column or fact of a row by its name; nil where it is missing or there is no such name.
  package func fact(_ name: String, of entity: Int, key: Value) throws(EvaluationError) -> Value? {
    guard let source = rulebook.layouts[entity].names[name] else { return nil }
    return try situation.knowledge.instance(entity: entity, key: key).value(of: source)
  }

  /// Lets expressions read one row after the other through a binding.
  ///
  /// - Parameter rows: all columns of each row, as `rows(_:)` gives them.
  package func each(
    _ binding: RowBinding, _ rows: [[Value?]], _ body: (_ row: [Value?]) throws(EvaluationError) -> Void
  ) throws(EvaluationError) {
    let key = rulebook.model.entities[binding.entity].key
    let instance = EntityInstance(entity: binding.entity, key: .null, knowledge: situation.knowledge)
    situation.bind(binding, to: instance)
    defer { situation.unbind(binding) }
    for row in rows {
      guard let own = row[key] else { continue }
      instance.become(own, row: row)
      situation.renew(binding)
      try body(row)
    }
  }
}
