extension ValueReader where Value == Node {
  /// Any node as it is.
  public static var node: ValueReader<Node> {
    ValueReader<Node>("a value") { node, _ in node }
  }

  /// A text that is not empty, as its node: for expressions and templates, which need places inside the text.
  public static var scalar: ValueReader<Node> {
    ValueReader<Node>("text") { node, context in
      guard let scalar = node.scalar, !node.isEmpty else {
        context.reportKind(of: node, expected: "text")
        return nil
      }
      if scalar.text.unicodeScalars.allSatisfy({ $0.properties.isWhitespace }) {
        context.diagnostics.add(.error("W0122", "`\(context.name)` is empty text", at: node.span))
        return nil
      }
      return node
    }
  }
}

extension ValueReader where Value == String {
  /// A text that is not empty or blank.
  public static var text: ValueReader<String> {
    ValueReader<Node>.scalar.map { $0.text ?? "" }
  }

  /// A text, perhaps empty.
  public static var anyText: ValueReader<String> {
    ValueReader<String>("text") { node, context in
      if let text = node.text { return text }
      context.reportKind(of: node, expected: "text")
      return nil
    }
  }

  /// Letters, digits, `-`, `_` and `.`, starting with a letter or `_`; at most 128 of them.
  public static var identifier: ValueReader<String> {
    ValueReader<String>.text.then { text, node, context in
      if text.isIdentifier { return text }
      let mended = mend(text)
      context.diagnostics.add(
        .error(
          "W0111", "`\(text)` is not an identifier", at: node.span,
          label: text.utf8.count > 128
            ? "longer than 128 characters"
            : "expected letters, digits, `-`, `_` and `.`, starting with a letter",
          help: mended.map { ["write `\($0)`"] } ?? [], fix: mended.map { .maybe(node.span, $0) }))
      return nil
    }
  }

  /// Blanks become dashes; anything else wrong has no obvious remedy.
  private static func mend(_ text: String) -> String? {
    let mended = text.split(separator: " ").joined(separator: "-")
    return mended.isIdentifier ? mended : nil
  }
}

extension String {
  /// Whether it can be the id of something.
  package var isIdentifier: Bool {
    guard let first = utf8.first, utf8.count <= 128 else { return false }
    return Self.isLetter(first)
      && utf8.allSatisfy { Self.isLetter($0) || NumberSyntax.isDigit($0) || $0 == 0x2D || $0 == 0x2E }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
  }
}
