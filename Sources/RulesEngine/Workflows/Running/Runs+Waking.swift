internal import CEL

extension Runs {
  /// A run that an event wakes or cancels.
  struct Woken {
    var run: Int64
    var token: Int
  }

  /// Remembers by which values the event can be found, and finds the runs that wait for it. Like conditions, this is
  /// judged before anything acts.
  func find(_ situation: Situation, _ effects: inout Effects) throws(ProcessingError) -> [Woken] {
    var woken: [Woken] = []
    for correlation in situation.plan.correlations {
      guard let value = try value(of: correlation, situation, &effects) else { continue }
      let event = situation.event
      let waits = try storing { storage throws(StorageError) in
        if self.decision > 0 {
          try storage.correlate(
            event: self.decision, type: event.typeName, expression: correlation.expression, value: value)
        }
        return try storage.waits(event: event.typeName, expression: correlation.expression, value: value)
      }
      for wait in waits where try fits(wait, event, &effects) {
        woken.append(Woken(run: wait.run, token: wait.token))
      }
    }
    return woken
  }

  private func fits(
    _ wait: RunWait, _ event: IncomingEvent, _ effects: inout Effects
  ) throws(ProcessingError) -> Bool {
    guard let machine = try machine(wait.run, &effects) else {
      try miss(.event(decision, token: wait.token, expression: wait.expression), wait.run)
      return false
    }
    return try fits(machine, wait, event, &effects)
  }

  /// Whether a run waits for this event.
  func fits(
    _ machine: RunMachine, _ wait: RunWait, _ event: IncomingEvent, _ effects: inout Effects
  ) throws(ProcessingError) -> Bool {
    guard machine.record.status.isOpen else { return false }
    let candidates: [AwaitPlan]
    if wait.token < 0 {
      candidates = [machine.plan.cancels[-1 - wait.token]]
    } else {
      guard let position = machine.state.tokens.firstIndex(where: { $0.id == wait.token }),
        let place = machine.state.tokens[position].stack.last
      else { return false }
      machine.current = position
      let step = machine.plan.steps[machine.plan.sequences[place.sequence][place.next]]
      guard case .wait(let events, _, _) = step.body else { return false }
      candidates = events
    }
    do throws(EvaluationError) {
      for awaited in candidates where awaited.event == event.type && awaited.expression == wait.expression {
        if try machine.fits(event, awaited) { return true }
      }
      return false
    } catch {
      try knowledge.check()
      if error.kind == .changed, wait.token >= 0 {
        try machine.interrupt(wait.token, error, &effects)
      } else {
        effects.errors.append(DecisionError(by: machine.plan.name, code: error.code, message: error.message))
      }
      return false
    }
  }

  /// Wakes what was found: first what is cancelled, then what goes on, in the order of runs.
  func resume(_ woken: [Woken], _ effects: inout Effects) throws(ProcessingError) {
    let ordered = woken.sorted {
      ($0.token < 0 ? 0 : 1, $0.run, $0.token) < ($1.token < 0 ? 0 : 1, $1.run, $1.token)
    }
    for item in ordered {
      guard let machine = try touching(item.run, &effects), machine.record.status.isOpen else { continue }
      if item.token < 0 {
        try machine.end(.cancelled, event?.typeName, &effects)
      } else {
        try machine.wake(item.token, by: decision, &effects)
      }
      try settle(&effects)
    }
  }

  /// Wakes a run for another reason than an event that it waits for.
  func wake(_ wake: RunWake, _ effects: inout Effects) throws(ProcessingError) {
    switch wake {
    case .timer(let run, let token):
      if let machine = try touching(run, &effects) {
        try machine.fire(token, &effects)
      } else {
        try miss(.timer(token: token), run)
      }
    case .operation(let run, let operation):
      guard let machine = try touching(run, &effects) else {
        try operate(operation, stranded: run, &effects)
        break
      }
      if case .migrate(let hash) = operation {
        try migrate(machine, to: hash, &effects)
      } else {
        try machine.operate(operation, &effects)
      }
      if operation == .rerun { try beginAgain(machine, &effects) }
    case .begin(let workflow, let event): try begin(workflow, for: event, &effects)
    case .action(let key, let status, let result):
      let waits = try storing { storage throws(StorageError) in
        try storage.waits(event: RunMachine.awaitedAction, expression: "key", value: key)
      }
      for wait in waits {
        if let machine = try touching(wait.run, &effects) {
          try machine.settle(wait.token, status, result, &effects)
        } else {
          try miss(.action(key: key, status: status, result: result), wait.run)
          // An action has one outcome: it is kept, and nobody waits for another one.
          try storing { storage throws(StorageError) in
            try storage.removeWaits(run: wait.run, token: wait.token)
          }
        }
      }
    }
    try settle(&effects)
  }

  /// Another run for the event that triggered one before; its actions have keys of their own.
  private func beginAgain(_ earlier: RunMachine, _ effects: inout Effects) throws(ProcessingError) {
    let newest = newest(earlier.plan.name, for: earlier.trigger.type)
    var record = earlier.record
    record.number = 0
    record.identity += "/again-\(decision)"
    record.hash = (newest ?? earlier.plan).hash
    record.startedAt = knowledge.now
    record.endedAt = nil
    record.reason = nil
    record.caller = nil
    let machine = RunMachine(self, newest ?? earlier.plan, record, RunState(), earlier.trigger)
    let open = try storing { storage throws(StorageError) in
      try storage.openRuns(workflow: record.workflow, key: record.key)
    }
    try enter(machine, beside: open, &effects)
  }

  private func touching(_ run: Int64, _ effects: inout Effects) throws(ProcessingError) -> RunMachine? {
    let machine = try machine(run, &effects)
    if let machine {
      touch(machine.plan.name)
      try machine.recover(&effects)
    }
    return machine
  }
}
