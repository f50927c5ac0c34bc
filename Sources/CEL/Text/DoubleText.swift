/// The language's own text forms of doubles.
enum DoubleText {
  /// Shortest digits; exponent form below 1e-4 and from 1e6 on: `1`, `123456.789`, `1e+06`.
  static func general(_ number: Double) -> String {
    guard number.isFinite else { return plainText(number) }
    let (negative, digits, exponent) = shortest(number)
    let sign = negative ? "-" : ""
    if exponent < -4 || exponent >= 6, digits != [UInt8(ascii: "0")] {
      let head = String(decoding: digits[..<1], as: UTF8.self)
      let tail = digits.count > 1 ? "." + String(decoding: digits[1...], as: UTF8.self) : ""
      let mark = exponent < 0 ? "-" : "+"
      return "\(sign)\(head)\(tail)e\(mark)\(padded(abs(exponent), 2))"
    }
    return sign + fixed(digits, exponent)
  }

  /// All digits without an exponent.
  static func fixed(_ number: Double) -> String {
    guard number.isFinite else { return plainText(number) }
    let (negative, digits, exponent) = shortest(number)
    return (negative ? "-" : "") + fixed(digits, exponent)
  }

  private static func fixed(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text }
    let whole = exponent + 1
    if digits.count <= whole { return text + String(repeating: "0", count: whole - digits.count) }
    return String(decoding: digits[..<whole], as: UTF8.self) + "."
      + String(decoding: digits[whole...], as: UTF8.self)
  }

  /// The shortest digits that read back, and the decimal exponent of the first.
  private static func shortest(_ number: Double) -> (negative: Bool, digits: [UInt8], exponent: Int) {
    var octets = Array(number.magnitude.description.utf8)
    var exponent = 0
    if let mark = octets.firstIndex(of: UInt8(ascii: "e")) {
      exponent = Int(String(decoding: octets[(mark + 1)...], as: UTF8.self)) ?? 0
      octets.removeSubrange(mark...)
    }
    let point = octets.firstIndex(of: UInt8(ascii: ".")) ?? octets.count
    var digits = octets.filter { $0 != UInt8(ascii: ".") }
    exponent += point - 1
    while digits.count > 1, digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    if digits == [UInt8(ascii: "0")] { exponent = 0 }
    return (number.sign == .minus, digits, exponent)
  }
}
