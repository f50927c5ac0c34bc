internal import CEL

extension Processor {
  /// Follows the patterns over time that this event takes part in.
  func follow(
    _ situation: Situation, _ identity: EventIdentity, into effects: inout Effects
  ) throws(ProcessingError) {
    let patterns = situation.plan.patterns
    if patterns.isEmpty { return }
    let follower = PatternFollower(rulebook: rulebook, situation: situation, identity: identity)
    for plan in patterns.dwells {
      hasChangedTimers = true
      try following(plan.definition, situation, &effects) { _ throws(EvaluationError) in
        try follower.follow(plan)
      }
    }
    for plan in patterns.crossings {
      try following(plan.definition, situation, &effects) { effects throws(EvaluationError) in
        if try follower.crosses(plan) {
          effects.emitted.append(follower.emission(plan.emit, plan.definition))
        }
      }
    }
    for plan in patterns.bursts {
      try following(plan.definition, situation, &effects) { effects throws(EvaluationError) in
        if try follower.completes(plan) {
          effects.emitted.append(follower.emission(plan.emit, plan.definition))
        }
      }
    }
  }

  private func following(
    _ definition: Int, _ situation: Situation, _ effects: inout Effects,
    _ body: (inout Effects) throws(EvaluationError) -> Void
  ) throws(ProcessingError) {
    do throws(EvaluationError) {
      try body(&effects)
    } catch {
      try situation.knowledge.check()
      effects.errors.append(DecisionError(error, by: rulebook.definitions[definition]))
    }
  }

  /// The timer of a dwell: what was true has to be true still.
  ///
  /// - Returns: the event it becomes; nil when it becomes none.
  func completedDwell(
    _ timer: Timer, at now: Timestamp, reader: EventReader
  ) throws(ProcessingError) -> IncomingEvent? {
    var opener = try reader.read(timer.event, now: timer.fireAt)
    let spec = timer.spec.flatMap { WaitSpec($0) }
    if let spec { opener.time = spec.from }
    let plans = rulebook.plans[opener.type].patterns.dwells
    guard let plan = plans.first(where: { rulebook.definitions[$0.definition].name == timer.name }) else {
      return nil
    }
    let knowledge = Knowledge(rulebook: rulebook, storage: storage)
    knowledge.begin(at: now)
    let situation = Situation(knowledge: knowledge, plan: rulebook.plans[opener.type], event: opener)
    let follower = PatternFollower(rulebook: rulebook, situation: situation, identity: EventIdentity(opener))
    do {
      guard try follower.stillHolds(plan, timer) else { return nil }
    } catch {
      try knowledge.check()
      throw .refused(code: error.code, message: "`\(timer.name)`, `\(timer.key)`: \(error.message)")
    }
    return try reader.make(
      source: EventIdentity.ownSource, id: "\(kept(timer.name))/\(timer.key)/\(timer.fireAt)",
      type: plan.emit,
      subject: opener.subject, tenant: opener.tenant, time: timer.fireAt,
      fields: follower.fields(for: plan.emit))
  }
}
