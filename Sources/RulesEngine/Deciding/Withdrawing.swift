internal import CEL

/// Takes back what definitions with `until` asked for, when such an event comes before anybody has begun to deliver it.
struct Withdrawing {
  let rulebook: Rulebook
  let situation: Situation
  let runs: Runs

  /// More decisions than this are not looked at: what is older has long been delivered or given up.
  private static let limit = 1_000

  func takeBack(_ effects: inout Effects) throws(ProcessingError) {
    for plan in situation.plan.withdrawals {
      do throws(EvaluationError) {
        try takeBack(plan, &effects)
      } catch {
        try situation.knowledge.check()
        effects.errors.append(
          DecisionError(by: plan.definition, code: error.code, message: "`until`: \(error.message)"))
      }
    }
  }

  private func takeBack(_ plan: WithdrawalPlan, _ effects: inout Effects) throws(EvaluationError) {
    guard let subject = situation.event.subject else { return }
    if let condition = plan.condition, try !condition.holds(in: situation.frame) { return }
    let decisions = try situation.knowledge.reading { storage throws(StorageError) in
      try storage.undelivered(by: plan.definition, subject: subject, limit: Self.limit)
    }
    guard !decisions.isEmpty else { return }
    let key = try plan.key?.evaluate(situation.frame).identity
    let reason = situation.event.typeName
    var gone: [WithdrawnAction] = []
    for decision in decisions {
      if let key, try self.key(of: decision, plan) != key { continue }
      gone += try situation.knowledge.reading { storage throws(StorageError) in
        try storage.takeBack(
          .definition(plan.definition, subject: subject, decision: decision),
          reason: "d-\(runs.decision): \(reason)", at: situation.knowledge.now)
      }
    }
    if !gone.isEmpty { effects.notes.append(.withdrawn(gone, by: plan.definition, reason: reason)) }
  }

  /// What a decision was about; nil where its event can no longer be read.
  private func key(of decision: Int64, _ plan: WithdrawalPlan) throws(EvaluationError) -> String? {
    guard let event = try runs.event(decision), let program = plan.keys[event.type] else { return nil }
    let past = Situation(knowledge: situation.knowledge, plan: rulebook.plans[event.type], event: event)
    do {
      return try program.evaluate(past.frame).identity
    } catch  where error.kind == .missing {
      return nil
    }
  }
}
