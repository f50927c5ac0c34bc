internal import CEL

extension Coverage {
  /// The parts of a definition's code that never counted, each once.
  func partGaps(of definition: Definition, _ handlers: [Handler], _ sighting: Sighting) -> [Gap] {
    var steps = handlers.flatMap(\.steps)
    for workflow in workflows(of: definition) {
      for step in workflow.steps {
        if case .act(let action, _) = step.body { steps.append(action) }
      }
    }
    var named: Set<String> = []
    var gaps: [Gap] = []
    for case .code(let code) in steps.map(\.verb) {
      for part in code.parts where named.insert(part.name).inserted && !sighting.parts.contains(part.name) {
        gaps.append(Gap(definition: definition.name, span: part.span ?? definition.span, text: part.gap))
      }
    }
    return gaps
  }

  /// What no run of a workflow has come to.
  func runGaps(of definition: Definition, _ sighting: Sighting) -> [Gap] {
    guard let plan = workflows(of: definition).first else { return [] }
    var walk = RunWalk(plan: plan, definition: definition, seen: sighting.runs)
    walk.go()
    return walk.gaps
  }

  /// The plans of a definition, one for each type of event that begins a run.
  private func workflows(of definition: Definition) -> [WorkflowPlan] {
    let rules = rulebook.rulebook(for: definition.tenant)
    return rules.workflows.filter { rules.definitions[$0.definition].name == definition.name }
  }
}

extension Coverage {
  /// What the runs of a workflow came to in tests.
  struct RunSighting {
    /// The outcomes of each step, by its path without the numbers of rounds.
    private(set) var outcomes: [String: Set<String>] = [:]
    private(set) var wasCancelled = false

    mutating func add(_ run: TestLog.Run) {
      if run.record.status == .cancelled { wasCancelled = true }
      for step in run.steps {
        let path = step.path.prefix { $0 != "[" }
        outcomes[String(path), default: []].insert(step.outcome)
      }
    }

    /// Whether a step, or one inside of it, was begun.
    func reached(_ path: String) -> Bool {
      outcomes.keys.contains { $0 == path || $0.hasPrefix("\(path)/") }
    }
  }
}

/// Goes through the steps of a workflow in their order, and says which of them were never tried.
///
/// A family makes workflows of its definitions. Of these only steps that stand for something somebody wrote are named:
/// those that have a place of their own.
private struct RunWalk {
  let plan: WorkflowPlan
  let definition: Definition
  let seen: Coverage.RunSighting
  private(set) var gaps: [Coverage.Gap] = []

  init(plan: WorkflowPlan, definition: Definition, seen: Coverage.RunSighting) {
    self.plan = plan
    self.definition = definition
    self.seen = seen
  }

  private var isWritten: Bool { definition.kind == "workflow" }

  mutating func go() {
    walk(0)
    if let sequence = plan.errorSequence {
      if seen.reached("on_error") {
        walk(sequence)
      } else {
        let first = plan.sequences[sequence].first.map { plan.steps[$0].span }
        note("its `on_error` was never carried out", at: first ?? definition.span)
      }
    }
    if !plan.cancels.isEmpty, !seen.wasCancelled {
      note("no run of it was ever ended by another event", at: definition.span)
    }
  }

  /// Behind a step that was never reached nothing was.
  private mutating func walk(_ sequence: Int) {
    for position in plan.sequences[sequence] {
      let step = plan.steps[position]
      guard step.isEnabled else { continue }
      guard seen.reached(step.path) else {
        if let gap = report("was never reached", step) { return note(gap, at: step.span) }
        continue
      }
      judge(step)
    }
  }

  private mutating func judge(_ step: StepPlan) {
    let outcomes = seen.outcomes[step.path] ?? []
    switch step.body {
    case .branch(let branches): judge(branches, of: step, outcomes)
    case .wait(_, let timeout, _):
      if timeout != nil, !outcomes.contains("timed out") { miss("never timed out", step) }
      if !outcomes.contains("done") { miss("was never ended by an event", step) }
    case .condition where isWritten:
      if !outcomes.contains("true") { miss("was never true", step) }
      if outcomes.subtracting(["true"]).isEmpty { miss("was never false", step) }
    case .loop(let loop): walk(loop.sequence)
    case .group(let sequence): walk(sequence)
    case .parallel(_, let sequences): for sequence in sequences { walk(sequence) }
    default: break
    }
  }

  private mutating func judge(
    _ branches: [(condition: Program?, sequence: Int)], of step: StepPlan, _ outcomes: Set<String>
  ) {
    if branches.allSatisfy({ $0.condition != nil }), !outcomes.contains("no branch") {
      miss("always found a branch", step)
    }
    for (position, branch) in branches.enumerated() {
      let name = branches.count > 2 ? "choice \(position)" : position == 0 ? "then" : "else"
      if outcomes.contains(name) {
        walk(branch.sequence)
      } else {
        miss("never went on with `\(name)`", step)
      }
    }
  }

  private mutating func miss(_ what: String, _ step: StepPlan) {
    if let gap = report(what, step) { note(gap, at: step.span) }
  }

  /// The words for a step; nil for one that nobody wrote.
  private func report(_ what: String, _ step: StepPlan) -> String? {
    if isWritten { return "its \(step.verb) at \(step.path) \(what)" }
    return step.span == definition.span ? nil : "its \(step.verb) in line \(step.span.start.line) \(what)"
  }

  private mutating func note(_ text: String, at span: SourceSpan) {
    let gap = Coverage.Gap(definition: definition.name, span: span, text: text)
    if !gaps.contains(gap) { gaps.append(gap) }
  }
}
