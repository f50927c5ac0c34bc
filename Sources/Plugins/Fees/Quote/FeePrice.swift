package import CEL

/// One price of a fee: a model with what goes with it.
package struct FeePrice: Sendable, Equatable {
  package var label: String
  package var model: PriceModel
  /// A fixed part on top.
  package var plus: Decimal?
  /// No less than this, after rounding.
  package var minimum: Decimal?
  /// No more than this, after rounding.
  package var maximum: Decimal?
  /// What is free: so much of the amount, or so many units.
  package var free: Decimal?
  /// How many transactions are free; the allowance ends with whichever of the two is used up first.
  package var freeTransactions: Int?
  /// Its position among the prices of the fee.
  package var position = 0

  package init(_ label: String, _ model: PriceModel) {
    self.label = label
    self.model = model
  }
}

/// How a price follows from the base.
package enum PriceModel: Sendable, Equatable {
  /// Always the same.
  case flat(Decimal)
  /// A share of the amount: 0.085 is 8.5 %.
  case percent(Decimal)
  /// So much for each unit.
  case perUnit(Decimal)
  /// So much for every begun package of units.
  case package(Decimal, size: Decimal)
  /// Each part of the base at the price of its tier, and the flat part of each tier that is entered.
  case graduated([PriceTier])
  /// The whole base at the price of the tier it reaches, and the flat part of that tier.
  case volume([PriceTier])
  /// What one thing costs more than another; what it costs less is a credit, where that is said.
  case difference(from: Decimal, to: Decimal, credits: Bool)
  /// What is missing to a minimum: the base is what was charged already.
  case trueUp(Decimal)
}

/// A range of the base with its price; it begins behind the one before.
package struct PriceTier: Sendable, Equatable {
  package enum Rate: Sendable, Equatable {
    /// A share of the amount.
    case percent(Decimal)
    /// So much for each unit.
    case perUnit(Decimal)
    /// Nothing but the flat part.
    case none
  }

  /// The end, which still belongs to it; nil for the last one.
  package var upTo: Decimal?
  package var rate: Rate
  package var flat: Decimal?

  package init(upTo: Decimal?, _ rate: Rate, flat: Decimal? = nil) {
    self.upTo = upTo
    self.rate = rate
    self.flat = flat
  }
}
