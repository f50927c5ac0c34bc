internal import CEL

/// Exact arithmetic that says so when a number gets too long.
extension Decimal {
  func plus(_ other: Decimal) throws(FeeError) -> Decimal {
    guard let sum = adding(other) else { throw .overflow }
    return sum
  }

  func minus(_ other: Decimal) throws(FeeError) -> Decimal {
    guard let difference = subtracting(other) else { throw .overflow }
    return difference
  }

  func times(_ other: Decimal) throws(FeeError) -> Decimal {
    guard let product = multiplied(by: other) else { throw .overflow }
    return product
  }

  /// Rounded to the minor units of a currency.
  func cents(_ currency: Currency, _ rounding: Rounding) throws(FeeError) -> Decimal {
    guard let rounded = rounded(toScale: currency.minorUnits, rounding: rounding) else { throw .overflow }
    return rounded
  }
}

extension Sequence where Element == Decimal {
  func total() throws(FeeError) -> Decimal {
    var sum = Decimal(0)
    for number in self { sum = try sum.plus(number) }
    return sum
  }
}

/// An amount before it is rounded: a number, and what it is still to be divided by.
struct Fraction {
  var number: Decimal
  var divisor = Decimal(1)

  init(_ number: Decimal) { self.number = number }

  init(_ number: Decimal, over divisor: Decimal) {
    self.number = number
    self.divisor = divisor
  }

  /// Rounded once, from the exact value.
  func cents(_ currency: Currency, _ rounding: Rounding) throws(FeeError) -> Decimal {
    guard let cents = number.divided(by: divisor, scale: currency.minorUnits, rounding: rounding) else {
      throw .overflow
    }
    return cents
  }

  /// The value to 34 digits, to be shown.
  var shown: Decimal { divisor == Decimal(1) ? number : number.divided(by: divisor) ?? number }
}
