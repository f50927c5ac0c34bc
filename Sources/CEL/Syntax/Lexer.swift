/// Cuts a source into tokens. Everything is octets; offsets are UTF-8.
struct Lexer {
  let source: [UInt8]
  let profile: Profile
  var position = 0
  var issues: [Issue] = []
  /// The decoded content of string and bytes tokens, by start offset.
  var contents: [Int32: [UInt8]] = [:]

  init(_ text: String, profile: Profile) { self.init(octets: Array(text.utf8), profile: profile) }

  init(octets: [UInt8], profile: Profile) {
    source = octets
    self.profile = profile
  }

  /// All tokens up to and including `.end`.
  mutating func tokens() -> [Token] {
    var all: [Token] = []
    all.reserveCapacity(source.count / 3 + 2)
    repeat { all.append(next()) } while all[all.count - 1].kind != .end
    return all
  }

  @inline(__always)
  func peek(_ ahead: Int = 0) -> UInt8 {
    position + ahead < source.count ? source[position + ahead] : 0
  }

  mutating func next() -> Token {
    skipSpace()
    let start = position
    guard position < source.count else { return token(.end, start) }
    let octet = source[position]
    if isLetter(octet) { return word(start) }
    if isDigit(octet) || (octet == UInt8(ascii: ".") && isDigit(peek(1))) { return number(start) }
    switch octet {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return string(start, raw: false, bytes: false)
    case UInt8(ascii: "`"): return quotedIdentifier(start)
    default: return symbol(octet, start)
    }
  }

  func token(_ kind: Token.Kind, _ start: Int) -> Token {
    Token(kind: kind, start: Int32(start), end: Int32(position))
  }

  private mutating func skipSpace() {
    while position < source.count {
      switch source[position] {
      case 0x20, 0x09, 0x0A, 0x0C, 0x0D: position += 1
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
        while position < source.count, source[position] != 0x0A { position += 1 }
      default: return
      }
    }
  }

  private mutating func word(_ start: Int) -> Token {
    if let (raw, bytes, length) = stringPrefix() {
      position += length
      return string(start, raw: raw, bytes: bytes)
    }
    while isLetter(peek()) || isDigit(peek()) { position += 1 }
    let isIn =
      position - start == 2 && source[start] == UInt8(ascii: "i") && source[start + 1] == UInt8(ascii: "n")
    return token(isIn ? .in : .identifier, start)
  }

  /// `r`, `b` or `br` in any case directly before a quote.
  private func stringPrefix() -> (raw: Bool, bytes: Bool, length: Int)? {
    func isQuote(_ octet: UInt8) -> Bool { octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'") }
    let (first, second) = (peek() | 32, peek(1) | 32)
    if isQuote(peek(1)) {
      if first == UInt8(ascii: "r") { return (true, false, 1) }
      if first == UInt8(ascii: "b") { return (false, true, 1) }
    }
    if first == UInt8(ascii: "b"), second == UInt8(ascii: "r"), isQuote(peek(2)) { return (true, true, 2) }
    return nil
  }

  private mutating func quotedIdentifier(_ start: Int) -> Token {
    position += 1
    while position < source.count, source[position] != UInt8(ascii: "`") {
      let octet = source[position]
      let isAllowed =
        isLetter(octet) || isDigit(octet) || octet == UInt8(ascii: ".") || octet == UInt8(ascii: "-")
        || octet == UInt8(ascii: "/") || octet == UInt8(ascii: " ")
      guard isAllowed else { break }
      position += 1
    }
    guard peek() == UInt8(ascii: "`"), position > start + 1 else {
      position = max(position, start + 1)
      report("C0105", "a name in backquotes holds letters, digits, `_`, `.`, `-`, `/` and blanks", start)
      return token(.broken, start)
    }
    position += 1
    return token(.quotedIdentifier, start)
  }

  /// Reports an issue for the text from `start` to the position.
  mutating func report(
    _ code: String, _ message: String, _ start: Int, label: String = "", help: [String] = [],
    replacement: String? = nil
  ) {
    let range = start..<max(start, position)
    issues.append(
      Issue(
        code: code, message: message, label: label, range: range, help: help,
        replacement: replacement.map { Issue.Replacement(range: range, text: $0) }))
  }
}

@inline(__always)
func isLetter(_ octet: UInt8) -> Bool {
  (octet | 32) &- UInt8(ascii: "a") < 26 || octet == UInt8(ascii: "_")
}

@inline(__always)
func isDigit(_ octet: UInt8) -> Bool { octet &- UInt8(ascii: "0") < 10 }
