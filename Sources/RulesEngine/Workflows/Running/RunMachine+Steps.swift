internal import CEL

extension RunMachine {
  func carryOut(_ step: StepPlan, _ index: Int, _ effects: inout Effects) throws(EvaluationError) {
    switch step.body {
    case .act(let action, let awaits): try act(action, step, awaits, &effects)
    case .wait(let events, let timeout, let since): try wait(events, timeout, since, step)
    case .delay(let delay): try self.wait(until: try due(delay), step)
    case .delayUntil(let instant): try self.wait(until: try due(instant), step)
    case .condition(let condition):
      if try condition.holds(in: frame) { return try complete(as: "true") }
      try note(step, "false: the sequence ends here")
      token.since = nil
      token.stack[token.stack.count - 1].next = .max
    case .branch(let branches): try branch(branches, step)
    case .loop(let loop): try begin(loop, step)
    case .parallel(let needed, let sequences): try fork(sequences, needed: needed)
    case .call(let event, let data): try call(event, data, step, &effects)
    case .stop(let outcome, let reason, let result): try stop(outcome, reason, result, step, &effects)
    case .set(let values):
      for value in values { state.variables[value.variable] = try value.value.optional(in: frame) }
      situation.forgetRun()
      try complete()
    case .group(let sequence): enter(RunPosition(sequence: sequence))
    case .compensate:
      try compensate(&effects)
      try complete()
    }
  }

  private func enter(_ position: RunPosition) {
    token.since = nil
    token.stack.append(position)
    situation.forgetRun()
  }

  private func act(
    _ action: ActionPlan, _ step: StepPlan, _ awaits: Bool, _ effects: inout Effects
  ) throws(EvaluationError) {
    if let condition = plan.condition, try !condition.holds(in: frame) {
      try note(step, "not done: the run's condition no longer holds")
      return try finish(.completed, "`while` no longer holds", takingBack: true, &effects)
    }
    let before = effects.actions.count
    try perform(action, at: placeOfAsking(step), on: .run(record.number), &effects)
    guard awaits, effects.actions.count > before, let key = effects.actions.last?.key else {
      return try complete(awaits ? .outcome(status: "not asked", result: nil, decision: runs.decision) : nil)
    }
    token.wait = .action(key)
    let wait = RunWait(
      run: record.number, token: token.id, event: RunMachine.awaitedAction, expression: "key", value: key)
    try runs.reading { storage throws(StorageError) in try storage.addWait(wait) }
    try note(step, "waiting")
  }

  /// The name under which waits for actions stand beside those for events.
  static let awaitedAction = "action"

  /// Carries out an action of the run; what it changed is undone when it fails.
  func perform(
    _ action: ActionPlan, at place: String, on premise: OutboxAction.Premise? = nil, _ effects: inout Effects
  ) throws(EvaluationError) {
    var origin = Actor.Origin(by: plan.name, path: place)
    origin.premise = premise
    guard action.writes else { return try actor.perform(action, origin, into: &effects) }
    var failure: EvaluationError?
    do throws(ProcessingError) {
      effects = try runs.knowledge.storage.atomically { () throws(ProcessingError) -> Effects in
        var attempt = effects
        do throws(EvaluationError) {
          try self.actor.perform(action, origin, into: &attempt)
        } catch {
          failure = error
          throw .refused(code: error.code, message: error.message)
        }
        return attempt
      }
    } catch {
      situation.forget()
      if case .storage(let cause) = error { throw runs.knowledge.failed(cause) }
      throw failure ?? EvaluationError(.failed, "the step could not be carried out")
    }
  }

  private func branch(
    _ branches: [(condition: Program?, sequence: Int)], _ step: StepPlan
  ) throws(EvaluationError) {
    for (position, branch) in branches.enumerated() {
      if let condition = branch.condition, try !condition.holds(in: frame) { continue }
      try note(step, branches.count > 2 ? "choice \(position)" : position == 0 ? "then" : "else")
      return enter(RunPosition(sequence: branch.sequence))
    }
    try complete(as: "no branch")
  }

