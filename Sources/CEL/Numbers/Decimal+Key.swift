extension Decimal {
  /// A whole number that orders decimals like the decimals themselves: twice the number of whole units of
  /// `10^-scale`, rounded down, plus one when something is left over. Nil when it does not fit 64 bits.
  ///
  /// Keys of decimals with at most `scale` fraction digits are even and exact: two of them are equal when the
  /// decimals are, and any other decimal has an odd key or another even one.
  package func orderKey(scale: Int) -> Int64? {
    guard scale >= 0, scale <= Self.maxDigits else { return nil }
    let units: Int128
    var isRest = false
    if self.scale <= scale {
      let (product, overflow) = coefficient.multipliedReportingOverflow(by: Self.power(scale - self.scale))
      if overflow { return nil }
      units = product
    } else {
      let (quotient, rest) = coefficient.quotientAndRemainder(dividingBy: Self.power(self.scale - scale))
      isRest = rest != 0
      units = rest < 0 ? quotient - 1 : quotient
    }
    let (doubled, overflow) = units.multipliedReportingOverflow(by: 2)
    return overflow ? nil : Int64(exactly: doubled + (isRest ? 1 : 0))
  }

  /// The fraction digits that are left when trailing zeros are cut off.
  package var significantScale: Int { trimmed(to: 0).scale }
}
