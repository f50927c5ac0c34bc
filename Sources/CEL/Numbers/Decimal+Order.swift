extension Decimal: Hashable, Comparable {
  /// Equality by value: `1.50 == 1.5`.
  public static func == (left: Decimal, right: Decimal) -> Bool { compare(left, right) == 0 }

  public static func < (left: Decimal, right: Decimal) -> Bool { compare(left, right) < 0 }

  public func hash(into hasher: inout Hasher) {
    let plain = trimmed(to: 0)
    hasher.combine(plain.coefficient)
    hasher.combine(plain.scale)
  }

  /// -1, 0 or 1.
  @inline(__always)
  static func compare(_ left: Decimal, _ right: Decimal) -> Int {
    if left.scale == right.scale {
      let (one, two) = (left.coefficient, right.coefficient)
      return one < two ? -1 : one > two ? 1 : 0
    }
    return compareScaled(left, right)
  }

  private static func compareScaled(_ left: Decimal, _ right: Decimal) -> Int {
    if left.signum != right.signum { return left.signum < right.signum ? -1 : 1 }
    if left.scale > right.scale { return -compareScaled(right, left) }
    let scaled = left.coefficient.multipliedFullWidth(by: power(right.scale - left.scale))
    let other = right.coefficient
    let (high, low) = (scaled.high, scaled.low)
    let otherHigh: Int128 = other < 0 ? -1 : 0
    if high != otherHigh { return high < otherHigh ? -1 : 1 }
    let otherLow = UInt128(truncatingIfNeeded: other)
    return low < otherLow ? -1 : low > otherLow ? 1 : 0
  }

  /// Without trailing fraction zeros, down to `minimum` fraction digits.
  func trimmed(to minimum: Int) -> Decimal {
    var (value, digits) = (coefficient, scale)
    while digits > minimum, value % 10 == 0 {
      value /= 10
      digits -= 1
    }
    return Decimal(unchecked: value, scale: digits)
  }
}
