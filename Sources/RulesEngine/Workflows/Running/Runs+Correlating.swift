internal import CEL

extension Runs {
  /// The value by which runs that wait for an event are found; nil where it is missing.
  func value(
    of correlation: Correlation, _ situation: Situation, _ effects: inout Effects
  ) throws(ProcessingError) -> String? {
    do throws(EvaluationError) {
      return try correlation.program.evaluate(situation.frame).identity
    } catch {
      try knowledge.check()
      if error.kind == .missing { return nil }
      effects.errors.append(DecisionError(by: "wait", code: error.code, message: error.message))
      return nil
    }
  }

  /// Sees to it that all events which a wait looks back to are remembered by its expression. Those are not that came
  /// before the rulebook had a wait for them, to which only a run looks back that came over from another version or
  /// begins with an event of that time.
  func remember(_ awaited: AwaitPlan, after number: Int64) throws(EvaluationError) {
    guard decision > 0 else { return }
    let type = rulebook.model.events[awaited.event].name
    let start = try reading { storage throws(StorageError) in
      try storage.correlationStart(type: type, expression: awaited.expression)
    }
    let known = start ?? decision - 1
    let plan = rulebook.plans[awaited.event]
    guard number < known,
      let correlation = plan.correlations.first(where: { $0.expression == awaited.expression })
    else { return }
    let missing = try reading { storage throws(StorageError) in
      try storage.events(type: type, after: number, through: known)
    }
    for number in missing {
      guard let event = try event(number) else { continue }
      let situation = Situation(knowledge: knowledge, plan: plan, event: event)
      guard let value = try? correlation.program.evaluate(situation.frame).identity else {
        if let failure = knowledge.failure { throw knowledge.failed(failure) }
        continue
      }
      try reading { storage throws(StorageError) in
        try storage.correlate(event: number, type: type, expression: awaited.expression, value: value)
      }
    }
    try reading { storage throws(StorageError) in
      try storage.setCorrelationStart(type: type, expression: awaited.expression, to: number)
    }
  }
}
