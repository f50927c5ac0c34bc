extension Decimal {
  /// The exact sum, or nil when it needs more than 38 digits.
  public func adding(_ other: Decimal) -> Decimal? {
    guard let (one, two, scale) = Self.aligned(self, other) else { return nil }
    let (sum, overflow) = one.addingReportingOverflow(two)
    return overflow ? nil : Decimal(coefficient: sum, scale: scale)
  }

  /// The exact difference, or nil when it needs more than 38 digits.
  public func subtracting(_ other: Decimal) -> Decimal? { adding(other.negated) }

  /// The number with the other sign.
  public var negated: Decimal { Decimal(unchecked: -coefficient, scale: scale) }

  /// The number without its sign.
  public var magnitude: Decimal { isNegative ? negated : self }

  /// The exact product, or nil when it needs more than 38 digits.
  public func multiplied(by other: Decimal) -> Decimal? {
    let (product, overflow) = coefficient.multipliedReportingOverflow(by: other.coefficient)
    if !overflow, let made = Decimal(coefficient: product, scale: scale + other.scale) { return made }
    let (one, two) = (trimmed(to: 0), other.trimmed(to: 0))
    guard one.scale != scale || two.scale != other.scale else { return nil }
    let (retry, again) = one.coefficient.multipliedReportingOverflow(by: two.coefficient)
    return again ? nil : Decimal(coefficient: retry, scale: one.scale + two.scale)
  }

  /// Both coefficients at one scale; nil when that overflows.
  private static func aligned(_ one: Decimal, _ two: Decimal) -> (Int128, Int128, Int)? {
    if one.scale == two.scale { return (one.coefficient, two.coefficient, one.scale) }
    if one.scale > two.scale { return aligned(two, one).map { ($1, $0, $2) } }
    let (scaled, overflow) = one.coefficient.multipliedReportingOverflow(by: power(two.scale - one.scale))
    if !overflow { return (scaled, two.coefficient, two.scale) }
    let shorter = two.trimmed(to: one.scale)
    return shorter.scale < two.scale ? aligned(one, shorter) : nil
  }

  /// The sum together with whether it overflowed (the value is then zero).
  public func addingReportingOverflow(_ other: Decimal) -> (partialValue: Decimal, overflow: Bool) {
    adding(other).map { ($0, false) } ?? (.zero, true)
  }

  /// The difference together with whether it overflowed (the value is then zero).
  public func subtractingReportingOverflow(_ other: Decimal) -> (partialValue: Decimal, overflow: Bool) {
    subtracting(other).map { ($0, false) } ?? (.zero, true)
  }

  /// The product together with whether it overflowed (the value is then zero).
  public func multipliedReportingOverflow(by other: Decimal) -> (partialValue: Decimal, overflow: Bool) {
    multiplied(by: other).map { ($0, false) } ?? (.zero, true)
  }
}
