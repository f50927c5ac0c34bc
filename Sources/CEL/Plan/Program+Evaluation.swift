extension Program {
  /// The value for the frame's inputs.
  public func evaluate(_ frame: Frame) throws(EvaluationError) -> Value {
    if let constant = code.constant { return constant }
    return try Evaluator.run(code.table, frame)
  }

  /// The truth of a condition. A value that is not a bool is an error. Allocates nothing unless it fails.
  public func test(_ frame: Frame) -> Verdict {
    Evaluator.test(code.table, code.table.pointee.root, frame)
  }

  /// The truth of an opaque part of the form.
  public func test(part: Int, _ frame: Frame) -> Verdict {
    guard code.table.pointee.nodes.indices.contains(part) else {
      return .error(EvaluationError(.failed, "the program has no part \(part)"))
    }
    return Evaluator.test(code.table, Int32(part), frame)
  }
}
