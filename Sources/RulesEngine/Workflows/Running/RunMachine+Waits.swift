internal import CEL

extension RunMachine {
  /// Looks back for an awaited event, and subscribes where there is none yet.
  func wait(
    _ events: [AwaitPlan], _ timeout: DelayPlan?, _ since: StepPlan.Since, _ step: StepPlan
  ) throws(EvaluationError) {
    var waits: [RunWait] = []
    for awaited in events { waits.append(try self.wait(for: awaited, token: token.id)) }
    if let number = try lookBack(events, waits, after: start(since)) { return try take(number) }
    token.wait = .event
    if let timeout { try arm(at: try due(timeout), step, timeout) }
    try runs.reading { storage throws(StorageError) in
      for wait in waits { try storage.addWait(wait) }
    }
    try note(step, "waiting")
  }

  /// Waits for what a later version of the workflow says, from when the step was reached on.
  func waitAgain(
    for events: [AwaitPlan], _ timeout: DelayPlan?, _ since: StepPlan.Since, _ timers: Migration.Timers,
    _ step: StepPlan
  ) throws(EvaluationError) {
    var waits: [RunWait] = []
    for awaited in events { waits.append(try wait(for: awaited, token: token.id)) }
    let timer = try runs.reading { storage throws(StorageError) in
      try storage.removeWaits(run: self.record.number, token: self.token.id)
      return try storage.timer(name: self.timerName, key: self.timerKey(self.token))
    }
    if timeout == nil || timers == .restart {
      try runs.reading { storage throws(StorageError) in
        _ = try storage.disarm(name: self.timerName, key: self.timerKey(self.token))
      }
    }
    if let number = try lookBack(events, waits, after: start(since)) { return try take(number) }
    if let timeout, timer == nil || timers == .restart { try arm(at: try due(timeout), step, timeout) }
    try runs.reading { storage throws(StorageError) in
      for wait in waits { try storage.addWait(wait) }
    }
  }

  /// Under which value a run is found.
  func wait(for awaited: AwaitPlan, token: Int) throws(EvaluationError) -> RunWait {
    let value: String
    switch awaited.value {
    case .key: value = record.key
    case .none: value = ""
    case .program(let program): value = try program.evaluate(frame).identity
    }
    return RunWait(
      run: record.number, token: token, event: runs.rulebook.model.events[awaited.event].name,
      expression: awaited.expression, value: value)
  }

  private func start(_ since: StepPlan.Since) -> Int64 {
    switch since {
    case .runStart: record.trigger
    case .stepStart: token.since?.decision ?? runs.decision
    case .step(let id): state.outputs[id]?.decision ?? record.trigger
    }
  }

  /// The first event that came since then, fits, and was not taken by this run.
  private func lookBack(
    _ events: [AwaitPlan], _ waits: [RunWait], after start: Int64
  ) throws(EvaluationError) -> Int64? {
    var best: Int64?
    for (awaited, wait) in zip(events, waits) {
      let after = Swift.max(start, state.taken[wait.event] ?? 0)
      try runs.remember(awaited, after: after)
      let numbers = try runs.reading { storage throws(StorageError) in
        try storage.correlated(
          type: wait.event, expression: wait.expression, value: wait.value, after: after)
      }
      for number in numbers {
        if let best, number > best { break }
        guard let event = try runs.event(number), try fits(event, awaited) else { continue }
        best = number
        break
      }
    }
    return best
  }

  /// Whether an event is the one that is awaited.
  func fits(_ event: IncomingEvent, _ awaited: AwaitPlan) throws(EvaluationError) -> Bool {
    guard let condition = awaited.condition else { return true }
    let situation = Situation(knowledge: runs.knowledge, plan: awaited.frame, event: event, run: self)
    return try condition.holds(in: situation.frame)
  }

  /// The awaited event is there.
  func take(_ number: Int64) throws(EvaluationError) {
    if let event = try runs.event(number) {
      state.taken[event.typeName] = Swift.max(state.taken[event.typeName] ?? 0, number)
    }
    try endWait(event: number)
  }

  /// Ends a wait: by an event, or without one because its time is over.
  func endWait(event: Int64?) throws(EvaluationError) {
    let waited = token.since.flatMap { now.since($0.at) } ?? .zero
    try forget(token)
    situation.forgetRun()
    try complete(
      .wait(event: event, timedOut: event == nil, waited: waited, decision: runs.decision),
      as: event == nil ? "timed out" : "done")
  }

  func wait(until instant: Timestamp, _ step: StepPlan) throws(EvaluationError) {
    guard instant > now else { return try complete() }
    token.wait = .delay
    var delay: DelayPlan?
    if case .delay(let plan) = step.body { delay = plan }
    try arm(at: instant, step, delay)
    try note(step, "waiting")
  }

  /// Sets the timer of the token at hand. What it means is kept beside the instant.
  private func arm(at instant: Timestamp, _ step: StepPlan, _ delay: DelayPlan?) throws(EvaluationError) {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, number) in [("run", record.number), ("token", Int64(token.id))] {
      writer.key(name)
      writer.int(number)
    }
    writer.key("step")
    writer.string(place(of: step))
    writer.endObject()
    var timer = Timer(name: timerName, key: timerKey(token), fireAt: instant, event: writer.octets)
    timer.priority = runs.priority(of: plan)
    if case .wait(let wait) = delay { timer.spec = wait.spec(from: now) }
    let armed = timer
    try runs.reading { storage throws(StorageError) in try storage.arm(armed) }
  }
}

// MARK: Instants

extension RunMachine {
  func due(_ delay: DelayPlan) throws(EvaluationError) -> Timestamp {
    switch delay {
    case .wait(let wait):
      do throws(CalendarError) {
        return try wait.due(after: now)
      } catch {
        throw EvaluationError(.failed, error.message)
      }
    case .value(let plan):
      guard case .duration(let length) = try plan.value(in: frame) else {
        throw EvaluationError(.invalidArgument, "the length of a wait is not a duration")
      }
      return now.adding(length) ?? .distantFuture
    }
  }

  func due(_ instant: InstantPlan) throws(EvaluationError) -> Timestamp {
    switch instant {
    case .value(let plan):
      guard case .timestamp(let instant) = try plan.value(in: frame) else {
        throw EvaluationError(.invalidArgument, "what to wait for is not an instant")
      }
      return instant
    case .timeOfDay(let seconds, let zone):
      let name = try zone?.value(in: frame).identity ?? runs.rulebook.timezone
      guard let zone = runs.rulebook.zones.zone(named: name) else {
        throw EvaluationError(.invalidArgument, "no time zone `\(name)` is known")
      }
      return zone.next(timeOfDay: seconds, from: now)
    }
  }
}

extension Zone {
  /// The first instant from `now` on at which a clock in the zone shows a time of day; a time that the clock skips
  /// counts at the end of the gap.
  func next(timeOfDay seconds: Int, from now: Timestamp) -> Timestamp {
    let local = LocalTime { self.offset(at: $0) }
    let today = (now.seconds + Int64(offset(at: now))).flooredDivision(by: 86_400)
    for day in (today - 1)...(today + 2) {
      switch local.resolve(day * 86_400 + Int64(seconds)) {
      case .unique(let instant), .twice(let instant, _), .gap(let instant):
        if instant >= now { return instant }
      case .outOfRange: return .distantFuture
      }
    }
    return now
  }
}
