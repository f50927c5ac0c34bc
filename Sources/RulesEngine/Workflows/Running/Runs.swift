internal import CEL

/// The runs that one decision touches: begun, woken, cancelled.
final class Runs {
  let rulebook: Rulebook
  let knowledge: Knowledge
  let reader: EventReader
  let typed: TypedReader
  /// Whether there is a workflow that may ask for the event at hand.
  let mayRun: Bool
  /// The number of the decision at hand.
  private(set) var decision: Int64 = 0
  private(set) var event: IncomingEvent?
  /// What called runs returned, until their callers are told.
  var results: [Int64: [UInt8]] = [:]
  private var machines: [Int64: RunMachine] = [:]
  private var events: [Int64: IncomingEvent] = [:]
  private var calls: [String: (run: Int64, token: Int)] = [:]
  private var endings: [RunMachine] = []
  private var abandoned: [Int64] = []
  /// The definitions whose runs went on in this decision.
  private(set) var touched: [String] = []

  init(rulebook: Rulebook, knowledge: Knowledge) {
    self.rulebook = rulebook
    self.knowledge = knowledge
    reader = EventReader(rulebook: rulebook)
    typed = TypedReader(currency: rulebook.currency, records: rulebook.recordShapes)
    mayRun = !rulebook.workflows.isEmpty
  }

  /// An event and its chain are done, or could not be: nothing of them is remembered. Machines know their runs, and
  /// would keep each other alive.
  func endChain() {
    if !endings.isEmpty { endings.removeAll(keepingCapacity: true) }
    if !abandoned.isEmpty { abandoned.removeAll(keepingCapacity: true) }
    if !machines.isEmpty { machines.removeAll(keepingCapacity: true) }
    if !events.isEmpty { events.removeAll(keepingCapacity: true) }
    if !calls.isEmpty { calls.removeAll(keepingCapacity: true) }
    if !results.isEmpty { results.removeAll(keepingCapacity: true) }
  }

  /// Starts afresh for one event of the chain.
  func begin(_ event: IncomingEvent, decision: Int64) {
    self.decision = decision
    self.event = event
    if !touched.isEmpty { touched.removeAll(keepingCapacity: true) }
    if mayRun, decision > 0 { events[decision] = event }
  }

  /// An event of the journal, typed as the rulebook declares; nil where it can no longer be read.
  func event(_ number: Int64) throws(EvaluationError) -> IncomingEvent? {
    if let known = events[number] { return known }
    let stored = try reading { storage throws(StorageError) in try storage.event(number) }
    guard let stored, let event = try? reader.restore(stored) else { return nil }
    events[number] = event
    return event
  }

  func reading<Result>(
    _ body: (any Storage) throws(StorageError) -> Result
  ) throws(EvaluationError) -> Result {
    try knowledge.reading(body)
  }

  func storing<Result>(
    _ body: (any Storage) throws(StorageError) -> Result
  ) throws(ProcessingError) -> Result {
    do { return try body(knowledge.storage) } catch { throw .storage(error) }
  }

  /// The machine of a run; nil where there is no such run.
  func machine(_ number: Int64, _ effects: inout Effects) throws(ProcessingError) -> RunMachine? {
    if let known = machines[number] { return known }
    guard let record = try storing({ storage throws(StorageError) in try storage.run(number) }) else {
      return nil
    }
    guard let trigger = try kept(record.trigger), let plan = plan(of: record, trigger),
      let state = RunState(record.state, plan, typed)
    else {
      try strand(record, &effects)
      return nil
    }
    let machine = RunMachine(self, plan, record, state, trigger)
    machines[number] = machine
    return machine
  }

  private func plan(of record: RunRecord, _ trigger: IncomingEvent) -> WorkflowPlan? {
    rulebook.workflows.first {
      $0.frame.event == trigger.type && $0.hash == record.hash && $0.name == record.workflow
    }
  }

  func keep(_ machine: RunMachine) { machines[machine.record.number] = machine }

  func touch(_ name: String) {
    if !touched.contains(name) { touched.append(name) }
  }

  // MARK: Calls

  /// The event that starts a called run is on its way.
  func expect(call event: String, by caller: (run: Int64, token: Int)) { calls[event] = caller }

  /// Who waits for what the event at hand starts.
  func caller(of event: IncomingEvent) -> (run: Int64, token: Int)? { calls[event.id] }

  /// Nobody waits for a called run any more.
  func abandon(_ run: Int64) { if run > 0 { abandoned.append(run) } }

  /// A run has ended: who called it is told, and the next of its key begins.
  func ended(_ machine: RunMachine) { endings.append(machine) }

  /// Tells callers of runs that ended, cancels runs nobody waits for, and lets the next of a queue begin.
  func settle(_ effects: inout Effects) throws(ProcessingError) {
    while !endings.isEmpty || !abandoned.isEmpty {
      while let run = abandoned.popLast() {
        guard let machine = try machine(run, &effects), machine.record.status.isOpen else { continue }
        touch(machine.plan.name)
        try machine.end(.cancelled, "its caller ended", &effects)
      }
      guard !endings.isEmpty else { continue }
      let ended = endings.removeFirst()
      if let caller = ended.record.caller, let machine = try machine(caller.run, &effects) {
        touch(machine.plan.name)
        try machine.settle(
          caller.token, ended.record.status.rawValue, results[ended.record.number], &effects)
      }
      if ended.plan.mode == .queued || ended.plan.mode == .latest {
        try beginNext(after: ended.record, &effects)
      }
    }
  }

  /// Lets the next of a queue begin.
  func beginNext(after ended: RunRecord, _ effects: inout Effects) throws(ProcessingError) {
    let open = try storing { storage throws(StorageError) in
      try storage.openRuns(workflow: ended.workflow, key: ended.key)
    }
    for number in open {
      guard let machine = try machine(number, &effects) else { continue }
      guard machine.record.status == .queued else { return }
      touch(machine.plan.name)
      return try machine.begin(&effects)
    }
  }
}
