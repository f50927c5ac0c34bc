/// What testing a condition found.
public enum Verdict: Sendable {
  /// The condition holds.
  case `true`
  /// The condition does not hold.
  case `false`
  /// A missing field decided; the error says which.
  case missing(EvaluationError)
  /// The evaluation failed.
  case error(EvaluationError)
}
