internal import CEL

extension ValuePlan {
  /// Computes the value.
  func value(in frame: Frame) throws(EvaluationError) -> Value {
    switch self {
    case .constant(let value): return value
    case .program(let program): return try program.evaluate(frame)
    case .text(let pieces):
      var text = ""
      for piece in pieces {
        switch piece {
        case .literal(let literal): text += literal
        case .program(let program): text += try program.evaluate(frame).text
        }
      }
      return .string(text)
    case .list(let plans):
      var elements: [Value] = []
      for plan in plans { elements.append(try plan.value(in: frame)) }
      return .list(List(elements))
    case .map(let entries):
      var computed: [(String, Value)] = []
      for entry in entries { computed.append((entry.key, try entry.value.value(in: frame))) }
      return .map(Map(computed))
    }
  }

  /// Computes the value; nil where something it reads is missing.
  func optional(in frame: Frame) throws(EvaluationError) -> Value? {
    do {
      return try value(in: frame)
    } catch  where error.kind == .missing {
      return nil
    }
  }
}
