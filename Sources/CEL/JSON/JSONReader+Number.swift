extension JSONReader {
  /// Consumes a number and gives its digits in place, so that decimals never pass through a double.
  public mutating func readNumber() throws(JSONError) -> JSONNumber {
    guard try next() == .number else { throw wrongKind("expected a number") }
    let start = position
    var isIntegral = true
    if peek == UInt8(ascii: "-") { position += 1 }
    if peek == UInt8(ascii: "0") {
      position += 1
      if isDigit(peek) { throw invalidNumber(start, "a number may not begin with 0") }
    } else {
      try digits(start)
    }
    if peek == UInt8(ascii: ".") {
      position += 1
      isIntegral = false
      try digits(start)
    }
    if peek | 32 == UInt8(ascii: "e") {
      position += 1
      isIntegral = false
      if peek == UInt8(ascii: "-") || peek == UInt8(ascii: "+") { position += 1 }
      try digits(start)
    }
    let range = UnsafeRawBufferPointer(start: octets + start, count: position - start)
    return JSONNumber(octets: range, isIntegral: isIntegral)
  }

  @inline(__always)
  private var peek: UInt8 { position < count ? octets[position] : 0 }

  @inline(__always)
  private func isDigit(_ octet: UInt8) -> Bool { octet &- UInt8(ascii: "0") < 10 }

  private mutating func digits(_ start: Int) throws(JSONError) {
    guard isDigit(peek) else { throw invalidNumber(start, "a digit is missing in a number") }
    while isDigit(peek) { position += 1 }
  }

  private func invalidNumber(_ start: Int, _ message: String) -> JSONError {
    JSONError(.invalidNumber, offset: start, message)
  }
}

/// A number in place in a JSON text. Valid as long as the text is.
public struct JSONNumber {
  /// The digits as written.
  public let octets: UnsafeRawBufferPointer
  /// True when written without fraction and exponent.
  public let isIntegral: Bool

  /// The digits as written.
  public var text: String { String(decoding: octets, as: UTF8.self) }

  /// The whole number; nil for a fraction, an exponent, or beyond 64 bits.
  public var int: Int64? {
    guard isIntegral, let first = octets.first else { return nil }
    let negative = first == UInt8(ascii: "-")
    var value: Int64 = 0
    for index in (negative ? 1 : 0)..<octets.count {
      let digit = Int64(octets[index] &- UInt8(ascii: "0"))
      let (product, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) =
        negative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      if over || carry { return nil }
      value = sum
    }
    return value
  }

  /// The nearest double; infinite beyond its range.
  public var double: Double {
    // Up to 2^53 digits and powers of ten up to 22 are exact, and so is then the rounding of their quotient.
    var (mantissa, fraction, isFraction): (UInt64, Int, Bool) = (0, 0, false)
    for octet in octets {
      let digit = octet &- UInt8(ascii: "0")
      if digit < 10 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if isFraction { fraction += 1 }
      } else if octet == UInt8(ascii: ".") {
        isFraction = true
      } else if octet != UInt8(ascii: "-") {
        return Double(text) ?? .nan
      }
    }
    guard octets.count < 17, mantissa < 1 << 53 else { return Double(text) ?? .nan }
    let value = Double(mantissa) / Self.powers[fraction]
    return octets[0] == UInt8(ascii: "-") ? -value : value
  }

  private static let powers: [Double] = (0...16).map { power in
    (0..<power).reduce(1.0) { value, _ in value * 10 }
  }

  /// The exact decimal; nil beyond 38 digits.
  public var decimal: Decimal? { Decimal(utf8: octets) }

  /// An int when it is a whole number in range, a double otherwise.
  public var value: Value { int.map(Value.int) ?? .double(double) }
}
