extension Lexer {
  /// Reads a string whose opening quote is at the position.
  mutating func string(_ start: Int, raw: Bool, bytes: Bool) -> Token {
    let quote = peek()
    let isTriple = peek(1) == quote && peek(2) == quote
    position += isTriple ? 3 : 1
    var content: [UInt8] = []
    var isBroken = false
    while !closes(quote, isTriple) {
      guard position < source.count, isTriple || (peek() != 0x0A && peek() != 0x0D) else {
        report(
          "C0102", "a string is not closed", start, label: "the string begins here",
          help: ["end it with \(isTriple ? "three quotes" : "the same quote") on the same line"])
        return token(.broken, start)
      }
      if peek() == UInt8(ascii: "\\"), !raw {
        if !escape(bytes, &content) { isBroken = true }
      } else {
        content.append(peek())
        position += 1
      }
    }
    position += isTriple ? 3 : 1
    if isBroken { return token(.broken, start) }
    contents[Int32(start)] = content
    return token(bytes ? .bytes : .string, start)
  }

  private func closes(_ quote: UInt8, _ isTriple: Bool) -> Bool {
    guard position < source.count, peek() == quote else { return false }
    return !isTriple || (peek(1) == quote && peek(2) == quote)
  }

  /// Decodes the escape at the position; false when it was reported.
  private mutating func escape(_ bytes: Bool, _ content: inout [UInt8]) -> Bool {
    let start = position
    position += 1
    guard position < source.count else { return true }
    let mark = peek()
    position += 1
    if let plain = Self.plain[mark] {
      content.append(plain)
      return true
    }
    let code: UInt32?
    switch mark {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): code = digits(2, radix: 16)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      position -= 1
      code = digits(3, radix: 8)
    case UInt8(ascii: "u") where !bytes: code = digits(4, radix: 16)
    case UInt8(ascii: "U") where !bytes: code = digits(8, radix: 16)
    default: code = nil
    }
    let isOctet = mark != UInt8(ascii: "u") && mark != UInt8(ascii: "U")
    if let code, bytes, isOctet {
      content.append(UInt8(truncatingIfNeeded: code))
      return true
    }
    guard let code, let scalar = Unicode.Scalar(code), let encoded = UTF8.encode(scalar) else {
      badEscape(start)
      return false
    }
    content.append(contentsOf: encoded)
    return true
  }

  private static let plain: [UInt8: UInt8] = [
    UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "?"): UInt8(ascii: "?"),
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "'"): UInt8(ascii: "'"),
    UInt8(ascii: "`"): UInt8(ascii: "`"), UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8,
    UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
    UInt8(ascii: "v"): 11,
  ]

  private mutating func digits(_ count: Int, radix: UInt32) -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = JSONText.hexDigit(peek()), digit < radix else { return nil }
      value = value &* radix &+ digit
      position += 1
    }
    return value
  }

  private mutating func badEscape(_ start: Int) {
    if position < source.count, source[position - 1] >= 0x80 {
      while position < source.count, source[position] & 0xC0 == 0x80 { position += 1 }
    }
    let text = String(decoding: source[start..<position], as: UTF8.self)
    report(
      "C0103", "`\(text)` is not an escape sequence", start,
      help: ["a backslash itself is written `\\\\`; a raw string r\"...\" takes it as it is"])
  }
}
