/// What a reader of a value knows beside the value itself.
public struct ReadContext {
  /// Where mistakes go.
  public let diagnostics: Diagnostics
  /// The key the value belongs to, for messages.
  public let name: String

  /// Makes a context.
  public init(_ diagnostics: Diagnostics, name: String) {
    self.diagnostics = diagnostics
    self.name = name
  }

  /// Reports that a node is not of the kind this place needs.
  public func reportKind(of node: Node, expected: String) {
    if node.isEmpty {
      diagnostics.add(
        .error(
          "W0104", "`\(name)` has no value", at: node.span, label: "expected \(expected)",
          help: ["write a value, or remove the key"]))
      return
    }
    var help: [String] = []
    var fix: Fix?
    if node.isFlow, expected.hasPrefix("text"), let quoted = node.quotedSource {
      help = ["quote it if it is meant as text: `\(quoted)`"]
      fix = .maybe(node.span, quoted)
    } else if node.text != nil, expected.hasPrefix("a list") {
      help = ["write `[\(node.source.text(of: node.range))]`, or one item a line after `- `"]
    } else if let text = node.text, expected.hasPrefix("a mapping"), let colon = Self.tightColon(in: text) {
      help = ["put a space after the colon"]
      let place = node.span(of: colon + 1..<colon + 1)
      fix = .safe(place, " ")
    }
    let message = "expected \(expected) for `\(name)`, found \(node.kindInWords)"
    diagnostics.add(.error("W0103", message, at: node.headSpan, help: help, fix: fix))
  }

  /// The offset of the colon in `key:value`.
  private static func tightColon(in text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard let colon = bytes.firstIndex(of: 0x3A), colon > 0, colon + 1 < bytes.count, bytes[colon + 1] != 0x2F
    else { return nil }
    let isKey = bytes[..<colon].allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x5F }
    return isKey ? colon : nil
  }

  /// Reports that a text is not the literal it should be.
  func report(_ mistake: LiteralMistake, _ code: DiagnosticCode, _ noun: String, at node: Node) {
    diagnostics.add(
      .error(
        code, "`\(node.text ?? "")` is not \(noun)", at: node.span, label: mistake.expected,
        notes: mistake.notes, help: mistake.suggestion.map { ["write `\($0)`"] } ?? [],
        fix: mistake.suggestion.map { Fix(mistake.isCertain ? .safe : .maybe, [.init(node.span, $0)]) }))
  }
}

extension Node {
  /// What is written in the file, in double quotes; `nil` if it spans lines.
  var quotedSource: String? {
    let text = source.text(of: range)
    guard !text.utf8.contains(0x0A), text.utf8.count <= 200 else { return nil }
    return YAMLQuoting.quoted(text)
  }
}
