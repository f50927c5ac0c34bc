internal import CEL

extension RunState {
  /// The same state in a later version of the workflow. Variables that are new are nil.
  func migrated(_ mapping: StepMapping) throws(StepMapping.Conflict) -> RunState {
    var state = self
    for (position, token) in tokens.enumerated() {
      var isAnew = false
      if case .incident = token.wait { isAnew = true }
      state.tokens[position].stack = try mapping.positions(token.stack, anew: isAnew)
    }
    state.done = []
    for done in done {
      let step = try mapping.step(done.step)
      guard !mapping.new.steps[step].compensation.isEmpty else {
        throw StepMapping.Conflict(
          "\(mapping.old.steps[done.step].label) was done and could be undone, and the new version does not say how"
        )
      }
      state.done.append(Undoable(step: step, place: done.place, asked: done.asked))
    }
    state.outputs = [:]
    for (id, output) in outputs.sorted(by: { $0.key < $1.key }) {
      state.outputs[mapping.id(of: id)] = output
    }
    state.variables = []
    for variable in mapping.new.variables {
      guard let position = mapping.old.variables.firstIndex(where: { $0.name == variable.name }) else {
        state.variables.append(nil)
        continue
      }
      let type = mapping.old.variables[position].type
      guard type == variable.type else {
        throw StepMapping.Conflict(
          "the variable `\(variable.name)` was \(type.noun) and is \(variable.type.noun) now")
      }
      state.variables.append(variables[position])
    }
    return state
  }
}

extension StepMapping {
  /// What the id of a step has become.
  func id(of id: String) -> String {
    guard let step = old.step(named: id), let found = try? self.step(step, anew: true) else { return id }
    return new.steps[found].id ?? id
  }
}

// MARK: Runs

extension Runs {
  /// The version of a workflow that new runs begin with.
  func newest(_ workflow: String, for event: Int) -> WorkflowPlan? {
    rulebook.workflows.first { $0.name == workflow && $0.frame.event == event && $0.definition >= 0 }
  }

  /// Lets a run go on with the current version of its workflow.
  func migrate(_ machine: RunMachine, to hash: String, _ effects: inout Effects) throws(ProcessingError) {
    guard machine.record.status.isOpen else { return }
    guard let plan = newest(machine.plan.name, for: machine.trigger.type), plan.hash == hash else {
      return machine.refuse(
        "R0423", "the version \(hash.prefix(8)) of `\(machine.plan.name)` is not the one that is loaded",
        &effects)
    }
    guard plan.hash != machine.record.hash else {
      return machine.refuse("R0423", "it is carried out by this version already", &effects)
    }
    guard let migration = plan.migration(from: machine.record.hash) else {
      return machine.refuse(
        "R0423",
        "`migrate` of `\(plan.name)` does not say how runs go on that began with \(machine.record.hash.prefix(8))",
        &effects)
    }
    let state: RunState
    do throws(StepMapping.Conflict) {
      state = try machine.state.migrated(StepMapping(from: machine.plan, to: plan, migration))
    } catch {
      return machine.refuse("R0423", error.message, &effects)
    }
    var record = machine.record
    record.hash = plan.hash
    let moved = RunMachine(self, plan, record, state, machine.trigger)
    if let error = try settle(moved, in: machine.plan, migration.timers) {
      return machine.refuse("R0423", error.message, &effects)
    }
    keep(moved)
    if record.status == .queued { try moved.save() } else { try moved.advance(&effects) }
  }

  /// Lets a run wait for what its new version says; what fails leaves it as it was.
  private func settle(
    _ moved: RunMachine, in earlier: WorkflowPlan, _ timers: Migration.Timers
  ) throws(ProcessingError) -> EvaluationError? {
    var failure: EvaluationError?
    do throws(ProcessingError) {
      try knowledge.storage.atomically { () throws(ProcessingError) in
        do throws(EvaluationError) {
          try moved.settle(in: earlier, timers)
        } catch {
          failure = error
          throw .refused(code: error.code, message: error.message)
        }
      }
    } catch {
      if case .storage = error { throw error }
      try knowledge.check()
    }
    return failure
  }
}

extension RunMachine {
  /// The run has come over from an earlier version: it waits for what this one says.
  fileprivate func settle(
    in earlier: WorkflowPlan, _ timers: Migration.Timers
  ) throws(EvaluationError) {
    try note(at: "", "migrated", Self.versions(earlier.hash, plan.hash))
    for (position, variable) in plan.variables.enumerated()
    where !earlier.variables.contains(where: { $0.name == variable.name }) && record.status != .queued {
      state.variables[position] = try variable.value.optional(in: frame)
    }
    for position in earlier.cancels.indices {
      try runs.reading { storage throws(StorageError) in
        try storage.removeWaits(run: self.record.number, token: -1 - position)
      }
    }
    for (position, awaited) in plan.cancels.enumerated() {
      let wait = try wait(for: awaited, token: -1 - position)
      try runs.reading { storage throws(StorageError) in try storage.addWait(wait) }
    }
    for id in state.tokens.map(\.id) {
      guard let position = state.tokens.firstIndex(where: { $0.id == id }) else { continue }
      current = position
      try waitAgain(timers)
    }
  }

  /// The token at hand waits as this version says.
  private func waitAgain(_ timers: Migration.Timers) throws(EvaluationError) {
    guard let place = token.stack.last, let wait = token.wait else { return }
    let step = plan.steps[plan.sequences[place.sequence][place.next]]
    switch (wait, step.body) {
    case (.event, .wait(let events, let timeout, let since)):
      try self.waitAgain(for: events, timeout, since, timers, step)
    case (.delay, .delay), (.delay, .delayUntil):
      guard timers == .restart else { return }
      let since = token.since
      try forget(token)
      token.wait = nil
      token.since = since
    default: break
    }
  }

  private static func versions(_ from: String, _ to: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, hash) in [("from", from), ("to", to)] {
      writer.key(name)
      writer.string(String(hash.prefix(12)))
    }
    writer.endObject()
    return writer.octets
  }
}
