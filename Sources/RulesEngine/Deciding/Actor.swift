internal import CEL

/// Carries out the actions of what matched, in firing order: intents become outbox actions, model changes are
/// written, emitted events are queued. A definition's actions happen all or not at all.
struct Actor {
  let rulebook: Rulebook
  let situation: Situation
  let identity: EventIdentity
  let runs: Runs
  var storage: any Storage { situation.knowledge.storage }

  func carryOut(_ hits: [Hit], into effects: inout Effects) throws(ProcessingError) {
    for hit in hits {
      do throws(ProcessingError) {
        try attempt(hit, into: &effects)
      } catch {
        guard case .definition(let failure) = error else { throw error }
        effects.errors.append(failure)
        situation.forget()
      }
    }
  }

  /// Carries out one definition; nothing of it stays where it fails.
  private func attempt(_ hit: Hit, into effects: inout Effects) throws(ProcessingError) {
    let mark = effects.mark
    do throws(ProcessingError) {
      let leavesTraces = situation.plan.handlers[hit.handler].leavesTraces || !hit.counts.isEmpty
      guard leavesTraces else { return try carryOut(hit, into: &effects) }
      try storage.atomically { () throws(ProcessingError) in try carryOut(hit, into: &effects) }
    } catch {
      effects.undo(to: mark)
      throw error
    }
  }

  private func carryOut(_ hit: Hit, into effects: inout Effects) throws(ProcessingError) {
    do throws(EvaluationError) {
      try performSteps(of: hit, into: &effects)
    } catch {
      try situation.knowledge.check()
      let definition = situation.plan.handlers[hit.handler].definition
      throw .definition(DecisionError(error, by: rulebook.definitions[definition]))
    }
  }

  private func performSteps(of hit: Hit, into effects: inout Effects) throws(EvaluationError) {
    for tally in hit.counts {
      _ = try situation.knowledge.reading { storage throws(StorageError) in try storage.addTally(tally) }
    }
    if case .workflow(let workflow) = situation.plan.handlers[hit.handler].body {
      if hit.isShadow { return }
      return try start(rulebook.workflows[workflow], into: &effects)
    }
    var counter = 0
    guard let outputs = hit.outputs else { return try performSteps(of: hit, from: &counter, into: &effects) }
    for row in outputs {
      if case .table(let plan) = situation.plan.handlers[hit.handler].body {
        for (slot, value) in zip(plan.outputSlots, row) {
          if let slot { situation.set(slot, value) }
        }
      }
      try performSteps(of: hit, from: &counter, into: &effects)
    }
  }

  /// - Parameter counter: how many steps were carried out before.
  private func performSteps(
    of hit: Hit, from counter: inout Int, into effects: inout Effects
  ) throws(EvaluationError) {
    let definition = situation.plan.handlers[hit.handler].definition
    for step in situation.plan.handlers[hit.handler].steps {
      var origin = Origin(by: rulebook.names[definition], number: counter, isShadow: hit.isShadow)
      if rulebook.definitions[definition].isTakenBack { origin.premise = .definition }
      counter += 1
      try perform(step, origin, into: &effects)
    }
  }

  private func start(_ workflow: WorkflowPlan, into effects: inout Effects) throws(EvaluationError) {
    do throws(ProcessingError) {
      try runs.start(workflow, situation.event, &effects)
      try runs.settle(&effects)
      situation.refresh()
    } catch {
      switch error {
      case .storage(let cause): throw situation.knowledge.failed(cause)
      case .refused(_, let message): throw EvaluationError(.failed, message)
      case .definition(let failure): throw EvaluationError(.failed, failure.message)
      }
    }
  }

  /// Who asks for an action: what its idempotency key is made of.
  struct Origin {
    var by: String
    /// The position in the definition.
    var number = 0
    /// In a run: the path of the step, such as `steps/1/do/0[2]`.
    var path: String?
    /// Tells apart what one step of code asks for.
    var part = 0
    var isShadow = false
    /// What takes back the actions that it asks for.
    var premise: OutboxAction.Premise?

