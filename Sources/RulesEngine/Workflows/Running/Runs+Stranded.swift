internal import CEL

/// Runs that cannot be carried out, because their definition no longer fits the rulebook.
extension Runs {
  /// A run whose definition can no longer be carried out waits for a person.
  func strand(_ record: RunRecord, _ effects: inout Effects) throws(ProcessingError) {
    guard record.status.isOpen, !record.isStranded else { return }
    let message =
      "run \(record.number) began with another version of `\(record.workflow)`, which no longer fits the rulebook"
    effects.errors.append(
      DecisionError(by: record.workflow, code: "R0420", message: message, opensIncident: false))
    var stuck = record
    stuck.status = .incident
    stuck.add(missed: nil)
    let incident = RunIncident(
      kind: "migration_conflict", run: record.number, token: 0, path: "", decision: decision,
      by: record.workflow, code: "R0420", message: message, at: knowledge.now)
    try storing { storage throws(StorageError) in
      try storage.updateRun(stuck)
      _ = try storage.openIncident(incident)
    }
  }

  /// Keeps what would have woken a run that cannot be carried out.
  func miss(_ wake: MissedWake, _ run: Int64) throws(ProcessingError) {
    try storing { storage throws(StorageError) in
      guard var record = try storage.run(run), record.status.isOpen else { return }
      record.add(missed: wake)
      try storage.updateRun(record)
    }
  }

  /// Does what a person asked for with a run that cannot be carried out: it can be ended.
  func operate(
    _ operation: RunOperation, stranded run: Int64, _ effects: inout Effects
  ) throws(ProcessingError) {
    let found = try storing { storage throws(StorageError) in try storage.run(run) }
    guard var record = found, record.status.isOpen else { return }
    touch(record.workflow)
    switch operation {
    case .cancel: record.status = .cancelled
    case .fail: record.status = .failed
    case .kill: record.status = .killed
    default:
      effects.errors.append(
        DecisionError(
          by: record.workflow, code: "R0420",
          message: "run \(run) still cannot be carried out by its definition; cancel, fail or kill end it",
          opensIncident: false))
      return
    }
    record.reason = "\(record.status.rawValue) by a person"
    record.endedAt = knowledge.now
    let state = record.tree
    for token in state?["tokens"]?.arrayValue ?? [] where token["wait"]?.stringValue == "run" {
      abandon(token["number"]?.intValue ?? 0)
    }
    let untried = operation == .cancel ? try takeBack(record, &effects) : []
    let places = (state?["done"]?.arrayValue ?? []).compactMap { done -> String? in
      guard let parts = done.arrayValue, parts.count > 1 else { return nil }
      let isUntried = parts.count > 2 && untried.contains(parts[2].stringValue ?? "")
      return isUntried ? nil : parts[1].stringValue
    }
    try end(record, leaving: operation == .kill ? [] : places)
    if let caller = record.caller, let machine = try machine(caller.run, &effects) {
      touch(machine.plan.name)
      try machine.settle(caller.token, record.status.rawValue, nil, &effects)
    }
    try beginNext(after: record, &effects)
  }

  /// Takes back what the run asked for and nobody has begun to deliver; returns the keys of what was never tried.
  private func takeBack(
    _ record: RunRecord, _ effects: inout Effects
  ) throws(ProcessingError) -> Set<String> {
    let what = "run r-\(record.number) ended: \(record.reason ?? "")"
    let gone = try storing { storage throws(StorageError) in
      try storage.takeBack(.run(record.number), reason: "d-\(self.decision): \(what)", at: self.knowledge.now)
    }
    if !gone.isEmpty { effects.notes.append(.withdrawn(gone, by: record.workflow, reason: what)) }
    return Set(gone.filter { !$0.wasTried }.map(\.key))
  }

  /// Ends a run with everything it waits for; what cannot be undone is told to a person.
  private func end(_ record: RunRecord, leaving places: [String]) throws(ProcessingError) {
    let now = knowledge.now
    let decision = decision
    try storing { storage throws(StorageError) in
      try storage.removeWaits(run: record.number, token: nil)
      try storage.removeTimers(name: RunMachine.timerName(record.workflow), keyPrefix: "\(record.number)/")
      for incident in try storage.openIncidents(run: record.number) {
        try storage.closeIncident(incident, as: "closed: the run ended", at: now)
      }
      try storage.addStep(
        RunStep(run: record.number, decision: decision, at: now, path: "", outcome: record.status.rawValue))
      if let last = places.last {
        let message =
          "run \(record.number) has ended, and what it did cannot be undone by its definition: "
          + places.reversed().joined(separator: ", ")
        _ = try storage.openIncident(
          RunIncident(
            kind: "compensation_failed", run: record.number, token: 0, path: "\(last)/compensate",
            decision: decision, by: record.workflow, code: "R0420", message: message, at: now))
      }
      try storage.updateRun(record)
    }
  }
}
