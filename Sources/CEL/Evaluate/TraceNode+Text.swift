extension TraceNode: CustomStringConvertible {
  /// The tree as indented lines: `customer.jobs_90d (2) >= 3 → false`.
  public var description: String { lines(indent: 0).joined(separator: "\n") }

  /// The part with the values of its operands and its own: `customer.jobs_90d (2) >= 3 → false`.
  public var summary: String { "\(annotated) → \(result)" }

  private var result: String {
    switch outcome {
    case .value(let value): value.brief(200)
    case .error(let error): "\(error.kind == .missing ? "missing" : "error"): \(error.message)"
    case .notEvaluated: "not evaluated"
    }
  }

  /// The text with the value of each input and call in parentheses behind it.
  private var annotated: String {
    var marks: [(at: Int, text: String)] = []
    for child in children { child.collect(&marks) }
    var result: [UInt8] = []
    var marksLeft = marks.sorted { $0.at < $1.at }[...]
    for (offset, octet) in text.utf8.enumerated() {
      while let mark = marksLeft.first, mark.at == range.lowerBound + offset {
        result += Array(mark.text.utf8)
        marksLeft.removeFirst()
      }
      result.append(octet)
    }
    for mark in marksLeft { result += Array(mark.text.utf8) }
    return String(decoding: result, as: UTF8.self)
  }

  /// Values of leaves that are not written out in the source, and of calls.
  private func collect(_ marks: inout [(at: Int, text: String)]) {
    guard children.isEmpty else {
      for child in children { child.collect(&marks) }
      return
    }
    switch outcome {
    case .value(let value):
      guard !isLiteral else { return }
      marks.append((range.upperBound, " (\(value.brief(60)))"))
    case .error(let error):
      marks.append((range.upperBound, error.kind == .missing ? " (missing)" : " (error)"))
    case .notEvaluated: return
    }
  }

  private var isLiteral: Bool {
    guard let first = text.utf8.first else { return true }
    if isLetter(first) { return ["true", "false", "null"].contains(text) }
    return first != UInt8(ascii: ".")
  }

  private func lines(indent: Int) -> [String] {
    let own = String(repeating: "  ", count: indent) + summary
    return [own] + children.filter { !$0.children.isEmpty }.flatMap { $0.lines(indent: indent + 1) }
  }
}
