internal import CEL

extension Rulebook {
  /// An instant so much business time after another.
  func business(
    _ length: DurationLiteral, after instant: Timestamp, in calendar: String
  ) throws(EvaluationError) -> Timestamp {
    throw EvaluationError(.failed, "no calendar `\(calendar)` is known")
  }
}
