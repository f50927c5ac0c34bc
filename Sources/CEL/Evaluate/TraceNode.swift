/// One part of an expression with what it evaluated to.
public struct TraceNode: Sendable {
  /// What became of the part.
  public enum Outcome: Sendable {
    /// It gave a value.
    case value(Value)
    /// It failed.
    case error(EvaluationError)
    /// It was not needed.
    case notEvaluated
  }

  /// Where it stands in the source, in UTF-8 byte offsets.
  public var range: Range<Int>
  /// Its source text.
  public var text: String
  /// What became of it. Inside a macro that ran several times: the last time.
  public var outcome: Outcome
  /// Its parts in source order.
  public var children: [TraceNode]
}
