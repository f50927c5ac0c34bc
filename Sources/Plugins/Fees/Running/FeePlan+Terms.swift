internal import CEL
internal import RulesEngine

/// A fee on one occasion: its terms and what it is taken of.
struct FeeOccasion {
  var terms: FeeTerms
  var base: FeeBase
  /// What counts towards the cap of the period; nil where nothing caps the fee.
  var capKey: String?
  /// The positions of the reductions that apply.
  var reductions: [Int] = []
}

extension FeePlan {
  /// The terms on one occasion.
  ///
  /// - Parameters:
  ///   - base: what the fee is taken of.
  ///   - used: what the fees of the cap's period came to, by its key.
  func occasion(
    _ values: any FeeValues, base given: Value?, name: String,
    used: (_ key: String, _ currency: Currency) throws(EvaluationError) -> Decimal
  ) throws(EvaluationError) -> FeeOccasion? {
    var chosen: [(position: Int, plan: PricePlan)] = []
    for (position, price) in prices.enumerated() {
      if let condition = price.condition, try !values.holds(condition) { continue }
      chosen.append((position, price))
      if draft.combination == .first { break }
    }
    guard !chosen.isEmpty else { return nil }
    let (base, stated) = try read(base: given)
    let written = stated == nil ? try chosen[0].plan.currency(values, own) : nil
    let currency = stated ?? written ?? own
    let label = try values.text(label) ?? name
    var terms = FeeTerms(currency: currency, prices: [])
    for (position, plan) in chosen {
      var price = try plan.price(values, currency, label)
      price.position = position
      terms.prices.append(price)
    }
    terms.combination = draft.combination
    terms.rounding = draft.rounding
    terms.onZero = draft.onZero
    terms.mayExceedBase = draft.mayExceedBase
    terms.stacking = draft.stacking
    terms.includesTaxes = draft.includesTaxes
    terms.shares = shares
    terms.proration = try prorated(values)
    let reduced = try reduced(values, currency)
    terms.reductions = reduced.map(\.reduction)
    for tax in taxes { terms.taxes.append(FeeTax(tax.name, rate: try share(tax.rate, values))) }
    var occasion = FeeOccasion(terms: terms, base: base, reductions: reduced.map(\.position))
    if let cap {
      var key = ""
      if let program = cap.key { key = try values.value(program)?.text ?? "" }
      occasion.capKey = key
      occasion.terms.room = PeriodRoom(
        limit: try cap.limit.read(values, currency), used: try used(key, currency))
    }
    return occasion
  }

  private func read(base value: Value?) throws(EvaluationError) -> (FeeBase, Currency?) {
    guard base != nil || value != nil else { return (.none, nil) }
    switch value {
    case .money(let money): return (.amounts([money.amount]), money.currency)
    case .list(let list):
      var amounts: [Decimal] = []
      var currency: Currency?
      for element in list.elements {
        guard case .money(let money) = element else { throw Self.badBase }
        if let known = currency, known != money.currency, !money.amount.isZero {
          throw EvaluationError(
            .currencyMismatch, "the base of the fee is in \(known.code) and \(money.currency.code)")
        }
        currency = currency ?? money.currency
        amounts.append(money.amount)
      }
      return (.amounts(amounts), currency)
    case nil: throw EvaluationError(.missing, "the base of the fee is missing")
    case let value?:
      guard let number = value.exactNumber else { throw Self.badBase }
      return (.units(number), nil)
    }
  }

  private static let badBase = EvaluationError(
    .noSuchOverload, "the base of a fee is money, a list of money, or an exact number of units")

  private func prorated(_ values: any FeeValues) throws(EvaluationError) -> Proration? {
    guard let proration else { return nil }
    let part = try length(values.value(proration.part))
    return Proration(part: Swift.max(Decimal(0), part), whole: try length(values.value(proration.whole)))
  }

  /// A number of days, or a length of time in seconds or begun days.
  private func length(_ value: Value?) throws(EvaluationError) -> Decimal {
    if case .duration(let length)? = value {
      let exact = Decimal(length.nanoseconds).divided(by: Decimal(1_000_000_000), scale: 9) ?? Decimal(0)
      guard draft.prorate?.byDays == true else { return exact }
      return exact.divided(by: Decimal(86_400), scale: 0, rounding: .up) ?? exact
    }
    guard let number = value?.exactNumber else {
      throw EvaluationError(.missing, "the part of the period that the fee is for is missing")
    }
    return number
  }

  private func reduced(
    _ values: any FeeValues, _ currency: Currency
  ) throws(EvaluationError) -> [(position: Int, reduction: Reduction)] {
    var all: [(Int, Reduction)] = []
    for (position, plan) in reductions.enumerated() {
      if let condition = plan.condition, try !values.holds(condition) { continue }
      let size: Reduction.Size =
        switch plan.size {
        case .all: .share(Decimal(1))
        case .percent(let rate): .share(try share(rate, values))
        case .amount(let amount): .amount(try amount.read(values, currency))
        }
      let label = try values.text(plan.label) ?? (plan.kind == .waiver ? "Waived" : "Discount")
      all.append((position, Reduction(plan.kind, size, label: label)))
    }
    return all
  }
}

