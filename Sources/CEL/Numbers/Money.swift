/// An exact amount in a currency. Two amounts are equal when value and currency are.
public struct Money: Sendable, Hashable {
  /// The amount in major units, as written: `15.00`.
  public let amount: Decimal

  /// The amount's currency.
  public let currency: Currency

  /// An amount in a currency; not rounded.
  public init(_ amount: Decimal, _ currency: Currency) {
    self.amount = amount
    self.currency = currency
  }

  /// Reads `15.00 EUR`, or `15.00` when a default currency is given. Returns nil for anything else.
  public init?(_ text: String, default currency: Currency? = nil) {
    let parts = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard let first = parts.first, let amount = Decimal(String(Substring(first))) else { return nil }
    switch parts.count {
    case 1:
      guard let currency else { return nil }
      self.init(amount, currency)
    case 2:
      guard let stated = Currency(code: String(Substring(parts[1]))) else { return nil }
      self.init(amount, stated)
    default: return nil
    }
  }

  /// Rounded to the currency's minor units; nil only when that takes more than 38 digits.
  public func rounded(_ rounding: Rounding = .halfEven) -> Money? {
    amount.rounded(toScale: currency.minorUnits, rounding: rounding).map { Money($0, currency) }
  }
}

extension Money: CustomStringConvertible {
  /// The amount and the code: `15.00 USD`.
  public var description: String { "\(amount) \(currency.code)" }
}

extension Money {
  /// The sum; nil for different currencies (a zero amount goes with any) or an overflow.
  public func adding(_ other: Money) -> Money? {
    guard let currency = shared(with: other) else { return nil }
    return amount.adding(other.amount).map { Money($0, currency) }
  }

  /// The difference; nil for different currencies (a zero amount goes with any) or an overflow.
  public func subtracting(_ other: Money) -> Money? { adding(other.negated) }

  /// The amount with the other sign.
  public var negated: Money { Money(amount.negated, currency) }

  /// The amount times a number, not rounded; nil on overflow.
  public func multiplied(by factor: Decimal) -> Money? {
    amount.multiplied(by: factor).map { Money($0, currency) }
  }

  /// The amount divided by a number to 34 significant digits; nil for zero or an overflow.
  public func divided(by divisor: Decimal) -> Money? {
    amount.divided(by: divisor).map { Money($0, currency) }
  }

  /// The currency both can be taken in; a zero amount fits any. Nil when they differ.
  func shared(with other: Money) -> Currency? {
    if currency == other.currency || other.amount.isZero { return currency }
    return amount.isZero ? other.currency : nil
  }
}

extension Money {
  /// Splits the amount, rounded to minor units, in proportion to `ratios` so that the parts add up exactly.
  ///
  /// Each part is first cut down to minor units; the units left over go to the largest remainders, earlier
  /// parts first: 10.00 in three equal parts is 3.34, 3.33, 3.33. Returns nil for no ratios, a negative
  /// ratio, only zero ratios, or an overflow.
  public func allocate(_ ratios: [Decimal]) -> [Money]? {
    guard let total = rounded(), let weights = Self.weights(ratios) else { return nil }
    let units = total.amount.coefficient
    let sum = weights.reduce(0, +)
    var parts: [Int128] = []
    var remainders: [(rest: UInt128, index: Int)] = []
    for (index, weight) in weights.enumerated() {
      let product = units.magnitude.multipliedFullWidth(by: weight)
      guard product.high < sum else { return nil }
      let (quotient, rest) = sum.dividingFullWidth((high: product.high, low: product.low))
      parts.append(Int128(quotient))
      remainders.append((rest, index))
    }
    let left = Int(Int128(units.magnitude) - parts.reduce(0, +))
    remainders.sort { $0.rest != $1.rest ? $0.rest > $1.rest : $0.index < $1.index }
    for entry in remainders.prefix(left) { parts[entry.index] += 1 }
    let scale = total.amount.scale
    return parts.map { Money(Decimal(unchecked: units < 0 ? -$0 : $0, scale: scale), currency) }
  }

  /// The ratios as whole numbers of one scale; nil when there is nothing to divide by.
  private static func weights(_ ratios: [Decimal]) -> [UInt128]? {
    guard !ratios.contains(where: \.isNegative), let scale = ratios.map(\.scale).max() else { return nil }
    var sum: UInt128 = 0
    var weights: [UInt128] = []
    for ratio in ratios {
      guard let scaled = ratio.rounded(toScale: scale) else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(scaled.coefficient.magnitude)
      guard !overflow else { return nil }
      sum = next
      weights.append(scaled.coefficient.magnitude)
    }
    return sum > 0 ? weights : nil
  }
}
