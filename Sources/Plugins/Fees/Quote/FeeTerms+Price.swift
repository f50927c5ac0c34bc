internal import CEL

/// What some prices come to.
struct PricedLines {
  var lines: [FeeLine] = []
  /// Which of the fee's prices each line comes from.
  var prices: [Int] = []
  /// The part that does not depend on the base.
  var fixed = Decimal(0)
  var isCredit = false
  var total = Decimal(0)

  /// The total as what the payer pays: a credit counts as less than nothing.
  var signed: Decimal { isCredit ? total.negated : total }
}

/// One amount to be rounded: a price for one transaction.
struct PriceItem {
  var price: Int
  /// Before rounding, and before it is divided by the length of the period.
  var number: Decimal
  var fixed: Decimal
  var steps: [FeeStep]
  /// Whether minimum and maximum count.
  var isBounded = true
}

extension FeeTerms {
  /// Prices that are charged together. Where a period is prorated their sum is rounded, and the lines share it by
  /// largest remainder; else each line is rounded alone.
  func price(_ prices: [FeePrice], _ base: FeeBase) throws(FeeError) -> PricedLines {
    var priced = PricedLines()
    if isFree(prices, base) {
      let label = prices.first?.label ?? ""
      priced.prices = prices.prefix(1).map(\.position)
      priced.lines = [FeeLine(.fee, label, Decimal(0, scale: currency.minorUnits), [.zeroBase])]
      return priced
    }
    var items: [PriceItem] = []
    for (index, price) in prices.enumerated() {
      let (made, isCredit) = try self.items(price, index, base)
      items += made
      // A credit among several prices is nothing: what is charged stays what it is.
      if isCredit { if prices.count == 1 { priced.isCredit = true } else { items.removeLast(made.count) } }
    }
    let amounts = try rounded(&items)
    for (index, price) in prices.enumerated() {
      var line = FeeLine(.fee, price.label, Decimal(0, scale: currency.minorUnits))
      for (item, amount) in zip(items, amounts) where item.price == index {
        line.steps += item.steps
        line.amount = try line.amount.plus(bounded(amount, item, price, &line.steps))
        priced.fixed = try priced.fixed.plus(item.fixed)
      }
      priced.lines.append(line)
      priced.prices.append(price.position)
      priced.total = try priced.total.plus(line.amount)
    }
    let whole = proration?.whole ?? Decimal(1)
    let part = proration?.part ?? Decimal(1)
    priced.fixed = try Fraction(try priced.fixed.times(part), over: whole).cents(currency, .down)
    return priced
  }

  /// Whether nothing is charged because there is nothing to take a fee of.
  private func isFree(_ prices: [FeePrice], _ base: FeeBase) -> Bool {
    guard onZero == .noFee, !prices.contains(where: { if case .trueUp = $0.model { true } else { false } })
    else {
      return false
    }
    return switch base {
    case .none: false
    case .amounts(let amounts): amounts.allSatisfy(\.isZero)
    case .units(let units): units.isZero
    }
  }

  /// The items in minor units: each rounded alone, or their prorated sum shared out.
  private func rounded(_ items: inout [PriceItem]) throws(FeeError) -> [Decimal] {
    let whole = proration?.whole ?? Decimal(1)
    var amounts: [Decimal] = []
    if proration != nil, items.count > 1 {
      let sum = try Fraction(items.map(\.number).total(), over: whole).cents(currency, rounding)
      if !sum.isZero {
        guard let parts = Money(sum, currency).allocate(items.map(\.number)) else { throw .overflow }
        amounts = parts.map(\.amount)
      } else {
        amounts = items.map { _ in sum }
      }
    } else {
      for item in items { amounts.append(try Fraction(item.number, over: whole).cents(currency, rounding)) }
    }
    for index in items.indices {
      if let proration { items[index].steps.append(.prorated(proration.part, of: proration.whole)) }
      let exact = Fraction(items[index].number, over: whole).shown
      if exact != amounts[index] { items[index].steps.append(.rounded(exact, rounding)) }
    }
    return amounts
  }

  private func bounded(
    _ amount: Decimal, _ item: PriceItem, _ price: FeePrice, _ steps: inout [FeeStep]
  ) throws(FeeError) -> Decimal {
    guard item.isBounded else { return amount }
    var amount = amount
    if let minimum = price.minimum, amount < minimum {
      amount = try minimum.cents(currency, rounding)
      steps.append(.raised(to: amount))
    }
    if let maximum = price.maximum, amount > maximum {
      amount = try maximum.cents(currency, rounding)
      steps.append(.lowered(to: amount))
    }
    return amount
  }
}