func share(_ plan: ValuePlan, _ values: any FeeValues) throws(EvaluationError) -> Decimal {
  guard let share = try values.value(plan)?.exactNumber else {
    throw EvaluationError(.missing, "a percentage of the fee is missing")
  }
  return share
}

extension PricePlan {
  /// The currency that the price is written in; nil where that does not show.
  func currency(_ values: any FeeValues, _ own: Currency) throws(EvaluationError) -> Currency? {
    let amount: AmountPlan?
    switch model {
    case .flat(let price), .perUnit(let price), .package(let price, _), .trueUp(let price): amount = price
    case .difference(_, let to, _): amount = to
    case .graduated(let tiers), .volume(let tiers): amount = tiers.first?.amount
    case .percent: amount = plus
    case .table(let program):
      guard case .record(let row)? = try values.value(program) else { return nil }
      for case .money(let money)? in row.values { return money.currency }
      return nil
    }
    return try amount?.currency(values, own)
  }

  func price(_ values: any FeeValues, _ currency: Currency, _ name: String) throws(EvaluationError)
    -> FeePrice
  {
    let label = try values.text(label) ?? name
    var price: FeePrice
    if case .table(let program) = model {
      guard case .record(let row)? = try values.value(program) else {
        throw EvaluationError(.missing, "the table gives no price")
      }
      price = try PriceRow(row: row, currency: currency).price(label)
    } else {
      price = FeePrice(label, try model(values, currency))
    }
    if let plus { price.plus = try plus.read(values, currency) }
    if let minimum { price.minimum = try minimum.read(values, currency) }
    if let maximum { price.maximum = try maximum.read(values, currency) }
    price.free = try free?.read(values, currency)
    price.freeTransactions = freeTransactions
    return price
  }

  private func model(_ values: any FeeValues, _ currency: Currency) throws(EvaluationError) -> PriceModel {
    switch model {
    case .flat(let price): return .flat(try price.read(values, currency))
    case .percent(let rate): return .percent(try share(rate, values))
    case .perUnit(let price): return .perUnit(try price.read(values, currency))
    case .package(let price, let size):
      guard let size = try values.value(size)?.exactNumber else {
        throw EvaluationError(.missing, "the size of the package is missing")
      }
      return .package(try price.read(values, currency), size: size)
    case .graduated(let tiers): return .graduated(try self.tiers(tiers, values, currency))
    case .volume(let tiers): return .volume(try self.tiers(tiers, values, currency))
    case .difference(let from, let to, let credits):
      return .difference(
        from: try from.read(values, currency), to: try to.read(values, currency), credits: credits)
    case .trueUp(let minimum): return .trueUp(try minimum.read(values, currency))
    case .table: return .flat(Decimal(0))
    }
  }

  private func tiers(
    _ plans: [TierPlan], _ values: any FeeValues, _ currency: Currency
  ) throws(EvaluationError) -> [PriceTier] {
    var tiers: [PriceTier] = []
    for plan in plans {
      var tier = PriceTier(upTo: try plan.upTo?.read(values, currency), .none)
      tier.flat = try plan.flat?.read(values, currency)
      switch plan.rate {
      case .percent(let rate): tier.rate = .percent(try share(rate, values))
      case .perUnit(let price): tier.rate = .perUnit(try price.read(values, currency))
      case .none: break
      }
      tiers.append(tier)
    }
    return tiers
  }
}

extension TierPlan {
  fileprivate var amount: AmountPlan? {
    if case .perUnit(let price) = rate { price } else { flat ?? upTo }
  }
}

/// A price that a decision table gives: its outputs by name.
struct PriceRow {
  let row: Record
  let currency: Currency

  /// The outputs that make a price, and those that go with one.
  static let models = ["flat", "percent", "per_unit"]
  static let names = models + ["plus", "min", "minimum", "max", "maximum", "label"]

  func price(_ label: String) throws(EvaluationError) -> FeePrice {
    let text = if case .string(let text)? = row[output: "label"] { text } else { label }
    let model: PriceModel
    if let rate = row[output: "percent"]?.exactNumber {
      model = .percent(rate)
    } else if let price = try amount("per_unit") {
      model = .perUnit(price)
    } else {
      let flat = try amount("flat")
      model = .flat(flat ?? Decimal(0))
    }
    var price = FeePrice(text, model)
    price.plus = try amount("plus")
    if case .percent = model, let flat = try amount("flat") { price.plus = flat }
    let (minimum, maximum) = (try amount("min"), try amount("max"))
    price.minimum = if let minimum { minimum } else { try amount("minimum") }
    price.maximum = if let maximum { maximum } else { try amount("maximum") }
    return price
  }

  private func amount(_ name: String) throws(EvaluationError) -> Decimal? {
    guard case .money(let money)? = row[output: name] else { return nil }
    guard money.currency == currency || money.amount.isZero else {
      throw EvaluationError(
        .currencyMismatch, "`\(name)` is \(money), and the fee is charged in \(currency.code)")
    }
    return money.amount
  }
}

extension Record {
  fileprivate subscript(output name: String) -> Value? {
    guard let index = layout.fields.firstIndex(of: name) else { return nil }
    return values[index]
  }
}
