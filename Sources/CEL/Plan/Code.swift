/// The storage behind a program.
final class Code: Sendable {
  let source: String
  let type: ValueType
  let slots: [Int]
  let constant: Value?
  let costEstimate: Int

  init(source: String, type: ValueType, slots: [Int], constant: Value?, costEstimate: Int) {
    self.source = source
    self.type = type
    self.slots = slots
    self.constant = constant
    self.costEstimate = costEstimate
  }

  var form: Form { constant.flatMap { if case .bool(let b) = $0 { .constant(b) } else { nil } } ?? .opaque(part: 0) }
}
final class Recorder {}
extension Program {
  /// The value for the frame's inputs.
  public func evaluate(_ frame: Frame) throws(EvaluationError) -> Value {
    throw EvaluationError(.failed, "the evaluator is not built yet")
  }
  /// The truth of a condition.
  public func test(_ frame: Frame) -> Verdict { .error(EvaluationError(.failed, "the evaluator is not built yet")) }
  /// The truth of an opaque part of the form.
  public func test(part: Int, _ frame: Frame) -> Verdict { test(frame) }
  /// Evaluates slowly and records every part.
  public func trace(_ frame: Frame) -> TraceNode {
    TraceNode(range: 0..<source.utf8.count, text: source, outcome: .notEvaluated, children: [])
  }
}