  private func fork(_ sequences: [Int], needed: Int?) throws(EvaluationError) {
    let parent = token.id
    token.wait = .join(needed ?? sequences.count)
    for sequence in sequences {
      addToken(RunToken(id: 0, parent: parent, stack: [RunPosition(sequence: sequence)]))
    }
  }

  private func call(
    _ event: Int, _ data: [(name: String, value: ValuePlan)], _ step: StepPlan, _ effects: inout Effects
  ) throws(EvaluationError) {
    var fields: [(name: String, value: Value)] = []
    for field in data {
      if let value = try field.value.optional(in: frame) { fields.append((field.name, value)) }
    }
    let id = actor.identity.emitted(.init(by: plan.name, path: placeOfAsking(step)))
    effects.emitted.append(EmittedEvent(id: id, type: event, subject: trigger.subject, fields: fields))
    runs.expect(call: id, by: (record.number, token.id))
    token.wait = .run(0)
    try note(step, "waiting")
  }

  private func stop(
    _ outcome: StopOutcome, _ reason: ValuePlan?, _ result: ValuePlan?, _ step: StepPlan,
    _ effects: inout Effects
  ) throws(EvaluationError) {
    let text = try reason?.optional(in: frame)?.identity
    if let value = try result?.optional(in: frame) {
      var writer = JSONWriter()
      writer.write(value)
      runs.results[record.number] = writer.octets
    }
    try note(step, outcome.rawValue)
    try finish(outcome == .done ? .completed : .failed, text, &effects)
  }

  /// `end` from within a step.
  private func finish(
    _ status: RunRecord.Status, _ reason: String?, takingBack: Bool = false, _ effects: inout Effects
  ) throws(EvaluationError) {
    do throws(ProcessingError) {
      try end(status, reason, takingBack: takingBack, &effects)
    } catch {
      if case .storage(let cause) = error { throw runs.knowledge.failed(cause) }
      throw EvaluationError(.failed, "the run could not be ended")
    }
  }
}

// MARK: Loops

extension RunMachine {
  private func begin(_ loop: LoopPlan, _ step: StepPlan) throws(EvaluationError) {
    var position = RunPosition(sequence: loop.sequence, round: 1)
    if case .forEach(let list, _, _) = loop.kind {
      guard case .list(let items) = try list.evaluate(frame) else {
        throw EvaluationError(.invalidArgument, "`for_each` did not give a list")
      }
      guard items.count <= loop.max else {
        throw EvaluationError(.budget, "\(items.count) items, and the loop may go over \(loop.max)")
      }
      position.items = items.elements
    }
    try note(step, position.items.map { "\($0.count) items" } ?? "begins")
    try round(loop, position)
  }

  /// Begins a round, or ends the loop where there is none.
  private func round(_ loop: LoopPlan, _ position: RunPosition) throws(EvaluationError) {
    let number = position.round ?? 1
    enter(position)
    let isThere: Bool
    switch loop.kind {
    case .forEach: isThere = number <= position.items?.count ?? 0
    case .count(let count): isThere = number <= count
    case .whileHolds(let condition): isThere = try condition.holds(in: frame)
    case .until: isThere = true
    }
    if !isThere { return try leave() }
    if number > loop.max { throw EvaluationError(.budget, "more than \(loop.max) rounds of a loop") }
  }

  func endRound(of loop: LoopPlan) throws(EvaluationError) {
    if case .until(let condition) = loop.kind, try condition.holds(in: frame) { return try leave() }
    var position = token.stack.removeLast()
    position.round = (position.round ?? 1) + 1
    position.next = 0
    try round(loop, position)
  }

  private func leave() throws(EvaluationError) {
    token.stack.removeLast()
    situation.forgetRun()
    try complete()
  }
}
