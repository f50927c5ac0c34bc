internal import CEL

extension FeeTerms {
  /// The amounts of one price, unrounded, times the part of the period; and whether they are a credit.
  func items(
    _ price: FeePrice, _ index: Int, _ base: FeeBase
  ) throws(FeeError) -> (items: [PriceItem], isCredit: Bool) {
    switch price.model {
    case .flat(let amount):
      return ([try item(index, price, amount, fixed: amount, [.flat(amount)])], false)
    case .difference(let from, let to, let credits):
      let difference = try to.minus(from)
      if difference.isNegative, !credits {
        return ([try nothing(index, [.difference(to: to, from: from)])], false)
      }
      var made = try item(
        index, price, difference.magnitude, fixed: Decimal(0), [.difference(to: to, from: from)])
      made.isBounded = !difference.isNegative
      return ([made], difference.isNegative)
    case .trueUp(let minimum): return ([try trueUp(index, minimum, base)], false)
    case .percent, .perUnit, .package, .graduated, .volume:
      var items: [PriceItem] = []
      for part in try paid(price, base) {
        guard part.counts else {
          items.append(try nothing(index, [.free(part.whole)]))
          continue
        }
        var steps: [FeeStep] = part.paid == part.whole ? [] : [.free(try part.whole.minus(part.paid))]
        let (amount, flat) = try self.amount(price.model, part.paid, base, &steps)
        items.append(try item(index, price, amount, fixed: flat, steps))
      }
      return (items, false)
    }
  }

  private func item(
    _ index: Int, _ price: FeePrice, _ amount: Decimal, fixed: Decimal, _ steps: [FeeStep]
  ) throws(FeeError) -> PriceItem {
    var steps = steps
    var (amount, fixed) = (amount, fixed)
    if let plus = price.plus {
      amount = try amount.plus(plus)
      fixed = try fixed.plus(plus)
      steps.append(.plus(plus))
    }
    let number = try amount.times(proration?.part ?? Decimal(1))
    return PriceItem(price: index, number: number, fixed: fixed, steps: steps)
  }

  /// An item that costs nothing, whatever the minimum.
  private func nothing(_ index: Int, _ steps: [FeeStep]) throws(FeeError) -> PriceItem {
    PriceItem(price: index, number: Decimal(0), fixed: Decimal(0), steps: steps, isBounded: false)
  }

  /// What is missing to the minimum of the part of the period that is paid for.
  private func trueUp(_ index: Int, _ minimum: Decimal, _ base: FeeBase) throws(FeeError) -> PriceItem {
    guard case .amounts(let amounts) = base else { throw .wrongBase("a minimum of the period") }
    let used = try amounts.total()
    let due = try minimum.times(proration?.part ?? Decimal(1)).minus(
      try used.times(proration?.whole ?? Decimal(1)))
    return PriceItem(
      price: index, number: Swift.max(Decimal(0), due), fixed: Decimal(0),
      steps: [.trueUp(used, of: minimum)],
      isBounded: false)
  }

  /// A transaction, or the units: the whole, and what of it is paid for.
  private struct PaidPart {
    var whole: Decimal
    var paid: Decimal
    /// Whether it costs anything.
    var counts: Bool
  }

  private func paid(_ price: FeePrice, _ base: FeeBase) throws(FeeError) -> [PaidPart] {
    switch base {
    case .none: throw .wrongBase("a price that follows from a base")
    case .units(let units):
      let paid = Swift.max(Decimal(0), try units.minus(price.free ?? Decimal(0)))
      return [PaidPart(whole: units, paid: paid, counts: !paid.isZero || units.isZero)]
    case .amounts(let amounts):
      var parts: [PaidPart] = []
      var left = price.free
      var isOver = price.free == nil && price.freeTransactions == nil
      for (number, amount) in amounts.enumerated() {
        if let most = price.freeTransactions, number >= most { isOver = true }
        let free = isOver ? Decimal(0) : Swift.min(amount, left ?? amount)
        if let rest = left, !isOver { left = try rest.minus(free) }
        if free < amount { isOver = true }
        let paid = try amount.minus(free)
        parts.append(
          PaidPart(whole: amount, paid: paid, counts: !paid.isZero || (amount.isZero && onZero == .charge)))
      }
      return parts
    }
  }
}
