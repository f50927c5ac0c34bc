extension ValueReader where Value == String {
  /// One of a few words.
  public static func choice(_ words: [String]) -> ValueReader<String> {
    ValueReader<Node>.scalar.then { node, _, context in
      let text = node.text ?? ""
      if words.contains(where: { $0.utf8.elementsEqual(text.utf8) }) { return text }
      reportChoice(text, words, node, context)
      return nil
    }
  }

  private static func reportChoice(_ text: String, _ words: [String], _ node: Node, _ context: ReadContext) {
    let meant = Suggestion.best(for: text, among: words)
    let isSlip = meant != nil && Suggestion.closest(to: text, among: words) == meant
    context.diagnostics.add(
      .error(
        "W0112", "unknown value `\(text)` for `\(context.name)`", at: node.span,
        label: words.count == 1
          ? "expected `\(words[0])`" : "expected one of \(words.map { "`\($0)`" }.joined(separator: ", "))",
        help: meant.map { ["did you mean `\($0)`?"] } ?? [],
        fix: meant.map { Fix(isSlip ? .safe : .maybe, [.init(node.span, $0)]) }))
  }
}

extension ValueReader
where Value: RawRepresentable & CaseIterable & SendableMetatype, Value.RawValue == String {
  /// One of the cases of an enumeration, by its raw value.
  public static func choice(of type: Value.Type = Value.self) -> ValueReader<Value> {
    ValueReader<String>.choice(Value.allCases.map(\.rawValue)).then { word, _, _ in Value(rawValue: word) }
  }
}
