package import CEL

// MARK: In a workflow

extension DecisionContext {
  /// A variable of the run; nil outside of one, or where it has no value.
  package func variable(_ name: String) throws(EvaluationError) -> Value? {
    try actor.situation.run?.value(at: ["vars", name])
  }

  /// Sets a variable of the run, which the steps behind it read.
  package func setVariable(_ name: String, to value: Value?) {
    actor.situation.run?.set(variable: name, to: value)
    actor.situation.forgetRun()
  }

  /// The event that a `wait_for` step of the run ended with; nil where its time was over, or it has not been reached.
  package func awaited(by step: String) throws(EvaluationError) -> IncomingEvent? {
    try actor.situation.run?.awaited(by: step)
  }
}
