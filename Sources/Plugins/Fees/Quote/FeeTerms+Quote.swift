internal import CEL

extension FeeTerms {
  /// What the fee comes to for a base. The order is fixed:
  ///
  /// 1. the prices that count, by `combination`; 2. the base, without what is free; 3. the price by its model;
  /// 4. the fixed part, and the part of the period; 5. rounding to minor units; 6. minimum, then maximum;
  /// 7. not above the base, never below zero; 8. what the period's cap leaves; 9. waivers and discounts as they are
  /// written; 10. taxes, each rounded alone; 11. shares by largest remainder.
  package func quote(_ base: FeeBase) throws(FeeError) -> FeeQuote {
    try check(base)
    let zero = Decimal(0, scale: currency.minorUnits)
    var quote = FeeQuote(currency: currency, net: zero, tax: zero, total: zero, fixed: zero)
    let priced = try combined(base)
    quote.isCredit = priced.isCredit
    quote.lines = priced.lines
    quote.prices = priced.prices
    if !priced.isCredit {
      if let limit = try baseLimit(base) { try quote.limit(to: limit) }
      if let room { try quote.cap(room, currency) }
      try reduce(&quote)
    }
    quote.net = try quote.sum(zero)
    quote.fixed = try Swift.min(priced.fixed, quote.net).plus(zero)
    try addTaxes(&quote)
    quote.total = try quote.net.plus(quote.tax)
    quote.shares = try parts(of: quote.net)
    return quote
  }

  /// What the prices come to, before anything limits it.
  private func combined(_ base: FeeBase) throws(FeeError) -> PricedLines {
    switch combination {
    case .first: return try price(Array(prices.prefix(1)), base)
    case .sum: return try price(prices, base)
    case .max, .min:
      var chosen: PricedLines?
      for price in prices {
        let made = try self.price([price], base)
        guard let best = chosen else {
          chosen = made
          continue
        }
        if combination == .max ? made.signed > best.signed : made.signed < best.signed { chosen = made }
      }
      return chosen ?? PricedLines()
    }
  }

  /// The most that the fee may be because of its base; nil where the base is no such bound.
  private func baseLimit(_ base: FeeBase) throws(FeeError) -> Decimal? {
    guard !mayExceedBase, case .amounts(let amounts) = base,
      !prices.contains(where: { if case .trueUp = $0.model { true } else { false } })
    else { return nil }
    let total = try amounts.total()
    return total.isZero ? nil : try total.cents(currency, .down)
  }

  private func reduce(_ quote: inout FeeQuote) throws(FeeError) {
    let whole = try quote.sum(Decimal(0, scale: currency.minorUnits))
    var left = whole
    var taken: [FeeLine] = []
    for reduction in reductions {
      let of = stacking == .compound ? left : whole
      var amount =
        switch reduction.size {
        case .share(let share): try of.times(share).cents(currency, rounding)
        case .amount(let amount): try amount.cents(currency, rounding)
        }
      amount = Swift.min(amount, stacking == .best ? whole : left)
      guard amount > Decimal(0) else { continue }
      let kind = reduction.kind == .waiver ? FeeLine.Kind.waiver : .discount
      let steps =
        if case .share(let share) = reduction.size { [FeeStep.taken(share, of: of)] } else { [FeeStep]() }
      taken.append(FeeLine(kind, reduction.label, amount.negated, steps))
      left = try left.minus(amount)
    }
    if stacking == .best, let least = taken.map(\.amount).min() {
      taken = Array(taken.filter { $0.amount == least }.prefix(1))
    }
    quote.lines += taken
  }

  /// Taxes on top are rounded alone. Taxes that the prices hold are taken out as one amount, which the lines share: so
  /// what is left is never less than nothing.
  private func addTaxes(_ quote: inout FeeQuote) throws(FeeError) {
    let gross = quote.net
    let rates = taxes.map(\.rate)
    let sum = try rates.total()
    var amounts: [Decimal] = []
    if includesTaxes, !sum.isZero {
      quote.tax = try Fraction(try gross.times(sum), over: try Decimal(1).plus(sum)).cents(currency, rounding)
      guard let parts = Money(quote.tax, currency).allocate(rates) else { throw .overflow }
      amounts = parts.map(\.amount)
      quote.net = try gross.minus(quote.tax)
      quote.fixed = Swift.min(quote.fixed, quote.net)
      if !quote.tax.isZero { quote.lines.append(FeeLine(.includedTax, "Included taxes", quote.tax.negated)) }
    } else {
      for rate in rates { amounts.append(try gross.times(rate).cents(currency, rounding)) }
      quote.tax = try amounts.total().plus(quote.tax)
    }
    for (tax, amount) in zip(taxes, amounts) {
      let exact = try quote.net.times(tax.rate)
      var steps = [FeeStep.percent(tax.rate, of: quote.net, gives: exact)]
      if exact != amount, !includesTaxes { steps.append(.rounded(exact, rounding)) }
      quote.lines.append(FeeLine(.tax, tax.name, amount, steps))
    }
  }

  /// The shares of an amount, which add up to it.
  private func parts(of amount: Decimal) throws(FeeError) -> [(party: String, amount: Decimal)] {
    guard !shares.isEmpty else { return [] }
    guard let parts = Money(amount, currency).allocate(shares.map(\.weight)) else { throw .overflow }
    return zip(shares, parts).map { ($0.party, $1.amount) }
  }
}

extension FeeQuote {
  /// The lines so far, with the digits of the currency.
  fileprivate func sum(_ zero: Decimal) throws(FeeError) -> Decimal {
    try lines.map(\.amount).total().plus(zero)
  }

  fileprivate mutating func limit(to limit: Decimal) throws(FeeError) {
    let excess = try lines.map(\.amount).total().minus(limit)
    guard excess > Decimal(0) else { return }
    lines.append(FeeLine(.limit, "Not above the base", excess.negated, [.limited(to: limit)]))
  }

  fileprivate mutating func cap(_ room: PeriodRoom, _ currency: Currency) throws(FeeError) {
    let left = Swift.max(Decimal(0), try room.limit.minus(room.used)).floorCents(currency)
    let excess = try lines.map(\.amount).total().minus(left)
    guard excess > Decimal(0) else { return }
    lines.append(
      FeeLine(.cap, "Cap of the period", excess.negated, [.capped(used: room.used, of: room.limit)]))
  }
}
