extension Decimal {
  /// Rounded to `digits` fraction digits (0...38); a number with fewer gets zeros: 1.5 to 2 digits is 1.50.
  ///
  /// Returns nil when the result needs more than 38 digits.
  public func rounded(toScale digits: Int, rounding: Rounding = .halfEven) -> Decimal? {
    guard (0...Self.maxDigits).contains(digits) else { return nil }
    if digits >= scale {
      let (scaled, overflow) = coefficient.multipliedReportingOverflow(by: Self.power(digits - scale))
      return overflow ? nil : Decimal(coefficient: scaled, scale: digits)
    }
    let divisor = Self.power(scale - digits)
    let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: divisor)
    let step = Self.step(
      remainder: remainder.magnitude, divisor: divisor.magnitude, odd: quotient & 1 == 1, rounding)
    return Decimal(coefficient: quotient + (step ? (isNegative ? -1 : 1) : 0), scale: digits)
  }

  /// Whether the truncated quotient moves one away from zero.
  static func step(remainder: UInt128, divisor: UInt128, odd: Bool, _ rounding: Rounding) -> Bool {
    switch rounding {
    case .down: return false
    case .up: return remainder > 0
    case .halfUp: return remainder >= divisor - remainder
    case .halfEven:
      let rest = divisor - remainder
      return remainder > rest || (remainder == rest && odd)
    }
  }

  /// The largest whole number that is not above this one.
  public var floor: Decimal { whole(isNegative ? .up : .down) }

  /// The smallest whole number that is not below this one.
  public var ceiling: Decimal { whole(isNegative ? .down : .up) }

  private func whole(_ rounding: Rounding) -> Decimal { rounded(toScale: 0, rounding: rounding) ?? self }
}
