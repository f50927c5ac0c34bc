internal import CEL

extension RunMachine {
  /// Ends the run with everything it waits for, takes back and undoes what it did where it did not succeed, and wakes who
  /// called it.
  ///
  /// - Parameter takingBack: whether what nobody has begun to deliver is taken back; a cancelled run does so in any case.
  func end(
    _ status: RunRecord.Status, _ reason: String?, takingBack: Bool = false, _ effects: inout Effects
  ) throws(ProcessingError) {
    do throws(EvaluationError) {
      for token in state.tokens { try forget(token) }
      state.tokens.removeAll()
      if takingBack || status == .cancelled { try takeBack(reason, &effects) }
      if status == .failed || status == .cancelled { try compensate(&effects) }
      try note(at: "", status.rawValue, reason.map(Self.reason))
      try closeEverything()
    } catch {
      try runs.knowledge.check()
      throw .refused(code: error.code, message: error.message)
    }
    record.status = status
    record.reason = reason
    record.endedAt = now
    try save()
    runs.ended(self)
  }

  private static func reason(_ text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("reason")
    writer.string(text)
    writer.endObject()
    return writer.octets
  }

  private func closeEverything() throws(EvaluationError) {
    try runs.reading { storage throws(StorageError) in
      try storage.removeWaits(run: self.record.number, token: nil)
      try storage.removeTimers(name: self.timerName, keyPrefix: "\(self.record.number)/")
      for incident in try storage.openIncidents(run: self.record.number) {
        try storage.closeIncident(incident, as: "closed: the run ended", at: self.now)
      }
    }
  }

  /// Undoes the steps that were done, the last first. What cannot be undone opens an incident, and the rest goes on.
  func compensate(_ effects: inout Effects) throws(EvaluationError) {
    while let done = state.done.popLast() {
      let step = plan.steps[done.step]
      do throws(EvaluationError) {
        for (position, action) in step.compensation.enumerated() {
          try perform(action, at: "\(done.place)/compensate/\(position)", &effects)
        }
        try note(at: "\(done.place)/compensate", "done")
      } catch {
        if runs.knowledge.failure != nil { throw error }
        try note(at: "\(done.place)/compensate", "failed")
        _ = try openIncident("compensation_failed", error, at: "\(done.place)/compensate")
      }
    }
  }

  /// A step failed: it is passed over, handled by `on_error`, or a person has to look.
  func fail(_ error: EvaluationError, _ effects: inout Effects) throws(ProcessingError) {
    do throws(EvaluationError) {
      try fail(with: error, &effects)
    } catch {
      try runs.knowledge.check()
      throw .refused(code: error.code, message: error.message)
    }
  }

  private func fail(with error: EvaluationError, _ effects: inout Effects) throws(EvaluationError) {
    guard state.tokens.indices.contains(current), let position = token.stack.last else { return }
    let steps = plan.sequences[position.sequence]
    let step = steps.indices.contains(position.next) ? plan.steps[steps[position.next]] : nil
    let path = step.map(place) ?? "end"
    effects.errors.append(
      DecisionError(
        by: plan.name, code: error.code, message: "\(path): \(error.message)", opensIncident: false))
    try note(at: path, "failed", Self.reason(error.message))
    // What the definition was written for is gone: no step of it can make up for that.
    let isOutdated = error.kind == .changed
    if let step, step.continuesOnError, !isOutdated {
      return try complete(.outcome(status: "failed", result: nil, decision: runs.decision), as: "passed over")
    }
    guard state.phase == .forward, let handler = plan.errorSequence, !isOutdated else {
      let kind = isOutdated ? "migration_conflict" : "step_failed"
      token.wait = .incident(try openIncident(kind, error, at: path))
      return
    }
    let failure = RunFailure(code: error.code, message: error.message, path: path)
    if let parent = token.parent, let position = state.tokens.firstIndex(where: { $0.id == parent }) {
      // The other branches go on; the error is raised behind them.
      state.tokens[position].failure = state.tokens[position].failure ?? failure
      token.stack = [RunPosition(sequence: 0, next: .max)]
      return
    }
    for token in state.tokens { try abandon(token) }
    state.tokens.removeAll()
    state.failure = failure
    state.phase = .handling
    situation.forgetRun()
    addToken(RunToken(id: 0, stack: [RunPosition(sequence: handler)]))
  }

  private func openIncident(
    _ kind: String, _ error: EvaluationError, at path: String
  ) throws(EvaluationError) -> Int64 {
    let token = state.tokens.indices.contains(current) ? token.id : 0
    let incident = RunIncident(
      kind: kind, run: record.number, token: token, path: path, decision: runs.decision, by: plan.name,
      code: error.code, message: error.message, at: now)
    return try runs.reading { storage throws(StorageError) in try storage.openIncident(incident) }
  }
}

// MARK: Waking

