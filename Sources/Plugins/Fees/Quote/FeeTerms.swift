package import CEL

/// What a fee costs on one occasion: its definition with every number known and every condition settled.
///
/// `quote` is the one way from terms to amounts: what a checkout shows, what is charged and what is explained are the
/// same call.
package struct FeeTerms: Sendable, Equatable {
  /// The currency of all amounts in here.
  package var currency: Currency
  /// The prices that apply; see `combination`.
  package var prices: [FeePrice]
  /// What becomes of several prices.
  package var combination = FeeCombination.first
  /// The part of a period that is paid for.
  package var proration: Proration?
  /// How amounts are brought to minor units.
  package var rounding = Rounding.halfEven
  /// What a base of zero costs.
  package var onZero = ZeroBase.noFee
  /// Whether the fee may be higher than the amount it is taken of.
  package var mayExceedBase = false
  /// What is left of the cap of the period; nil where nothing caps the fee.
  package var room: PeriodRoom?
  /// What is taken off, in this order.
  package var reductions: [Reduction] = []
  /// How several reductions meet.
  package var stacking = Stacking.compound
  /// What comes on top, each a line of its own.
  package var taxes: [FeeTax] = []
  /// Whether the prices hold the taxes already.
  package var includesTaxes = false
  /// Who gets the fee, without the taxes; nobody is named where it is empty.
  package var shares: [FeeShare] = []

  package init(currency: Currency, prices: [FeePrice]) {
    self.currency = currency
    self.prices = prices
  }
}

/// What a fee is computed from.
package enum FeeBase: Sendable, Equatable {
  /// Nothing: the prices stand for themselves.
  case none
  /// Amounts of money, usually one; minima, maxima and fixed parts count for each of them.
  case amounts([Decimal])
  /// A number of units: minutes, seats, kilometres.
  case units(Decimal)
}

/// What becomes of several prices of one fee.
package enum FeeCombination: String, Sendable, CaseIterable {
  /// The first counts.
  case first
  /// All are charged, each as a line.
  case sum
  /// The highest counts; the earlier one of two equal ones.
  case max
  /// The lowest counts; the earlier one of two equal ones.
  case min
}

/// What a base of zero costs.
package enum ZeroBase: String, Sendable, CaseIterable {
  /// Nothing, whatever flat parts and minima say.
  case noFee = "no_fee"
  /// What the prices say: the flat parts and the minimum.
  case charge
}

/// How several reductions meet.
package enum Stacking: String, Sendable, CaseIterable {
  /// Each takes its part of what the ones before it left.
  case compound
  /// Each takes its part of the whole fee, as long as something is left.
  case add
  /// Only the one that takes most counts; the earlier one of two equal ones.
  case best
}

/// The part of a period that is paid for: 20 of 30 days.
package struct Proration: Sendable, Equatable {
  package var part: Decimal
  package var whole: Decimal

  package init(part: Decimal, whole: Decimal) {
    self.part = part
    self.whole = whole
  }
}

/// What the fees of a period may come to, and what they came to so far.
package struct PeriodRoom: Sendable, Equatable {
  package var limit: Decimal
  package var used: Decimal

  package init(limit: Decimal, used: Decimal) {
    self.limit = limit
    self.used = used
  }
}

/// A waiver or a discount.
package struct Reduction: Sendable, Equatable {
  package enum Kind: String, Sendable { case waiver, discount }

  package enum Size: Sendable, Equatable {
    /// A share of the fee: 0.10 is 10 %.
    case share(Decimal)
    case amount(Decimal)
  }

  package var kind: Kind
  package var label: String
  package var size: Size

  package init(_ kind: Kind, _ size: Size, label: String) {
    self.kind = kind
    self.size = size
    self.label = label
  }
}

/// A tax on a fee: 0.19 is 19 %.
package struct FeeTax: Sendable, Equatable {
  package var name: String
  package var rate: Decimal

  package init(_ name: String, rate: Decimal) {
    self.name = name
    self.rate = rate
  }
}

/// A party that gets a part of a fee; parts count in proportion to all weights.
package struct FeeShare: Sendable, Equatable {
  package var party: String
  package var weight: Decimal

  package init(_ party: String, weight: Decimal) {
    self.party = party
    self.weight = weight
  }
}
