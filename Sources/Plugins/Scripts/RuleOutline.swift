internal import RulesEngine

/// Where the parts of a `rule "id" { ... }` stand in its file, so that its condition is compiled with exact places.
struct RuleOutline {
  /// The id with its quotes.
  var id: Node
  /// Keys, and their values where those are texts or lists of texts.
  var entries: [(key: Node, values: [Node])] = []

  /// The values of a key.
  func values(_ key: String) -> [Node] { entries.first { $0.key.text == key }?.values ?? [] }

  /// The rules of a file, in order.
  static func all(in source: SourceText) -> [RuleOutline] {
    let tokens = LuaLexer.tokens(of: source.utf8)
    var found: [RuleOutline] = []
    for index in tokens.indices where tokens[index].kind == .name("rule") {
      var reader = OutlineReader(tokens: tokens, at: index + 1, source: source)
      if let outline = reader.rule() { found.append(outline) }
    }
    return found
  }
}

/// Reads one rule from its tokens.
private struct OutlineReader {
  let tokens: [LuaLexer.Token]
  var at: Int
  let source: SourceText

  private var current: LuaLexer.Token? { at < tokens.count ? tokens[at] : nil }

  private func isSymbol(_ symbol: String) -> Bool { current?.kind == .other(symbol) }

  mutating func rule() -> RuleOutline? {
    if isSymbol("(") { at += 1 }
    guard let id = text() else { return nil }
    if isSymbol(")") { at += 1 }
    if isSymbol("(") { at += 1 }
    guard isSymbol("{") else { return nil }
    at += 1
    var outline = RuleOutline(id: id)
    while let token = current, !isSymbol("}") {
      guard case .name(let name) = token.kind, at + 1 < tokens.count, tokens[at + 1].kind == .other("=")
      else {
        at += 1
        continue
      }
      at += 2
      outline.entries.append((node(name, OffsetMap(copying: token.range), token.range), texts()))
      skipValue()
    }
    return outline
  }

  /// A text, or a list of texts, that stands here; nothing is taken for other values.
  private mutating func texts() -> [Node] {
    if let one = text() { return [one] }
    guard isSymbol("{") else { return [] }
    let start = at
    var nodes: [Node] = []
    at += 1
    while let item = text() {
      nodes.append(item)
      if isSymbol(",") || isSymbol(";") { at += 1 }
    }
    if isSymbol("}") {
      at += 1
      return nodes
    }
    at = start
    return []
  }

  private mutating func text() -> Node? {
    guard let token = current, case .text(let text, let offsets) = token.kind else { return nil }
    at += 1
    return node(text, offsets, token.range)
  }

  /// Goes on to the next entry: brackets and blocks of functions are skipped as a whole.
  private mutating func skipValue() {
    var depth = 0
    while let token = current {
      switch token.kind {
      case .other("{"), .other("("), .other("["), .name("function"), .name("if"), .name("do"),
        .name("repeat"):
        depth += 1
      case .other(")"), .other("]"), .name("end"), .name("until"): depth -= 1
      case .other("}"):
        if depth == 0 { return }
        depth -= 1
      case .other(","), .other(";"):
        if depth == 0 {
          at += 1
          return
        }
      default: break
      }
      at += 1
    }
  }

  private func node(_ text: String, _ offsets: OffsetMap, _ range: Range<Int>) -> Node {
    Node(.scalar(Scalar(text, style: .plain, offsets: offsets)), range: range, in: source)
  }
}