extension RunMachine {
  /// An event that a token waits for has come.
  func wake(_ token: Int, by event: Int64, _ effects: inout Effects) throws(ProcessingError) {
    try wake(token, &effects) { machine throws(EvaluationError) in
      guard machine.token.wait == .event else { return }
      try machine.take(event)
    }
  }

  /// The timer of a token fell due.
  func fire(_ token: Int, _ effects: inout Effects) throws(ProcessingError) {
    try wake(token, &effects) { machine throws(EvaluationError) in
      switch machine.token.wait {
      case .event: try machine.endWait(event: nil)
      case .delay:
        machine.situation.forgetRun()
        try machine.complete()
      default: break
      }
    }
  }

  /// An awaited action or a called run has ended.
  func settle(
    _ token: Int, _ status: String, _ result: [UInt8]?, _ effects: inout Effects
  ) throws(ProcessingError) {
    try wake(token, &effects) { machine throws(EvaluationError) in
      switch machine.token.wait {
      case .action, .run: break
      default: return
      }
      machine.token.wait = .event
      try machine.forget(machine.token)
      machine.situation.forgetRun()
      if ["failed", "exhausted"].contains(status) {
        machine.token.wait = nil
        throw EvaluationError(.failed, "what it waited for ended as \(status)")
      }
      try machine.complete(.outcome(status: status, result: result, decision: machine.runs.decision))
    }
  }

  /// A person stepped in.
  func operate(_ operation: RunOperation, _ effects: inout Effects) throws(ProcessingError) {
    guard record.status.isOpen else { return }
    switch operation {
    case .cancel: return try end(.cancelled, "cancelled by a person", &effects)
    case .kill: return try end(.killed, "killed by a person", &effects)
    case .fail: return try end(.failed, "failed by a person", &effects)
    case .rerun: return try end(.cancelled, "begun again by a person", &effects)
    case .set(let variable, let text): return try set(variable, to: text, &effects)
    case .migrate, .begin: return
    case .retry, .skip: break
    }
    for id in state.tokens.map(\.id) {
      try wake(id, &effects, andAdvance: false) { machine throws(EvaluationError) in
        guard case .incident(let number) = machine.token.wait else { return }
        try machine.runs.reading { storage throws(StorageError) in
          try storage.closeIncident(number, as: operation.name, at: machine.now)
        }
        machine.token.wait = nil
        machine.token.since = nil
        machine.token.retries += 1
        if operation == .skip { try machine.complete(as: "passed over by a person") }
      }
    }
    try advance(&effects)
  }

  /// A person gives a variable another value; what reads it from now on reads that.
  private func set(_ variable: String, to text: String, _ effects: inout Effects) throws(ProcessingError) {
    guard let position = plan.variables.firstIndex(where: { $0.name == variable }) else {
      let names = plan.variables.map { "`\($0.name)`" }.joined(separator: ", ")
      let known = names.isEmpty ? "it has none" : "it has \(names)"
      return refuse("R0422", "`\(plan.name)` has no variable `\(variable)`: \(known)", &effects)
    }
    let type = plan.variables[position].type
    guard let value = runs.typed.value(type, written: text) else {
      return refuse(
        "R0422", "`\(variable)` takes \(type.noun), not \(text.quotedExcerpt)", &effects)
    }
    var writer = JSONWriter()
    writer.beginObject()
    for (name, value) in [("from", state.variables[position]), ("to", value)] {
      writer.key(name)
      writer.write(value ?? .null)
    }
    writer.endObject()
    state.variables[position] = value
    situation.forgetRun()
    do throws(EvaluationError) {
      try note(at: "vars.\(variable)", "set by a person", writer.octets)
    } catch {
      try runs.knowledge.check()
      throw .refused(code: error.code, message: error.message)
    }
    try save()
  }

  /// What a person asked for cannot be done.
  func refuse(_ code: String, _ message: String, _ effects: inout Effects) {
    effects.errors.append(
      DecisionError(
        by: plan.name, code: code, message: "run \(record.number): \(message)", opensIncident: false))
  }

  /// What a token waits for cannot be judged any more: it stops waiting, until a person has looked.
  func interrupt(_ token: Int, _ error: EvaluationError, _ effects: inout Effects) throws(ProcessingError) {
    try wake(token, &effects) { machine throws(EvaluationError) in
      try machine.forget(machine.token)
      machine.token.wait = nil
      throw error
    }
  }

  private func wake(
    _ id: Int, _ effects: inout Effects, andAdvance: Bool = true,
    _ body: (RunMachine) throws(EvaluationError) -> Void
  ) throws(ProcessingError) {
    guard record.status.isOpen, let position = state.tokens.firstIndex(where: { $0.id == id }) else { return }
    current = position
    do throws(EvaluationError) {
      try body(self)
    } catch {
      try runs.knowledge.check()
      try fail(error, &effects)
    }
    if andAdvance { try advance(&effects) }
  }
}
