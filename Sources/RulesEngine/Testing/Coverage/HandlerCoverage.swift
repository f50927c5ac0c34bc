internal import CEL

/// What one decision shows of one definition that answers its event.
struct HandlerCoverage {
  let definition: Definition
  private let handler: Handler
  private let decision: Decision
  private let frame: Frame
  /// The ids of the events that were emitted.
  private let emitted: Set<String>
  private let scratch: MatchScratch

  init(
    _ rulebook: Rulebook, _ handler: Handler, _ decision: Decision, _ frame: Frame, _ emitted: Set<String>,
    _ scratch: MatchScratch
  ) {
    definition = rulebook.definitions[handler.definition]
    self.handler = handler
    self.decision = decision
    self.frame = frame
    self.emitted = emitted
    self.scratch = scratch
  }

  func note(in sighting: inout Coverage.Sighting) {
    let hasMatched = decision.record.matched.contains(definition.name)
    let isShadow = decision.record.shadowed.contains { $0.by == definition.name }
    if hasMatched || isShadow { sighting.hasMatched = true }
    if let condition = handler.condition, definition.isEffective(at: decision.event.time) {
      if hasMatched || isShadow {
        sighting.wasTrue = true
      } else {
        // What was not recorded was not needed: another part had decided already that it does not hold.
        switch condition.test(frame) {
        case .true: sighting.wasTrue = true
        case .false, .missing, .error: sighting.wasFalse = true
        }
      }
    }
    guard hasMatched else { return }
    if case .table(let plan) = handler.body { noteRows(plan, in: &sighting) }
    noteSteps(in: &sighting)
  }

  private func noteRows(_ plan: TablePlan, in sighting: inout Coverage.Sighting) {
    let inputs = plan.inputs.map { try? $0.evaluate(frame) }
    plan.table.index.match(inputs, first: plan.table.hitPolicy == .first, scratch)
    for place in 0..<scratch.count { sighting.rows.insert(scratch[place].position) }
    if scratch.count == 0 { sighting.usesDefault = true }
  }

  /// Keys of actions and ids of events tell which step asked for them.
  private func noteSteps(in sighting: inout Coverage.Sighting) {
    guard handler.steps.contains(where: { $0.condition != nil }) else { return }
    let identity = EventIdentity(decision.event)
    let keys = Set(decision.record.actions.map(\.key))
    // A table carries out its steps once for each row that fits.
    var rounds = 1
    if case .table(let plan) = handler.body { rounds = Swift.max(1, plan.table.rows.count) }
    for (position, step) in handler.steps.enumerated() where step.condition != nil {
      let isDone = (0..<rounds).contains { round in
        let origin = Actor.Origin(by: definition.name, number: round * handler.steps.count + position)
        return keys.contains(identity.key(origin)) || emitted.contains(identity.emitted(origin))
      }
      if isDone { sighting.done.insert(position) } else { sighting.leftOut.insert(position) }
    }
  }
}
