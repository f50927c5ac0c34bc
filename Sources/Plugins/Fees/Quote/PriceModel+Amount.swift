internal import CEL

extension FeeTerms {
  /// What a model makes of a base, unrounded, and the flat part of it.
  func amount(
    _ model: PriceModel, _ base: Decimal, _ kind: FeeBase, _ steps: inout [FeeStep]
  ) throws(FeeError) -> (amount: Decimal, flat: Decimal) {
    let isMoney = if case .amounts = kind { true } else { false }
    switch model {
    case .percent(let rate):
      guard isMoney else { throw .wrongBase("a percentage") }
      let amount = try base.times(rate)
      steps.append(.percent(rate, of: base, gives: amount))
      return (amount, Decimal(0))
    case .perUnit(let price):
      guard !isMoney else { throw .wrongBase("a price for each unit") }
      let amount = try base.times(price)
      steps.append(.units(base, at: price, gives: amount))
      return (amount, Decimal(0))
    case .package(let price, let size):
      guard !isMoney else { throw .wrongBase("a price for each package") }
      let count = try packages(base, size)
      let amount = try count.times(price)
      steps.append(.packages(count, size: size, at: price, gives: amount))
      return (amount, Decimal(0))
    case .graduated(let tiers): return try graduated(tiers, base, isMoney, &steps)
    case .volume(let tiers): return try volume(tiers, base, isMoney, &steps)
    case .flat, .difference, .trueUp: return (Decimal(0), Decimal(0))
    }
  }

  /// Begun packages.
  private func packages(_ units: Decimal, _ size: Decimal) throws(FeeError) -> Decimal {
    guard let count = units.divided(by: size, scale: 0, rounding: .up) else { throw .overflow }
    return count
  }

  private func graduated(
    _ tiers: [PriceTier], _ base: Decimal, _ isMoney: Bool, _ steps: inout [FeeStep]
  ) throws(FeeError) -> (amount: Decimal, flat: Decimal) {
    var (amount, flat, from) = (Decimal(0), Decimal(0), Decimal(0))
    for (index, tier) in tiers.enumerated() where index == 0 || base > from {
      let end = Swift.min(base, tier.upTo ?? base)
      steps.append(.tier(from: from, upTo: tier.upTo))
      let part = try part(try end.minus(from), tier, isMoney, &steps)
      amount = try amount.plus(part.amount)
      flat = try flat.plus(part.flat)
      guard let upTo = tier.upTo else { return (amount, flat) }
      from = upTo
    }
    guard base <= from else { throw .noTier(base) }
    return (amount, flat)
  }

  private func volume(
    _ tiers: [PriceTier], _ base: Decimal, _ isMoney: Bool, _ steps: inout [FeeStep]
  ) throws(FeeError) -> (amount: Decimal, flat: Decimal) {
    var from = Decimal(0)
    for tier in tiers {
      if tier.upTo.map({ base <= $0 }) ?? true {
        steps.append(.tier(from: from, upTo: tier.upTo))
        return try part(base, tier, isMoney, &steps)
      }
      from = tier.upTo ?? from
    }
    throw .noTier(base)
  }

  /// A part of the base at the price of a tier, with the tier's flat part.
  private func part(
    _ base: Decimal, _ tier: PriceTier, _ isMoney: Bool, _ steps: inout [FeeStep]
  ) throws(FeeError) -> (amount: Decimal, flat: Decimal) {
    var amount = Decimal(0)
    switch tier.rate {
    case .percent(let rate):
      guard isMoney else { throw .wrongBase("a percentage") }
      amount = try base.times(rate)
      steps.append(.percent(rate, of: base, gives: amount))
    case .perUnit(let price):
      guard !isMoney else { throw .wrongBase("a price for each unit") }
      amount = try base.times(price)
      steps.append(.units(base, at: price, gives: amount))
    case .none: break
    }
    guard let flat = tier.flat else { return (amount, Decimal(0)) }
    steps.append(.plus(flat))
    return (try amount.plus(flat), flat)
  }
}
