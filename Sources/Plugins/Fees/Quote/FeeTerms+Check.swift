internal import CEL

extension FeeTerms {
  /// Refuses numbers that no fee can be computed with. Written ones are found when a rulebook is loaded; this is for
  /// those that come from events and settings.
  func check(_ base: FeeBase) throws(FeeError) {
    switch base {
    case .none: break
    case .amounts(let amounts): for amount in amounts { try positive("the base", amount) }
    case .units(let units): try positive("the base", units)
    }
    for price in prices { try check(price) }
    if let proration {
      try positive("the part of the period", proration.part)
      guard proration.whole > Decimal(0) else { throw .emptyPeriod }
    }
    if let room { try positive("the cap", room.limit) }
    for reduction in reductions {
      switch reduction.size {
      case .share(let share): try positive("a discount", share)
      case .amount(let amount): try positive("a discount", amount)
      }
    }
    for tax in taxes { try positive("a tax", tax.rate) }
    for share in shares { try positive("a share", share.weight) }
  }

  private func check(_ price: FeePrice) throws(FeeError) {
    if let plus = price.plus { try positive("the fixed part", plus) }
    if let free = price.free { try positive("what is free", free) }
    for (name, bound) in [("the minimum", price.minimum), ("the maximum", price.maximum)] {
      guard let bound else { continue }
      try positive(name, bound)
      guard bound.rounded(toScale: currency.minorUnits, rounding: .down) == bound else {
        throw .tooFine(name, bound, currency)
      }
    }
    switch price.model {
    case .flat(let amount): try positive("the price", amount)
    case .percent(let rate): try positive("the percentage", rate)
    case .perUnit(let amount): try positive("the price", amount)
    case .package(let amount, let size):
      try positive("the price", amount)
      guard size > Decimal(0) else { throw .negative("the size of a package", size) }
    case .graduated(let tiers), .volume(let tiers): for tier in tiers { try check(tier) }
    case .difference(let from, let to, _):
      try positive("the price", from)
      try positive("the price", to)
    case .trueUp(let minimum): try positive("the minimum", minimum)
    }
  }

  private func check(_ tier: PriceTier) throws(FeeError) {
    switch tier.rate {
    case .percent(let rate): try positive("the percentage", rate)
    case .perUnit(let price): try positive("the price", price)
    case .none: break
    }
    if let flat = tier.flat { try positive("the flat part", flat) }
  }

  private func positive(_ what: String, _ number: Decimal) throws(FeeError) {
    if number.isNegative { throw .negative(what, number) }
  }
}

extension Decimal {
  /// Cut down to the minor units of a currency.
  func floorCents(_ currency: Currency) -> Decimal {
    rounded(toScale: currency.minorUnits, rounding: .down) ?? self
  }
}
