internal import CEL

/// What would have woken a run whose definition can no longer be carried out. It is kept in the run's state, and
/// counts as soon as the definition fits again.
enum MissedWake: Equatable {
  case timer(token: Int)
  /// An event that the run may have waited for, found by this expression; a negative token is one that cancels.
  case event(Int64, token: Int, expression: String)
  case action(key: String, status: String, result: [UInt8]?)

  /// The member of a state that they are kept under.
  static let member = "missed"

  var json: JSON {
    switch self {
    case .timer(let token): ["timer": .number(String(token))]
    case .event(let number, let token, let expression):
      ["event": .number(String(number)), "token": .number(String(token)), "by": .string(expression)]
    case .action(let key, let status, let result):
      [
        "action": .string(key), "status": .string(status),
        "result": result.flatMap { try? JSON(parsing: $0, maxDepth: 64, maxBytes: 1 << 20) } ?? .null,
      ]
    }
  }

  init?(_ tree: JSON) {
    if let token = tree["timer"]?.intValue {
      self = .timer(token: Int(token))
    } else if let number = tree["event"]?.intValue, let token = tree["token"]?.intValue {
      self = .event(number, token: Int(token), expression: tree["by"]?.stringValue ?? "")
    } else if let key = tree["action"]?.stringValue, let status = tree["status"]?.stringValue {
      let result = tree["result"].flatMap { $0 == .null ? nil : Array($0.text.utf8) }
      self = .action(key: key, status: status, result: result)
    } else {
      return nil
    }
  }
}

// MARK: Runs that cannot be carried out

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

extension RunMachine {
  /// A run that could not be carried out goes on as if what it missed came now.
  func recover(_ effects: inout Effects) throws(ProcessingError) {
    guard let missed = state.missed else { return }
    state.missed = nil
    let asked = state.tokens.compactMap { token -> Int64? in
      guard case .incident(let number) = token.wait else { return nil }
      return number
    }
    let now = now
    try runs.storing { storage throws(StorageError) in
      for incident in try storage.openIncidents(run: self.record.number) where !asked.contains(incident) {
        try storage.closeIncident(incident, as: "closed: its definition fits again", at: now)
      }
    }
    if !hasBegun { record.status = .queued }
    for wake in missed { try make(up: wake, &effects) }
    try save()
    try beginIfFirst(&effects)
  }

  /// A run that waits for its turn has no thread of control yet.
  private var hasBegun: Bool { state.next > 1 }

  private func beginIfFirst(_ effects: inout Effects) throws(ProcessingError) {
    guard record.status == .queued else { return }
    let open = try runs.storing { storage throws(StorageError) in
      try storage.openRuns(workflow: self.plan.name, key: self.record.key)
    }
    if open.first == record.number { try begin(&effects) }
  }

  private func make(up missed: MissedWake, _ effects: inout Effects) throws(ProcessingError) {
    switch missed {
    case .timer(let token): try fire(token, &effects)
    case .action(let key, let status, let result):
      guard let token = state.tokens.first(where: { $0.wait == .action(key) }) else { return }
      try settle(token.id, status, result, &effects)
    case .event(let number, let token, let expression):
      let wait = RunWait(run: record.number, token: token, event: "", expression: expression, value: "")
      guard let event = try runs.kept(number), try runs.fits(self, wait, event, &effects) else { return }
      if token < 0 {
        try end(.cancelled, event.typeName, &effects)
      } else {
        try wake(token, by: number, &effects)
      }
    }
  }
}

extension RunRecord {
  fileprivate var tree: JSON? { try? JSON(parsing: state, maxDepth: 64, maxBytes: 64 << 20) }

  /// Whether its definition could not be carried out when it was to go on.
  fileprivate var isStranded: Bool { tree?[MissedWake.member] != nil }

  /// Adds what it missed to its state, which cannot be read otherwise without its definition.
  fileprivate mutating func add(missed wake: MissedWake?) {
    guard var members = tree?.objectValue else { return }
    var all = members.first { $0.name == MissedWake.member }?.value.arrayValue ?? []
    if let wake, all.count < Self.mostMissed { all.append(wake.json) }
    members.removeAll { $0.name == MissedWake.member }
    members.append(JSON.Member(MissedWake.member, .array(all)))
    state = Array(JSON.object(members).text.utf8)
  }

  /// More than this a stranded run does not remember.
  private static var mostMissed: Int { 1_000 }
}
