extension Checker {
  mutating func report(
    _ code: String, _ message: String, _ id: Syntax.ID, label: String = "", notes: [String] = [],
    help: [String] = [], replacement: String? = nil
  ) {
    report(
      code, message, range: syntax[id].range, label: label, notes: notes, help: help, replacement: replacement
    )
  }

  mutating func report(
    _ code: String, _ message: String, range: Range<Int>, label: String = "", notes: [String] = [],
    help: [String] = [], replacement: String? = nil
  ) {
    guard !isLenient else { return }
    issues.append(
      Issue(
        code: code, message: message, label: label, range: range, notes: notes, help: help,
        replacement: replacement.map { Issue.Replacement(range: range, text: $0) }))
  }

  /// `did you mean ...` when a candidate is close.
  func suggestions(_ name: String, among candidates: [String]) -> [String] {
    Suggestion.closest(name, among: candidates).map { ["did you mean `\($0)`?"] } ?? []
  }

  /// The range of the last `length` octets of a node: a field's name after its dot.
  func tail(_ id: Syntax.ID, _ length: Int) -> Range<Int> {
    let range = syntax[id].range
    return max(range.lowerBound, range.upperBound - length)..<range.upperBound
  }
}

/// `an int`, `a string`, `text`: a type with its article.
func article(_ type: ValueType) -> String {
  switch type {
  case .null, .money, .dyn: type == .dyn ? "a dynamic value" : type.description
  case .int, .error: "an \(type)"
  case .optional, .opaque: "an \(type)"
  default: "a \(type)"
  }
}
