/// One word of the source.
struct Token {
  enum Kind: UInt8 {
    case end, identifier, quotedIdentifier, int, uint, double, string, bytes
    case leftParen, rightParen, leftBracket, rightBracket, leftBrace, rightBrace
    case dot, comma, colon, question, coalesce
    case plus, minus, star, slash, percent, bang
    case less, lessEqual, greater, greaterEqual, equal, notEqual, and, or, `in`
    /// A literal that was reported already; parses like a literal so that only one issue comes of it.
    case broken
  }

  var kind: Kind
  var start: Int32
  var end: Int32

  var range: Range<Int> { Int(start)..<Int(end) }
}
