internal import RulesEngine

/// Splits Lua into tokens that know their places: enough to find the texts that a rule script is declared with.
struct LuaLexer {
  /// What a token is.
  enum Kind: Equatable {
    case name(String)
    case text(String, OffsetMap)
    case number(String)
    /// An operator or a mark.
    case other(String)
  }

  struct Token {
    var kind: Kind
    var range: Range<Int>
  }

  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The tokens of a text. What is no Lua becomes tokens too: the compiler is the one to complain.
  static func tokens(of bytes: [UInt8]) -> [Token] {
    var lexer = LuaLexer(bytes)
    var tokens: [Token] = []
    while let token = lexer.next() { tokens.append(token) }
    return tokens
  }

  private func peek(_ ahead: Int = 0) -> UInt8 { at + ahead < bytes.count ? bytes[at + ahead] : 0 }

  private mutating func next() -> Token? {
    skipBlanks()
    guard at < bytes.count else { return nil }
    let start = at
    let kind: Kind
    if Self.isName(peek()), !Self.isDigit(peek()) {
      while at < bytes.count, Self.isName(peek()) { at += 1 }
      kind = .name(word(from: start))
    } else if peek() == UInt8(ascii: "\"") || peek() == UInt8(ascii: "'") {
      kind = quoted()
    } else if let level = longBracket() {
      kind = long(level)
    } else if Self.isDigit(peek()) || (peek() == UInt8(ascii: ".") && Self.isDigit(peek(1))) {
      kind = number()
    } else {
      at += operatorLength
      kind = .other(word(from: start))
    }
    return Token(kind: kind, range: start..<at)
  }

  private func word(from start: Int) -> String { String(decoding: bytes[start..<at], as: UTF8.self) }

  /// Digits with what belongs to them: `0x1F`, `1e-3`, `2.5`.
  private mutating func number() -> Kind {
    let start = at
    let isHex = peek() == UInt8(ascii: "0") && peek(1) | 0x20 == UInt8(ascii: "x")
    while at < bytes.count {
      let isExponent = peek() | 0x20 == UInt8(ascii: isHex ? "p" : "e")
      if isExponent, peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") { at += 1 }
      guard Self.isName(peek()) || peek() == UInt8(ascii: ".") || at == start || isExponent else { break }
      at += 1
    }
    return .number(word(from: start))
  }

  private static let operators = ["...", "..", "==", "~=", "<=", ">=", "::", "//", "<<", ">>"].map {
    Array($0.utf8)
  }

  private var operatorLength: Int {
    Self.operators.first { bytes[at...].starts(with: $0) }?.count ?? 1
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isName(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || isDigit(byte)
  }

  private mutating func skipBlanks() {
    while at < bytes.count {
      if peek() <= 0x20 {
        at += 1
      } else if peek() == UInt8(ascii: "-"), peek(1) == UInt8(ascii: "-") {
        at += 2
        if let level = longBracket() {
          _ = long(level)
        } else {
          while at < bytes.count, peek() != 0x0A { at += 1 }
        }
      } else {
        return
      }
    }
  }

  /// The number of `=` in a long bracket that opens here; nil if none does.
  private func longBracket() -> Int? {
    guard peek() == UInt8(ascii: "[") else { return nil }
    var level = 0
    while peek(1 + level) == UInt8(ascii: "=") { level += 1 }
    return peek(1 + level) == UInt8(ascii: "[") ? level : nil
  }

  private mutating func long(_ level: Int) -> Kind {
    at += level + 2
    // A line break right after the bracket is not part of the text.
    if peek() == 0x0D { at += 1 }
    if peek() == 0x0A { at += 1 }
    let start = at
    while at < bytes.count {
      if peek() == UInt8(ascii: "]"), closes(level) {
        let text = start..<at
        at += level + 2
        return .text(String(decoding: bytes[text], as: UTF8.self), OffsetMap(copying: text))
      }
      at += 1
    }
    return .text(word(from: start), OffsetMap(copying: start..<at))
  }

  private func closes(_ level: Int) -> Bool {
    for ahead in 0..<level where peek(1 + ahead) != UInt8(ascii: "=") { return false }
    return peek(1 + level) == UInt8(ascii: "]")
  }

  private mutating func quoted() -> Kind {
    let quote = peek()
    at += 1
    var text: [UInt8] = []
    var offsets = OffsetMap(startingAt: at)
    while at < bytes.count, peek() != quote, peek() != 0x0A {
      let start = at
      let piece = peek() == UInt8(ascii: "\\") ? escape() : [take()]
      text += piece
      offsets.append(source: start..<at, decodedLength: piece.count)
    }
    if peek() == quote { at += 1 }
    return .text(String(decoding: text, as: UTF8.self), offsets)
  }

  private mutating func take() -> UInt8 {
    defer { at += 1 }
    return peek()
  }

  /// What an escape stands for; unknown ones stand for their letter, and the compiler complains.
  private mutating func escape() -> [UInt8] {
    at += 1
    let letter = take()
    switch letter {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "a"): return [0x07]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "v"): return [0x0B]
    case UInt8(ascii: "x"): return [UInt8(truncatingIfNeeded: number(radix: 16, digits: 2))]
    case UInt8(ascii: "z"):
      while at < bytes.count, peek() <= 0x20 { at += 1 }
      return []
    case UInt8(ascii: "u") where peek() == UInt8(ascii: "{"):
      at += 1
      let scalar = UnicodeScalar(UInt32(truncatingIfNeeded: number(radix: 16, digits: 6)))
      if peek() == UInt8(ascii: "}") { at += 1 }
      return Array(String(scalar ?? "\u{FFFD}").utf8)
    case _ where Self.isDigit(letter):
      at -= 1
      return [UInt8(truncatingIfNeeded: number(radix: 10, digits: 3))]
    default: return [letter]
    }
  }

  private mutating func number(radix: Int, digits: Int) -> Int {
    let start = at
    while at < bytes.count, at - start < digits, Int(word(from: at, count: 1), radix: radix) != nil {
      at += 1
    }
    return Int(word(from: start, count: at - start), radix: radix) ?? 0
  }

  private func word(from start: Int, count: Int) -> String {
    String(decoding: bytes[min(start, bytes.count)..<min(start + count, bytes.count)], as: UTF8.self)
  }
}
