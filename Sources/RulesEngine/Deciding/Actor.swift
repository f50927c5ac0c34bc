internal import CEL

/// Carries out the actions of what matched, in firing order: intents become outbox actions, model changes are
/// written, emitted events are queued. A definition's actions happen all or not at all.
struct Actor {
  let rulebook: Rulebook
  let situation: Situation
  let identity: EventIdentity
  var storage: any Storage { situation.knowledge.storage }

  func carryOut(_ hits: [Hit], into effects: inout Effects) throws(ProcessingError) {
    for hit in hits {
      let handler = situation.plan.handlers[hit.handler]
      let definition = rulebook.definitions[handler.definition]
      do throws(ProcessingError) {
        effects = try attempt(hit, handler, definition, after: effects)
      } catch {
        guard case .definition(let failure) = error else { throw error }
        effects.errors.append(failure)
        situation.forget()
      }
    }
  }

  /// What there is after one more definition; nothing of it stays where it fails.
  private func attempt(
    _ hit: Hit, _ handler: Handler, _ definition: Definition, after effects: Effects
  ) throws(ProcessingError) -> Effects {
    let attempt = { () throws(ProcessingError) -> Effects in
      var effects = effects
      do throws(EvaluationError) {
        try carryOut(hit, handler, definition, into: &effects)
      } catch {
        try situation.knowledge.check()
        throw .definition(DecisionError(error, by: definition))
      }
      return effects
    }
    return handler.writes ? try storage.atomically(attempt) : try attempt()
  }

  private func carryOut(
    _ hit: Hit, _ handler: Handler, _ definition: Definition, into effects: inout Effects
  ) throws(EvaluationError) {
    var counter = 0
    for outputs in hit.outputs ?? [[]] {
      if case .table(let plan) = handler.body {
        for (slot, value) in zip(plan.outputSlots, outputs) {
          if let slot { situation.set(slot, value) }
        }
      }
      for step in handler.steps {
        let origin = Origin(by: definition.name, number: counter, isShadow: hit.isShadow)
        counter += 1
        try perform(step, origin, into: &effects)
      }
    }
  }

  /// Who asks for an action: what its idempotency key is made of.
  struct Origin {
    var by: String
    var number: Int
    var isShadow = false
  }

  func perform(
    _ step: ActionPlan, _ origin: Origin, into effects: inout Effects
  ) throws(EvaluationError) {
    if let condition = step.condition, try !condition.holds(in: situation.frame) { return }
    switch step.verb {
    case .intent(let action, let arguments):
      let made = try intent(rulebook.actions[action], arguments, origin)
      if origin.isShadow { effects.shadowed.append(made) } else { effects.actions.append(made) }
      if effects.actions.count > rulebook.limits.actions {
        throw EvaluationError(.budget, "more than \(rulebook.limits.actions) actions for one event")
      }
    case .write(let plan):
      if origin.isShadow { return }
      try write(plan)
      effects.hasWritten = true
    case .emit(let plan):
      if origin.isShadow { return }
      effects.emitted.append(try emission(plan, origin))
    }
  }

  private func intent(
    _ declaration: ActionDeclaration, _ plans: [(name: String, value: ValuePlan)], _ origin: Origin
  ) throws(EvaluationError) -> OutboxAction {
    var arguments: [(String, Value)] = []
    for plan in plans {
      // An argument that reads something missing is left out where the parameter is optional.
      let parameter = declaration.parameters.first { $0.name == plan.name }
      if parameter?.type.isOptional ?? false {
        if let value = try plan.value.optional(in: situation.frame) { arguments.append((plan.name, value)) }
      } else {
        arguments.append((plan.name, try plan.value.value(in: situation.frame)))
      }
    }
    return OutboxAction(
      name: declaration.name, arguments: try ActionJSON.encode(arguments),
      key: identity.key(by: origin.by, number: origin.number), by: origin.by, subject: situation.event.subject
    )
  }

  private func emission(_ plan: EmitPlan, _ origin: Origin) throws(EvaluationError) -> EmittedEvent {
    let subject = try plan.subject.map { plan throws(EvaluationError) in
      try plan.value(in: situation.frame).identity
    }
    var fields: [(String, Value)] = []
    for field in plan.data {
      if let value = try field.value.optional(in: situation.frame) { fields.append((field.name, value)) }
    }
    return EmittedEvent(
      id: identity.emitted(by: origin.by, number: origin.number), type: plan.event,
      subject: subject ?? situation.event.subject, fields: fields)
  }
}

/// The names that what an event leads to is known by.
struct EventIdentity {
  /// `source:id` of an event from outside, the id alone of one of our own.
  let root: String

  init(_ event: IncomingEvent) {
    root = event.source == Self.ownSource ? event.id : "\(event.source):\(event.id)"
  }

  /// The `source` of events that the engine itself makes.
  static let ownSource = "bylaw"

  /// The idempotency key of an action: the same event, definition and position always give the same key.
  func key(by: String, number: Int) -> String {
    SHA256.hex(SHA256.digest(Array("\(root)\u{0}\(by)\u{0}\(number)".utf8))[..<16])
  }

  /// The id of an emitted event.
  func emitted(by: String, number: Int) -> String { "\(root)/\(by)/\(number)" }
}
