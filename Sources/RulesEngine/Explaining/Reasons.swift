internal import CEL

/// Turns the trace of a condition into lines that people read.
enum Reasons {
  /// One line for each part of a conjunction or disjunction that was needed, one for anything else.
  static func lines(_ trace: TraceNode) -> [Explanation.Reason] {
    if isJunction(trace) { return trace.children.flatMap(lines) }
    if case .notEvaluated = trace.outcome { return [] }
    let text = trace.summary.split(whereSeparator: { $0 == "\n" || $0 == " " }).joined(separator: " ")
    return [Explanation.Reason(text: text, holds: trace.holds)]
  }

  /// Whether a part is a `&&` or `||` whose operands the trace has as its parts.
  private static func isJunction(_ trace: TraceNode) -> Bool {
    guard trace.children.count >= 2 else { return false }
    let bytes = Array(trace.text.utf8)
    let low = trace.children[0].range.upperBound - trace.range.lowerBound
    let high = trace.children[1].range.lowerBound - trace.range.lowerBound
    guard low >= 0, high <= bytes.count, low < high else { return false }
    let between = bytes[low..<high].filter { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "|") }
    let letters = bytes[low..<high].filter { $0 > 0x20 && $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ")") }
    return between.count == 2 && letters.count == 2
  }
}

extension TraceNode {
  /// Whether the part is true; nil for anything but a boolean.
  fileprivate var holds: Bool? {
    if case .value(.bool(let flag)) = outcome { flag } else { nil }
  }
}
