/// The written forms of numbers, checked digit by digit and never through binary floating point.
enum NumberSyntax {
  /// Whether a text is a JSON number: `-0`, `1.50`, `1e3`; not `+1`, `.5`, `1.` or `007`.
  static func isJSONNumber(_ text: String) -> Bool {
    var rest = Substring(text).utf8[...]
    if rest.first == 0x2D { rest.removeFirst() }
    let whole = digits(&rest)
    guard whole > 0, whole == 1 || text.utf8.first(where: { $0 != 0x2D }) != 0x30 else { return false }
    if rest.first == 0x2E {
      rest.removeFirst()
      guard digits(&rest) > 0 else { return false }
    }
    if rest.first == 0x65 || rest.first == 0x45 {
      rest.removeFirst()
      if rest.first == 0x2B || rest.first == 0x2D { rest.removeFirst() }
      guard digits(&rest) > 0 else { return false }
    }
    return rest.isEmpty
  }

  /// Whether a text is a decimal number without exponent, at most 38 digits: `12`, `-0.50`.
  static func isDecimal(_ text: String) -> Bool {
    isJSONNumber(text) && text.utf8.allSatisfy { $0 != 0x65 && $0 != 0x45 }
      && text.utf8.count(where: isDigit) <= 38
  }

  /// A whole number; `nil` if it is none or does not fit.
  static func integer(_ text: some StringProtocol) -> Int? {
    let unsigned = text.utf8.first == 0x2D ? text.utf8.dropFirst() : text.utf8[...]
    guard !unsigned.isEmpty, unsigned.allSatisfy(isDigit) else { return nil }
    return Int(text)
  }

  /// Whether a byte is an ASCII digit.
  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func digits(_ rest: inout Substring.UTF8View) -> Int {
    let count = rest.prefix(while: isDigit).count
    rest.removeFirst(count)
    return count
  }
}
