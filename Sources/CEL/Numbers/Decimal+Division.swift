extension Decimal {
  /// The quotient with exactly `scale` fraction digits, or nil for a zero divisor or more than 38 digits.
  public func divided(by divisor: Decimal, scale digits: Int, rounding: Rounding = .halfEven) -> Decimal? {
    guard !divisor.isZero, (0...Self.maxDigits).contains(digits) else { return nil }
    // value = (c1 / c2) * 10^(s2 - s1); wanted: round(value * 10^digits)
    return quotient(divisor, shift: digits + divisor.scale - scale, scale: digits, rounding)
  }

  /// The quotient to 34 significant digits, half to even, or nil for a zero divisor or an overflow.
  ///
  /// An exact quotient is printed without needless zeros: 10.00 / 4 is 2.50.
  public func divided(by divisor: Decimal) -> Decimal? {
    guard !divisor.isZero else { return nil }
    if isZero { return Decimal(unchecked: 0, scale: max(0, min(Self.maxDigits, scale - divisor.scale))) }
    let lead = Self.digits(coefficient.magnitude) - Self.digits(divisor.coefficient.magnitude)
    // The quotient's first digit stands at 10^(lead - scale + divisor.scale) or one place lower.
    var digits = 34 - (lead - scale + divisor.scale) - 1
    if compareLead(divisor, lead: lead) { digits += 1 }
    digits = max(0, min(Self.maxDigits, digits))
    let made = quotient(divisor, shift: digits + divisor.scale - scale, scale: digits, .halfEven)
    return made?.trimmed(to: max(0, scale - divisor.scale))
  }

  /// The other spelling of `divided(by:scale:rounding:)`.
  public func divide(by divisor: Decimal, scale: Int, rounding: Rounding = .halfEven) -> Decimal? {
    divided(by: divisor, scale: scale, rounding: rounding)
  }

  /// The other spelling of `rounded(toScale:rounding:)`.
  public func round(toScale digits: Int, rounding: Rounding = .halfEven) -> Decimal? {
    rounded(toScale: digits, rounding: rounding)
  }

  /// Whether the quotient's first digit is one place lower than the digit counts alone say.
  private func compareLead(_ divisor: Decimal, lead: Int) -> Bool {
    let (one, two) = (coefficient.magnitude, divisor.coefficient.magnitude)
    return lead >= 0
      ? one < two * UInt128(Self.power(lead)) : one * UInt128(Self.power(-lead)) < two
  }

  /// `round(c1 * 10^shift / c2)` as a decimal of the given scale.
  private func quotient(
    _ divisor: Decimal, shift: Int, scale digits: Int, _ rounding: Rounding
  ) -> Decimal? {
    var bottom = divisor.coefficient.magnitude
    var left = shift
    while left < 0 {
      let step = min(-left, Self.maxDigits)
      let (product, overflow) = bottom.multipliedReportingOverflow(by: UInt128(Self.power(step)))
      if overflow {
        return Decimal(coefficient: rounding == .up && !isZero ? sign(divisor) : 0, scale: digits)
      }
      bottom = product
      left += step
    }
    var (whole, rest) = coefficient.magnitude.quotientAndRemainder(dividingBy: bottom)
    while left > 0 {
      let step = min(left, 18)
      let factor = UInt128(Self.power(step))
      let (grown, overflow) = whole.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      let product = rest.multipliedFullWidth(by: factor)
      let part = bottom.dividingFullWidth((high: product.high, low: product.low))
      let (sum, carried) = grown.addingReportingOverflow(part.quotient)
      guard !carried else { return nil }
      (whole, rest) = (sum, part.remainder)
      left -= step
    }
    if Self.step(remainder: rest, divisor: bottom, odd: whole & 1 == 1, rounding) { whole += 1 }
    guard whole < UInt128(Self.limit) else { return nil }
    return Decimal(coefficient: Int128(whole) * sign(divisor), scale: digits)
  }

  private func sign(_ divisor: Decimal) -> Int128 { isNegative == divisor.isNegative ? 1 : -1 }

  private static func digits(_ magnitude: UInt128) -> Int {
    var count = 1
    while count < 39, count <= 38, magnitude >= UInt128(power(min(38, count))) {
      count += 1
      if count > 38 { break }
    }
    return count
  }
}
