internal import CEL

extension Runs {
  /// Begins a run for the event at hand, as far as its run mode allows.
  ///
  /// - Parameter trigger: the number of an event that came before.
  func start(
    _ plan: WorkflowPlan, _ event: IncomingEvent, trigger: Int64? = nil, _ effects: inout Effects
  ) throws(ProcessingError) {
    let caller = caller(of: event)
    if let caller, try !isAwaited(by: caller, &effects) { return }
    touch(plan.name)
    let machine = RunMachine(
      self, plan,
      RunRecord(
        workflow: plan.name, key: "", hash: plan.hash, trigger: trigger ?? decision,
        identity: EventIdentity(event).root, status: .waiting, state: Array("{}".utf8),
        startedAt: knowledge.now),
      RunState(), event)
    machine.record.caller = caller
    do throws(EvaluationError) {
      machine.record.key = try plan.key?.evaluate(machine.frame).identity ?? event.subject ?? event.id
    } catch {
      try knowledge.check()
      effects.errors.append(DecisionError(error, by: rulebook.definitions[plan.definition]))
      if let caller, let waiting = try self.machine(caller.run, &effects) {
        touch(waiting.plan.name)
        try waiting.settle(caller.token, RunRecord.Status.failed.rawValue, nil, &effects)
      }
      return
    }
    let open = try storing { storage throws(StorageError) in
      try storage.openRuns(workflow: plan.name, key: machine.record.key)
    }
    try enter(machine, beside: open, &effects)
  }

  /// Whether a caller still waits for the run that it called: its branch may have ended in the same decision.
  private func isAwaited(
    by caller: (run: Int64, token: Int), _ effects: inout Effects
  ) throws(ProcessingError) -> Bool {
    guard let machine = try machine(caller.run, &effects), machine.record.status.isOpen else { return false }
    return machine.state.tokens.contains { $0.id == caller.token && $0.wait == .run(0) }
  }

  /// A caller goes on where what it called did not begin, because of its `if` or because it is held back.
  func answerCall(_ event: IncomingEvent, _ effects: inout Effects) throws(ProcessingError) {
    guard let caller = caller(of: event), try isAwaited(by: caller, &effects),
      let machine = try machine(caller.run, &effects)
    else { return }
    touch(machine.plan.name)
    try machine.settle(caller.token, RunRecord.Status.dropped.rawValue, nil, &effects)
    try settle(&effects)
  }

  func enter(
    _ machine: RunMachine, beside open: [Int64], _ effects: inout Effects
  ) throws(ProcessingError) {
    guard try hasWay(machine, &effects) else { return }
    let plan = machine.plan
    guard let first = open.first else { return try admit(machine, &effects) }
    switch plan.mode {
    case .single:
      try drop(machine, "run \(first) with the key `\(machine.record.key)` is still open", &effects)
    case .restart:
      try admit(machine, &effects) { machine, effects throws(ProcessingError) in
        for number in open { try self.cancel(number, "restarted by run \(machine.record.number)", &effects) }
      }
    case .parallel:
      guard try hasRoom(machine, open, &effects) else { return }
      try admit(machine, &effects)
    case .queued:
      guard try hasRoom(machine, open, &effects) else { return }
      try queue(machine)
    case .latest:
      for number in open.dropFirst() { try cancel(number, "a newer one took its place", &effects) }
      try queue(machine)
    }
  }

  func cancel(_ number: Int64, _ reason: String, _ effects: inout Effects) throws(ProcessingError) {
    guard let other = try machine(number, &effects), other.record.status.isOpen else { return }
    touch(other.plan.name)
    try other.end(.cancelled, reason, &effects)
  }

  /// Whether one more run of the key is allowed; makes room or says why not.
  private func hasRoom(
    _ machine: RunMachine, _ open: [Int64], _ effects: inout Effects
  ) throws(ProcessingError) -> Bool {
    guard open.count >= machine.plan.max else { return true }
    let reason =
      "\(open.count) runs with the key `\(machine.record.key)` are open, and \(machine.plan.max) may be"
    switch machine.plan.overflow {
    case .dropNew: try drop(machine, reason, &effects)
    case .dropOldest:
      // What waits for its turn goes before what has begun.
      var oldest = open[0]
      for number in open.reversed() where try self.machine(number, &effects)?.record.status == .queued {
        oldest = number
      }
      try cancel(oldest, "dropped for a newer run", &effects)
      return true
    case .fail:
      try drop(machine, reason, &effects)
      effects.errors.append(DecisionError(by: machine.plan.name, code: "R0421", message: reason))
    }
    return false
  }

  /// Keeps a run that did not begin, with the reason.
  func drop(
    _ machine: RunMachine, _ reason: String, _ effects: inout Effects
  ) throws(ProcessingError) {
    machine.record.status = .dropped
    machine.record.reason = reason
    machine.record.endedAt = knowledge.now
    machine.record.number = try storing { storage throws(StorageError) in try storage.addRun(machine.record) }
    ended(machine)
  }

  private func admit(
    _ machine: RunMachine, _ effects: inout Effects,
    before: (RunMachine, inout Effects) throws(ProcessingError) -> Void = { _, _ throws(ProcessingError) in }
  ) throws(ProcessingError) {
    try register(machine)
    // The new run is there before others make way for it.
    try before(machine, &effects)
    try machine.begin(&effects)
  }

  private func queue(_ machine: RunMachine) throws(ProcessingError) {
    machine.record.status = .queued
    machine.state.variables = machine.plan.variables.map { _ in nil }
    machine.record.state = machine.state.json
    try register(machine)
  }

  /// Keeps a run, and what cancels it.
  private func register(_ machine: RunMachine) throws(ProcessingError) {
    machine.record.number = try storing { storage throws(StorageError) in try storage.addRun(machine.record) }
    keep(machine)
    if let caller = machine.record.caller { try tell(caller, of: machine.record.number) }
    do throws(EvaluationError) {
      for (position, awaited) in machine.plan.cancels.enumerated() {
        let wait = try machine.wait(for: awaited, token: -1 - position)
        try reading { storage throws(StorageError) in try storage.addWait(wait) }
      }
    } catch {
      try knowledge.check()
      throw .refused(code: error.code, message: "`\(machine.plan.name)`, `cancel_on`: \(error.message)")
    }
  }

  /// Lets the caller know the number of the run it waits for.
  private func tell(_ caller: (run: Int64, token: Int), of number: Int64) throws(ProcessingError) {
    var none = Effects()
    guard let machine = try machine(caller.run, &none),
      let position = machine.state.tokens.firstIndex(where: { $0.id == caller.token })
    else { return }
    machine.state.tokens[position].wait = .run(number)
    try machine.save()
  }
}
