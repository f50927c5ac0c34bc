internal import CEL

/// Turns the trace of a condition into lines that people read.
enum Reasons {
  /// One line for each part of a conjunction or disjunction, one for anything else.
  static func lines(_ trace: TraceNode) -> [Explanation.Reason] {
    if let parts = parts(trace), parts.count > 1 { return parts.flatMap(lines) }
    return [Explanation.Reason(text: annotated(trace), result: result(trace.outcome))]
  }

  /// The operands of `&&` or `||`, which the trace has as children.
  private static func parts(_ trace: TraceNode) -> [TraceNode]? {
    guard trace.children.count >= 2 else { return nil }
    let between = between(trace)
    return between == "&&" || between == "||" ? trace.children : nil
  }

  /// The operator between the first two parts, parentheses left out.
  private static func between(_ trace: TraceNode) -> String {
    let bytes = Array(trace.text.utf8)
    let low = trace.children[0].range.upperBound - trace.range.lowerBound
    let high = trace.children[1].range.lowerBound - trace.range.lowerBound
    guard low >= 0, high <= bytes.count, low < high else { return "" }
    return String(decoding: bytes[low..<high].filter { ![0x20, 0x0A, 0x09, 0x28, 0x29].contains($0) }, as: UTF8.self)
  }

  private static func result(_ outcome: TraceNode.Outcome) -> String? {
    switch outcome {
    case .value(let value): shown(value)
    case .error(let error): error.kind == .missing ? "missing: \(error.message)" : "error: \(error.message)"
    case .notEvaluated: nil
    }
  }

  /// The source text with the value of each name after it: `customer.jobs_90d (2) >= 3`.
  static func annotated(_ trace: TraceNode) -> String {
    var bytes = Array(trace.text.utf8)
    for leaf in names(in: trace).sorted(by: { $0.range.upperBound > $1.range.upperBound }) {
      let place = leaf.range.upperBound - trace.range.lowerBound
      guard place >= 0, place <= bytes.count else { continue }
      let note: String
      switch leaf.outcome {
      case .value(let value): note = " (\(shown(value)))"
      case .error(let error) where error.kind == .missing: note = " (missing)"
      case .error, .notEvaluated: continue
      }
      bytes.insert(contentsOf: Array(note.utf8), at: place)
    }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: { $0 == "\n" || $0 == " " }).joined(separator: " ")
  }

  /// The parts without parts that are names, not literals.
  private static func names(in trace: TraceNode) -> [TraceNode] {
    guard trace.children.isEmpty else { return trace.children.flatMap(names) }
    guard let first = trace.text.unicodeScalars.first, first.properties.isAlphabetic || first == "_" else { return [] }
    return ["true", "false", "null"].contains(trace.text) || trace.text.contains("\"") ? [] : [trace]
  }

  private static func shown(_ value: Value) -> String {
    let text = value.description
    return text.unicodeScalars.count > 80 ? String(text.prefix(77)) + "..." : text
  }
}