    /// The position as text: `3`, `steps/1/do/0[2]`, or `3.1` for the second part of it.
    var place: String {
      let step = path ?? String(number)
      return part == 0 ? step : "\(step).\(part)"
    }
  }

  func perform(
    _ step: ActionPlan, _ origin: Origin, into effects: inout Effects
  ) throws(EvaluationError) {
    if let condition = step.condition, try !condition.holds(in: situation.frame) { return }
    var origin = origin
    if step.isFinal { origin.premise = nil }
    switch step.verb {
    case .intent(let action, let arguments):
      let made = try intent(action, values(of: arguments, for: action), origin)
      try effects.add(made, isShadow: origin.isShadow, limit: rulebook.limits.actions)
    case .write(let plan):
      if origin.isShadow { return }
      try write(plan)
      effects.hasWritten = true
    case .emit(let plan):
      if origin.isShadow { return }
      effects.emitted.append(try emission(plan, origin))
    case .code(let code):
      let context = DecisionContext(self, origin, effects)
      try code.run(context)
      effects = context.effects
    }
  }

  func intent(
    _ position: Int, _ arguments: [(String, Value)], _ origin: Origin
  ) throws(EvaluationError) -> OutboxAction {
    if let reason = rulebook.actions[position].retirement { throw EvaluationError(.changed, reason) }
    var action = OutboxAction(
      name: rulebook.actions[position].name, arguments: try ActionJSON.encode(arguments),
      key: identity.key(origin), by: origin.by, subject: situation.event.subject)
    action.tenant = situation.event.tenant
    if !rulebook.actions[position].isFinal { action.premise = origin.premise }
    return action
  }

  private func values(
    of plans: [(name: String, value: ValuePlan)], for action: Int
  ) throws(EvaluationError) -> [(String, Value)] {
    var arguments: [(String, Value)] = []
    arguments.reserveCapacity(plans.count)
    for plan in plans {
      // An argument that reads something missing is left out where the parameter is optional.
      if rulebook.actions[action].isOptional(plan.name) {
        if let value = try plan.value.optional(in: situation.frame) { arguments.append((plan.name, value)) }
      } else {
        arguments.append((plan.name, try plan.value.value(in: situation.frame)))
      }
    }
    return arguments
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
      id: identity.emitted(origin), type: plan.event,
      subject: subject ?? situation.event.subject, fields: fields)
  }
}

/// The names that what an event leads to is known by.
struct EventIdentity {
  /// The source of an event from outside.
  private let source: String?
  private let id: String

  init(_ event: IncomingEvent) {
    source = event.source == Self.ownSource ? nil : event.source
    id = event.id
  }

  /// The names of what a run leads to.
  init(root: String) {
    source = nil
    id = root
  }

  /// `source:id` of an event from outside, the id alone of one of our own.
  var root: String { source.map { $0 + ":" + id } ?? id }

  /// The `source` of events that the engine itself makes.
  static let ownSource = "bylaw"

  /// The idempotency key of an action: the same event, definition and position always give the same key.
  func key(_ origin: Actor.Origin) -> String {
    var message: [UInt8] = []
    message.reserveCapacity((source?.utf8.count ?? 0) + id.utf8.count + origin.by.utf8.count + 26)
    func append(_ text: String) {
      var text = text
      text.withUTF8 { message.append(contentsOf: $0) }
    }
    if let source {
      append(source)
      message.append(UInt8(ascii: ":"))
    }
    append(id)
    message.append(0)
    append(origin.by)
    message.append(0)
    append(origin.place)
    return SHA256.hex(message, bytes: 16)
  }

  /// The id of an emitted event.
  func emitted(_ origin: Actor.Origin) -> String { "\(root)/\(origin.by)/\(origin.place)" }
}
