internal import CEL

/// Carries out one run of a workflow: from where it stands, as far as it comes without waiting.
///
/// What it decides depends on nothing but its plan, its state, the instant and what storage holds; everything it does
/// goes through the actor and the storage, into the transaction of the decision at hand.
final class RunMachine: RunValues {
  let runs: Runs
  let plan: WorkflowPlan
  var record: RunRecord
  var state: RunState
  let trigger: IncomingEvent
  /// The token at hand, by position.
  var current = 0
  /// How many rounds of loops and steps one decision may take.
  static let stepLimit = 10_000

  init(_ runs: Runs, _ plan: WorkflowPlan, _ record: RunRecord, _ state: RunState, _ trigger: IncomingEvent) {
    self.runs = runs
    self.plan = plan
    self.record = record
    self.state = state
    self.trigger = trigger
  }

  lazy var situation = Situation(knowledge: runs.knowledge, plan: plan.frame, event: trigger, run: self)
  lazy var actor = Actor(
    rulebook: runs.rulebook, situation: situation, identity: EventIdentity(root: record.identity), runs: runs)
  var frame: Frame { situation.frame }
  var now: Timestamp { runs.knowledge.now }
  var token: RunToken {
    get { state.tokens[current] }
    set { state.tokens[current] = newValue }
  }

  /// Begins with the first step.
  func begin(_ effects: inout Effects) throws(ProcessingError) {
    record.status = .waiting
    state.variables = Array(repeating: nil, count: plan.variables.count)
    addToken(RunToken(id: 0, stack: [RunPosition(sequence: 0)]))
    do throws(EvaluationError) {
      if !plan.plugins.isEmpty { try note(at: "", "began", plan.pluginVersions) }
      for (position, variable) in plan.variables.enumerated() {
        state.variables[position] = try variable.value.optional(in: frame)
      }
    } catch {
      try runs.knowledge.check()
      try fail(error, &effects)
    }
    try advance(&effects)
  }

  func addToken(_ token: RunToken) {
    var token = token
    token.id = state.next
    state.next += 1
    state.tokens.append(token)
  }

  /// Goes on until every token waits or the run has ended, and keeps the result.
  func advance(_ effects: inout Effects) throws(ProcessingError) {
    var count = 0
    situation.refresh()
    while record.status.isOpen, let ready = state.tokens.firstIndex(where: { $0.wait == nil }) {
      current = ready
      count += 1
      do throws(EvaluationError) {
        guard count <= Self.stepLimit else {
          throw EvaluationError(.budget, "more than \(Self.stepLimit) steps without waiting")
        }
        try step(&effects)
      } catch {
        try runs.knowledge.check()
        try fail(error, &effects)
      }
    }
    if record.status.isOpen, state.tokens.isEmpty {
      let failure = state.failure
      try end(failure == nil ? .completed : .failed, failure?.message, &effects)
    }
    try save()
  }

  func save() throws(ProcessingError) {
    if record.status.isOpen, record.status != .queued {
      let isStuck = state.tokens.contains { if case .incident = $0.wait { true } else { false } }
      record.status = isStuck ? .incident : .waiting
    }
    record.state = state.json
    try runs.storing { storage throws(StorageError) in try storage.updateRun(self.record) }
  }

  private func step(_ effects: inout Effects) throws(EvaluationError) {
    guard let position = token.stack.last else { return try endToken(&effects) }
    let sequence = plan.sequences[position.sequence]
    guard position.next < sequence.count else { return try endSequence(&effects) }
    let index = sequence[position.next]
    let step = plan.steps[index]
    if !step.isEnabled {
      try note(step, "skipped: not enabled")
      token.stack[token.stack.count - 1].next += 1
      return
    }
    if token.since == nil { token.since = (now, runs.decision) }
    try carryOut(step, index, &effects)
  }

  /// The step at hand is done: its id gives something, it can be undone, and the next one is at hand.
  func complete(_ output: StepOutput? = nil, as outcome: String = "done") throws(EvaluationError) {
    guard let position = token.stack.last else { return }
    let index = plan.sequences[position.sequence][position.next]
    let step = plan.steps[index]
    if let id = step.id { state.outputs[id] = output ?? .done(decision: runs.decision) }
    if !step.compensation.isEmpty {
      state.done.append(.init(step: index, place: place(of: step), asked: keyOfRequest(step)))
    }
    try note(step, outcome, output)
    token.wait = nil
    token.since = nil
    token.retries = 0
    token.stack[token.stack.count - 1].next += 1
  }

  private func endSequence(_ effects: inout Effects) throws(EvaluationError) {
    let stack = token.stack
    if stack.count > 1, stack[stack.count - 1].round != nil, let loop = plan.loop(at: stack[stack.count - 2])
    {
      return try endRound(of: loop)
    }
    token.stack.removeLast()
    if token.stack.isEmpty { try endToken(&effects) } else { try complete() }
  }

  /// A branch has ended; the last one lets the step behind the branches begin.
  private func endToken(_ effects: inout Effects) throws(EvaluationError) {
    let ended = token
    state.tokens.remove(at: current)
    guard let parent = ended.parent, let position = state.tokens.firstIndex(where: { $0.id == parent }),
      case .join(let count) = state.tokens[position].wait
    else { return }
    current = position
    token.failure = token.failure ?? ended.failure
    guard count <= 1 else {
      token.wait = .join(count - 1)
      return
    }
    try removeTokens(below: parent)
    current = state.tokens.firstIndex { $0.id == parent } ?? 0
    token.wait = nil
    if let failure = token.failure {
      token.failure = nil
      throw EvaluationError(failed: failure)
    }
    try complete()
  }

  /// Ends the branches of a token, with what they wait for.
  private func removeTokens(below parent: Int) throws(EvaluationError) {
    while let position = state.tokens.firstIndex(where: { $0.parent == parent }) {
      let token = state.tokens.remove(at: position)
      try abandon(token)
      try removeTokens(below: token.id)
    }
  }

  /// Ends what a token waits for.
  func forget(_ token: RunToken) throws(EvaluationError) {
    guard let wait = token.wait else { return }
    if case .run(let called) = wait { runs.abandon(called) }
    try runs.reading { storage throws(StorageError) in
      try storage.removeWaits(run: self.record.number, token: token.id)
      try storage.disarm(name: self.timerName, key: self.timerKey(token))
    }
  }

  /// Ends a token that does not come to its end: what it waits for, and the question to a person.
  func abandon(_ token: RunToken) throws(EvaluationError) {
    try forget(token)
    guard case .incident(let number) = token.wait else { return }
    try runs.reading { storage throws(StorageError) in
      try storage.closeIncident(number, as: "closed: the branch ended", at: self.now)
    }
  }

  /// The name of the timers of a workflow's runs.
  static func timerName(_ workflow: String) -> String { "run/\(workflow)" }
  var timerName: String { Self.timerName(plan.name) }
  func timerKey(_ token: RunToken) -> String { "\(record.number)/\(token.id)" }
}

extension EvaluationError {
  /// The first error of a branch, raised behind the branches.
  init(failed failure: RunFailure) {
    self.init(.failed, failure.message)
  }
}
