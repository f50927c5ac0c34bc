extension Lexer {
  mutating func number(_ start: Int) -> Token {
    if peek() == UInt8(ascii: "0"), peek(1) | 32 == UInt8(ascii: "x") { return hexNumber(start) }
    var kind = Token.Kind.int
    skipDigits()
    if peek() == UInt8(ascii: "."), isDigit(peek(1)) {
      kind = .double
      position += 1
      skipDigits()
    }
    if peek() | 32 == UInt8(ascii: "e"), exponentFollows {
      kind = .double
      position += isDigit(peek(1)) ? 1 : 2
      skipDigits()
    }
    if kind == .int, peek() | 32 == UInt8(ascii: "u") {
      position += 1
      kind = .uint
    }
    return finish(kind, start)
  }

  private var exponentFollows: Bool {
    let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
    return isDigit(peek(sign ? 2 : 1))
  }

  private mutating func skipDigits() { while isDigit(peek()) { position += 1 } }

  private mutating func hexNumber(_ start: Int) -> Token {
    position += 2
    let digits = position
    while JSONText.hexDigit(peek()) != nil { position += 1 }
    guard position > digits else {
      while isLetter(peek()) || isDigit(peek()) { position += 1 }
      report("C0104", "a hexadecimal number needs digits after `0x`", start)
      return token(.broken, start)
    }
    if peek() | 32 == UInt8(ascii: "u") {
      position += 1
      return finish(.uint, start)
    }
    return finish(.int, start)
  }

  /// A number must not run into a word: `12abc`, `1.5u`.
  private mutating func finish(_ kind: Token.Kind, _ start: Int) -> Token {
    guard isLetter(peek()) else { return token(kind, start) }
    while isLetter(peek()) || isDigit(peek()) { position += 1 }
    let text = String(decoding: source[start..<position], as: UTF8.self)
    report(
      "C0104", "`\(text)` is not a number", start,
      help: ["numbers are written `12`, `12u`, `0x1F`, `1.5` or `1e3`"])
    return token(.broken, start)
  }
}
