extension Checker {
  /// Reports text literals that a field with stated values can never have.
  mutating func checkEnum(_ op: BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID) {
    switch op {
    case .equal, .notEqual:
      if let values = allowed[left] { checkValue(right, values, left) }
      if let values = allowed[right] { checkValue(left, values, right) }
    case .in:
      guard let values = allowed[left], case .list(let elements) = syntax[right].kind else { return }
      for element in elements { checkValue(element.node, values, left) }
    default: return
    }
  }

  private mutating func checkValue(_ id: Syntax.ID, _ values: [String], _ field: Syntax.ID) {
    switch syntax[id].kind {
    case .literal(.string(let text)):
      guard !values.contains(where: { sameText($0, text) }) else { return }
      let found = Suggestion.closest(text, among: values)
      report(
        "C0206", "`\(syntax.text(field))` is never \(quoted(text))", id, label: "not one of its values",
        notes: ["its values are \(listed(values))"],
        help: found.map { ["did you mean \(quoted($0))?"] } ?? [],
        replacement: found.map(quoted))
    case .conditional(_, let then, let otherwise):
      checkValue(then, values, field)
      checkValue(otherwise, values, field)
    default: return
    }
  }
}
