extension Lexer {
  mutating func symbol(_ octet: UInt8, _ start: Int) -> Token {
    if let kind = Self.single[octet] {
      position += 1
      return token(kind, start)
    }
    let following = peek(1)
    switch (octet, following) {
    case (UInt8(ascii: "<"), UInt8(ascii: "=")): return double(.lessEqual, start)
    case (UInt8(ascii: ">"), UInt8(ascii: "=")): return double(.greaterEqual, start)
    case (UInt8(ascii: "="), UInt8(ascii: "=")): return double(.equal, start)
    case (UInt8(ascii: "!"), UInt8(ascii: "=")): return double(.notEqual, start)
    case (UInt8(ascii: "&"), UInt8(ascii: "&")): return double(.and, start)
    case (UInt8(ascii: "|"), UInt8(ascii: "|")): return double(.or, start)
    case (UInt8(ascii: "?"), UInt8(ascii: "?")) where profile == .rules: return double(.coalesce, start)
    case (UInt8(ascii: "<"), _): return one(.less, start)
    case (UInt8(ascii: ">"), _): return one(.greater, start)
    case (UInt8(ascii: "!"), _): return one(.bang, start)
    case (UInt8(ascii: "?"), _): return one(.question, start)
    default: return stray(octet, start)
    }
  }

  private static let single: [UInt8: Token.Kind] = [
    UInt8(ascii: "("): .leftParen, UInt8(ascii: ")"): .rightParen, UInt8(ascii: "["): .leftBracket,
    UInt8(ascii: "]"): .rightBracket, UInt8(ascii: "{"): .leftBrace, UInt8(ascii: "}"): .rightBrace,
    UInt8(ascii: "."): .dot, UInt8(ascii: ","): .comma, UInt8(ascii: ":"): .colon,
    UInt8(ascii: "+"): .plus, UInt8(ascii: "-"): .minus, UInt8(ascii: "*"): .star,
    UInt8(ascii: "/"): .slash, UInt8(ascii: "%"): .percent,
  ]

  private mutating func one(_ kind: Token.Kind, _ start: Int) -> Token {
    position += 1
    return token(kind, start)
  }

  private mutating func double(_ kind: Token.Kind, _ start: Int) -> Token {
    position += 2
    return token(kind, start)
  }

  /// A character that begins no token. The nearest operator takes its place so that reading goes on.
  private mutating func stray(_ octet: UInt8, _ start: Int) -> Token {
    position += 1
    switch octet {
    case UInt8(ascii: "="):
      report(
        "C0105", "`=` is not an operator", start, label: "equality is written `==`",
        help: ["write `==`"], replacement: "==")
      return token(.equal, start)
    case UInt8(ascii: "&"):
      report(
        "C0105", "`&` is not an operator", start, label: "logical and is written `&&`",
        help: ["write `&&`"], replacement: "&&")
      return token(.and, start)
    case UInt8(ascii: "|"):
      report(
        "C0105", "`|` is not an operator", start, label: "logical or is written `||`",
        help: ["write `||`"], replacement: "||")
      return token(.or, start)
    default:
      while position < source.count, source[position] & 0xC0 == 0x80 { position += 1 }
      let text = String(decoding: source[start..<position], as: UTF8.self)
      let isQuote = ["\u{201C}", "\u{201D}", "\u{2018}", "\u{2019}"].contains(text)
      report(
        "C0105", "unexpected character \(quoted(text))", start,
        label: "no expression holds this outside a string",
        help: isQuote ? ["write strings in straight quotes: \"text\""] : [])
      return token(.broken, start)
    }
  }
}
