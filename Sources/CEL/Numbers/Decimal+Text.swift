extension Decimal: CustomStringConvertible, LosslessStringConvertible {
  /// Reads a whole text strictly: an optional sign, digits with at most one point that has digits on both
  /// sides, and an optional exponent. `"15.00"`, `"-0.085"`, `"1.5e3"`; not `"1,000"`, `"5."`, `" 5"` or `"0x1"`.
  ///
  /// Returns nil for anything else, and for numbers of more than 38 digits.
  public init?(_ text: String) {
    var reader = DecimalReader()
    for octet in text.utf8 { guard reader.take(octet) else { return nil } }
    guard let made = reader.finish() else { return nil }
    self = made
  }

  /// Reads a whole text as `init?(_:)` does, from octets.
  public init?(utf8 octets: UnsafeRawBufferPointer) {
    var reader = DecimalReader()
    for octet in octets { guard reader.take(octet) else { return nil } }
    guard let made = reader.finish() else { return nil }
    self = made
  }

  /// The plain decimal text with all kept fraction digits: `15.00`.
  public var description: String {
    let magnitude = String(coefficient.magnitude)
    let sign = isNegative ? "-" : ""
    guard scale > 0 else { return sign + magnitude }
    let padded = String(repeating: "0", count: max(0, scale + 1 - magnitude.utf8.count)) + magnitude
    let split = padded.utf8.index(padded.utf8.endIndex, offsetBy: -scale)
    return sign + padded[..<split] + "." + padded[split...]
  }
}

/// Reads a decimal octet by octet without an intermediate string.
struct DecimalReader {
  private enum Place { case start, signed, whole, point, fraction, mark, markSigned, exponent }
  private var place = Place.start
  private var negative = false
  private var coefficient: Int128 = 0
  private var scale = 0
  private var exponent = 0
  private var exponentNegative = false

  mutating func take(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return digit(Int128(octet - UInt8(ascii: "0")))
    case UInt8(ascii: "-"), UInt8(ascii: "+"): return sign(octet == UInt8(ascii: "-"))
    case UInt8(ascii: "."):
      guard place == .whole else { return false }
      place = .point
    case UInt8(ascii: "e"), UInt8(ascii: "E"):
      guard place == .whole || place == .fraction else { return false }
      place = .mark
    default: return false
    }
    return true
  }

  private mutating func sign(_ minus: Bool) -> Bool {
    switch place {
    case .start:
      negative = minus
      place = .signed
    case .mark:
      exponentNegative = minus
      place = .markSigned
    default: return false
    }
    return true
  }

  private mutating func digit(_ value: Int128) -> Bool {
    switch place {
    case .mark, .markSigned, .exponent:
      place = .exponent
      exponent = min(100_000, exponent * 10 + Int(value))
      return true
    case .point, .fraction:
      place = .fraction
      scale += 1
    default: place = .whole
    }
    guard scale <= 1000, coefficient < Decimal.limit / 10 else { return false }
    coefficient = coefficient * 10 + value
    return true
  }

  func finish() -> Decimal? {
    guard place == .whole || place == .fraction || place == .exponent else { return nil }
    var scale = scale + (exponentNegative ? exponent : -exponent)
    var value = coefficient
    if scale < 0 {
      if value == 0 { return Decimal(unchecked: 0, scale: 0) }
      guard scale >= -Decimal.maxDigits else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: Decimal.power(-scale))
      guard !overflow else { return nil }
      value = product
      scale = 0
    }
    while scale > Decimal.maxDigits, value % 10 == 0 {
      value /= 10
      scale -= 1
      if value == 0 { scale = min(scale, Decimal.maxDigits) }
    }
    return Decimal(coefficient: negative ? -value : value, scale: scale)
  }
}
