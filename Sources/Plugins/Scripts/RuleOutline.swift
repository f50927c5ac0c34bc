internal import RulesEngine

/// A value as a rule script writes it, with its place.
indirect enum WrittenValue {
  /// An entry of a table; without a key it is an element of a list.
  typealias Entry = (key: Node?, value: WrittenValue)

  /// A text, a number or a flag that is written out.
  case scalar(Node)
  case table([Entry], Range<Int>)
  /// The result of operators, calls and the like.
  case other(Range<Int>)

  /// Where it stands.
  var range: Range<Int> {
    switch self {
    case .scalar(let node): node.range
    case .table(_, let range), .other(let range): range
    }
  }

  /// The entry of a key.
  func entry(_ name: String) -> Entry? {
    guard case .table(let entries, _) = self else { return nil }
    return entries.last { $0.key?.text == name }
  }

  /// The elements of a list.
  var elements: [WrittenValue] {
    guard case .table(let entries, _) = self else { return [] }
    return entries.compactMap { $0.key == nil ? $0.value : nil }
  }
}

/// Where the parts of a `rule "id" { ... }` stand in its file, so that its condition is compiled with exact places.
struct RuleOutline {
  /// The id with its quotes.
  var id: Node
  /// The table with everything else.
  var table: WrittenValue

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

  private func isSymbol(_ symbol: String, ahead: Int = 0) -> Bool {
    at + ahead < tokens.count && tokens[at + ahead].kind == .other(symbol)
  }

  /// Whether an entry of a table ends before the token.
  private func ends(ahead: Int) -> Bool {
    at + ahead >= tokens.count || [",", ";", "}"].contains { isSymbol($0, ahead: ahead) }
  }

  mutating func rule() -> RuleOutline? {
    if isSymbol("(") { at += 1 }
    guard let id = literal() else { return nil }
    if isSymbol(")") { at += 1 }
    if isSymbol("(") { at += 1 }
    guard isSymbol("{") else { return nil }
    return RuleOutline(id: id, table: table())
  }

  private mutating func table() -> WrittenValue {
    let start = tokens[at].range.lowerBound
    at += 1
    var entries: [WrittenValue.Entry] = []
    while current != nil, !isSymbol("}") {
      let before = at
      let key = key()
      entries.append((key, value()))
      if isSymbol(",") || isSymbol(";") { at += 1 }
      if at == before { at += 1 }
    }
    let end = current?.range.upperBound ?? source.utf8.count
    at += 1
    return .table(entries, start..<end)
  }

  /// `name =` or `["name"] =`.
  private mutating func key() -> Node? {
    if case .name(let name)? = current?.kind, isSymbol("=", ahead: 1) {
      let range = tokens[at].range
      at += 2
      return node(name, OffsetMap(copying: range), range)
    }
    guard isSymbol("["), isSymbol("]", ahead: 2), isSymbol("=", ahead: 3),
      case .text(let name, let offsets) = tokens[at + 1].kind
    else { return nil }
    let range = tokens[at + 1].range
    at += 4
    return node(name, offsets, range)
  }

  private mutating func value() -> WrittenValue {
    if isSymbol("{") { return table() }
    let start = at
    if let node = literal(), ends(ahead: 0) { return .scalar(node) }
    at = start
    skipValue()
    guard at > start else { return .other(0..<0) }
    return .other(tokens[start].range.lowerBound..<tokens[at - 1].range.upperBound)
  }

  /// A text, a number, `true` or `false`.
  private mutating func literal() -> Node? {
    guard let token = current else { return nil }
    switch token.kind {
    case .text(let text, let offsets):
      at += 1
      return node(text, offsets, token.range)
    case .number(let word):
      at += 1
      return node(word, OffsetMap(copying: token.range), token.range)
    case .name(let word) where word == "true" || word == "false":
      at += 1
      return node(word, OffsetMap(copying: token.range), token.range)
    default: return nil
    }
  }

  /// Goes on to the end of the entry: brackets and blocks of functions are skipped as a whole.
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
        if depth == 0 { return }
      default: break
      }
      at += 1
    }
  }

  private func node(_ text: String, _ offsets: OffsetMap, _ range: Range<Int>) -> Node {
    Node(.scalar(Scalar(text, style: .plain, offsets: offsets)), range: range, in: source)
  }
}
