package import CEL

/// A step of `do` that is code: Swift of a family, or a Lua rule script.
///
/// It is compiled once, immutable and shared by all workers.
package protocol DecisionCode: Sendable {
  /// Decides what to do. It performs nothing but through the context, reads no clock and draws no chance of
  /// its own: the same event, facts and seed always give the same.
  func run(_ context: DecisionContext) throws(EvaluationError)

  /// Whether it may change the model, so that a failure has something to undo.
  var writes: Bool { get }
  /// The types of the events it may emit, for finding circles.
  var emits: [Int] { get }
  /// Whether it asks for one action at most and does nothing else.
  var asksOnce: Bool { get }
  /// The parts that count on some occasions only.
  var parts: [CodePart] { get }
}

extension DecisionCode {
  package var writes: Bool { true }
  package var emits: [Int] { [] }
  package var asksOnce: Bool { false }
  package var parts: [CodePart] { [] }
}

/// Code as written: what a kind's decoder puts into `ActionDraft.Verb.code`.
package protocol CodeDraft: Sendable {
  /// Compiles what the code needs; nil after reporting why not.
  func link(_ linking: CodeLinking) -> (any DecisionCode)?
}
