extension Parser {
  /// member = primary { "." sel | "." id "(" args ")" | "[" expr "]" | ".?" sel | "[?" expr "]" }
  mutating func member() throws(Stop) -> Syntax.ID {
    let start = token.start
    var operand = try primary()
    while true {
      switch token.kind {
      case .dot: operand = try afterDot(operand, start)
      case .leftBracket:
        advance()
        let isOptional = take(.question)
        let index = try expression()
        try expect(.rightBracket, "`]`")
        operand = try add(.index(operand, index, optional: isOptional), from: start, children: operand, index)
      default: return operand
      }
    }
  }

  private mutating func afterDot(_ operand: Syntax.ID, _ start: Int32) throws(Stop) -> Syntax.ID {
    advance()
    let isOptional = take(.question)
    let word = token
    let field: String
    switch word.kind {
    case .identifier: field = text(word)
    case .quotedIdentifier: field = String(decoding: octets[word.range.dropFirst().dropLast()], as: UTF8.self)
    default: throw unexpected("expected a field name")
    }
    if ["true", "false", "null"].contains(field), word.kind == .identifier {
      throw fail(
        "C0107", "`\(field)` cannot follow a dot", word.range,
        help: ["write .`\(field)` to select a field of that name"], replacement: "`\(field)`")
    }
    advance()
    guard !isOptional, word.kind == .identifier, token.kind == .leftParen else {
      return try add(.select(operand, field: field, optional: isOptional), from: start, children: operand)
    }
    let open = token
    let arguments = try arguments()
    let call = Call(name: field, nameRange: word.range, target: operand, start: start, open: open)
    return try method(call, arguments)
  }

  /// "(" args ")": no trailing comma.
  mutating func arguments() throws(Stop) -> [Syntax.ID] {
    try expect(.leftParen, "`(`")
    var all: [Syntax.ID] = []
    if take(.rightParen) { return all }
    repeat { all.append(try expression()) } while take(.comma)
    try expect(.rightParen, "`,` or `)`")
    return all
  }
}
