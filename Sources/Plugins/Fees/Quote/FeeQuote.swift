package import CEL

/// What a fee comes to, line by line.
///
/// The lines add up to the total, the shares to the total without the taxes, and every amount has the minor units of
/// the currency.
package struct FeeQuote: Sendable, Equatable {
  package var currency: Currency
  /// What the total is made of, in the order of the computation.
  package var lines: [FeeLine] = []
  /// Without taxes.
  package var net: Decimal
  /// The taxes.
  package var tax: Decimal
  /// What is to be paid; never negative.
  package var total: Decimal
  /// The part of `net` that does not depend on the base: flat prices and fixed parts.
  package var fixed: Decimal
  /// Who gets what of `net`.
  package var shares: [(party: String, amount: Decimal)] = []
  /// Which of the fee's prices each line of the kind `fee` comes from.
  package var prices: [Int] = []
  /// Whether the total goes to the payer, as the difference of a downgrade may.
  package var isCredit = false

  package static func == (left: FeeQuote, right: FeeQuote) -> Bool {
    left.currency == right.currency && left.lines == right.lines && left.net == right.net
      && left.tax == right.tax && left.total == right.total && left.fixed == right.fixed
      && left.isCredit == right.isCredit && left.shares.elementsEqual(right.shares, by: ==)
  }
}

/// One line of a quote.
package struct FeeLine: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case fee, limit, cap, waiver, discount, tax
    /// What prices that include taxes hold of them: taken out here, and listed as taxes below.
    case includedTax = "included_tax"
  }

  package var kind: Kind
  package var label: String
  package var amount: Decimal
  /// How the amount came about, in order.
  package var steps: [FeeStep]

  package init(_ kind: Kind, _ label: String, _ amount: Decimal, _ steps: [FeeStep] = []) {
    self.kind = kind
    self.label = label
    self.amount = amount
    self.steps = steps
  }
}

/// One step of a computation, with the numbers it had.
package enum FeeStep: Sendable, Equatable {
  case flat(Decimal)
  /// `share` of `of` is `gives`.
  case percent(Decimal, of: Decimal, gives: Decimal)
  case units(Decimal, at: Decimal, gives: Decimal)
  case packages(Decimal, size: Decimal, at: Decimal, gives: Decimal)
  /// The part of the base that falls in a tier.
  case tier(from: Decimal, upTo: Decimal?)
  case plus(Decimal)
  case free(Decimal)
  case difference(to: Decimal, from: Decimal)
  /// Already charged, of a minimum.
  case trueUp(Decimal, of: Decimal)
  case prorated(Decimal, of: Decimal)
  /// From the exact amount, cut to 34 digits, to minor units.
  case rounded(Decimal, Rounding)
  case raised(to: Decimal)
  case lowered(to: Decimal)
  /// Nothing is charged, because the base is zero.
  case zeroBase
  /// To the amount that the fee is taken of.
  case limited(to: Decimal)
  case capped(used: Decimal, of: Decimal)
  case taken(Decimal, of: Decimal)
}
