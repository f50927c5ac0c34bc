internal import CEL

extension Runs {
  /// Lets a workflow begin for an event that came before: what it decides it decides now, and what it waits for it
  /// looks for from that event on.
  func begin(_ workflow: String, for number: Int64, _ effects: inout Effects) throws(ProcessingError) {
    func refuse(_ message: String) {
      effects.errors.append(
        DecisionError(
          by: workflow, code: "R0424", message: "event d-\(number): \(message)", opensIncident: false))
    }
    guard let event = try kept(number) else { return refuse("it can no longer be read") }
    guard let plan = newest(workflow, for: event.type) else {
      return refuse("`\(workflow)` does not begin with `\(event.typeName)`")
    }
    let earlier = try storing { storage throws(StorageError) in
      try storage.runs(of: workflow, trigger: number)
    }
    if let first = earlier.first { return refuse("run \(first) began with it before") }
    let situation = Situation(knowledge: knowledge, plan: rulebook.plans[event.type], event: event)
    let position = situation.plan.handlers.firstIndex { handler in
      guard case .workflow(let started) = handler.body else { return false }
      return rulebook.workflows[started].name == workflow
    }
    guard let position else { return refuse("`\(workflow)` does not begin with `\(event.typeName)`") }
    do throws(EvaluationError) {
      switch try Matcher(rulebook: rulebook, situation: situation).admit(position) {
      case .no: return refuse("the condition of `\(workflow)` does not hold")
      case .held(let held): return refuse(held.message)
      case .yes(let hit):
        for tally in hit.counts {
          _ = try knowledge.reading { storage throws(StorageError) in try storage.addTally(tally) }
        }
      }
    } catch {
      try knowledge.check()
      effects.errors.append(DecisionError(error, by: rulebook.definitions[plan.definition]))
      return
    }
    try start(plan, event, trigger: number, &effects)
  }

  /// An event of the journal; nil where it can no longer be read.
  func kept(_ number: Int64) throws(ProcessingError) -> IncomingEvent? {
    do throws(EvaluationError) {
      return try event(number)
    } catch {
      try knowledge.check()
      throw .refused(code: error.code, message: error.message)
    }
  }
}
