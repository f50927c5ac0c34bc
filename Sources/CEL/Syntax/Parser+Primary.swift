extension Parser {
  mutating func primary() throws(Stop) -> Syntax.ID {
    let token = token
    switch token.kind {
    case .leftParen:
      advance()
      let inner = try expression()
      try expect(.rightParen, "`)`")
      return inner
    case .leftBracket: return try list()
    case .leftBrace: return try map()
    case .dot, .identifier: return try name()
    case .broken:
      advance()
      return try add(.broken, from: token.start)
    default: return try literal()
    }
  }

  private mutating func name() throws(Stop) -> Syntax.ID {
    let start = token.start
    let isRooted = take(.dot)
    let word = token
    guard word.kind == .identifier else { throw unexpected("expected a name") }
    let name = text(word)
    if !isRooted, let constant = Self.words[name] {
      advance()
      return try add(.literal(constant), from: start)
    }
    if Self.words[name] != nil || Self.reserved.contains(name) { throw reservedWord(name, word.range) }
    advance()
    guard token.kind == .leftParen else { return try add(.name(name, rooted: isRooted), from: start) }
    let open = token
    let arguments = try arguments()
    let call = Call(name: name, nameRange: word.range, target: nil, start: start, open: open)
    return try function(call, arguments, rooted: isRooted)
  }

  private static let words: [String: Value] = ["true": .bool(true), "false": .bool(false), "null": .null]

  private mutating func list() throws(Stop) -> Syntax.ID {
    let start = token.start
    advance()
    var elements: [Syntax.Element] = []
    while token.kind != .rightBracket {
      if token.kind == .comma, elements.isEmpty, tokens[at + 1].kind == .rightBracket {
        advance()
        break
      }
      let isOptional = take(.question)
      elements.append(Syntax.Element(node: try expression(), isOptional: isOptional))
      guard take(.comma) else { break }
    }
    try expect(.rightBracket, "`,` or `]`")
    return try add(.list(elements), from: start, childList: elements.map(\.node))
  }

  private mutating func map() throws(Stop) -> Syntax.ID {
    let start = token.start
    advance()
    var entries: [Syntax.Entry] = []
    while token.kind != .rightBrace {
      if token.kind == .comma, entries.isEmpty, tokens[at + 1].kind == .rightBrace {
        advance()
        break
      }
      let isOptional = take(.question)
      let key = try expression()
      try expect(.colon, "`:` and the value")
      entries.append(Syntax.Entry(key: key, value: try expression(), isOptional: isOptional))
      guard take(.comma) else { break }
    }
    try expect(.rightBrace, "`,` or `}`")
    return try add(.map(entries), from: start, childList: entries.flatMap { [$0.key, $0.value] })
  }
}
