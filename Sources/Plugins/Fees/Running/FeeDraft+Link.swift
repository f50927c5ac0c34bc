internal import CEL
internal import RulesEngine

/// Links a fee for one type of event: nil after reporting what is wrong.
struct FeeLinker {
  let linking: CodeLinking
  let fee: FeeDraft

  func plan() -> FeePlan? {
    let base = fee.base.flatMap { linking.compile($0) }
    if fee.base != nil, base == nil { return nil }
    guard let isUnits = isUnits(base) else { return nil }
    let prices = fee.prices.compactMap { price($0, isUnits) }
    let reductions = fee.reductions.compactMap(reduction)
    let taxes = fee.taxes.compactMap { tax in share(tax.rate).map { (name: tax.name.value, rate: $0) } }
    guard let proration = proration(), let cap = cap(), prices.count == fee.prices.count,
      reductions.count == fee.reductions.count, taxes.count == fee.taxes.count
    else { return nil }
    return FeePlan(
      draft: fee, own: linking.currency, base: base, prices: prices, proration: proration.value,
      cap: cap.value,
      reductions: reductions, taxes: taxes, shares: fee.weights, label: fee.label.flatMap(text))
  }

  /// Whether the base is a number of units; nil after reporting that it is nothing to take a fee of.
  private func isUnits(_ base: Program?) -> Bool? {
    guard let base, let node = fee.base else { return false }
    switch base.type {
    case .money, .list(.money), .dyn: return false
    case .int, .uint, .decimal: return true
    default:
      linking.diagnostics.add(
        .error(
          "W0515", "a fee cannot be taken of this", at: node.span,
          label: "expected money, a list of money, or an exact number of units",
          help: base.type == .double ? ["declare the field as `decimal` or `int`; a double is not exact"] : []
        ))
      return nil
    }
  }

  // MARK: Parts

  private func price(_ draft: PriceDraft, _ isUnits: Bool) -> PricePlan? {
    guard let model = model(draft, isUnits) else { return nil }
    var plan = PricePlan(model: model)
    var isSound = true
    func amount(_ node: Node?, _ what: String, units: Bool = false) -> AmountPlan? {
      guard let node else { return nil }
      let plan = self.amount(node, what, units: units)
      if plan == nil { isSound = false }
      return plan
    }
    plan.condition = draft.condition.flatMap { linking.compile($0, expecting: .bool) }
    plan.label = draft.label.flatMap(text)
    plan.plus = amount(draft.plus, "the fixed part")
    plan.minimum = amount(draft.minimum, "the minimum")
    plan.maximum = amount(draft.maximum, "the maximum")
    plan.free = amount(draft.free, "what is free", units: isUnits)
    plan.freeTransactions = draft.freeTransactions
    guard isSound, draft.condition == nil || plan.condition != nil else { return nil }
    return plan
  }

  private func model(_ draft: PriceDraft, _ isUnits: Bool) -> PricePlan.Model? {
    guard fits(draft, isUnits) else { return nil }
    switch draft.model {
    case .flat(let node): return amount(node, "the price").map { .flat($0) }
    case .percent(let node): return share(node).map { .percent($0) }
    case .perUnit(let node): return amount(node, "the price").map { .perUnit($0) }
    case .package(let price, let size):
      guard let price = amount(price, "the price"), let size = linking.value(size, as: FieldType(.decimal))
      else {
        return nil
      }
      return .package(price, size: size)
    case .graduated(let tiers): return self.tiers(tiers, isUnits).map { .graduated($0) }
    case .volume(let tiers): return self.tiers(tiers, isUnits).map { .volume($0) }
    case .difference(let from, let to, let credits):
      guard let from = amount(from, "the price"), let to = amount(to, "the price") else { return nil }
      return .difference(from: from, to: to, credits: credits)
    case .trueUp(let node): return amount(node, "the minimum").map { .trueUp($0) }
    case .table(let name, let inputs): return table(name, inputs).map { .table($0) }
    }
  }

  /// Whether a model goes with what the fee is taken of.
  private func fits(_ draft: PriceDraft, _ isUnits: Bool) -> Bool {
    let wanted = draft.baseWanted
    guard wanted != .nothing else { return true }
    if wanted == .units ? isUnits : wanted == .money ? fee.base != nil && !isUnits : fee.base != nil {
      return true
    }
    let what = wanted == .units ? "a number of units" : wanted == .money ? "an amount of money" : "something"
    linking.diagnostics.add(
      .error(
        "W0515",
        "this price is taken of \(what), and \(fee.base == nil ? "the fee has no `base`" : "`base` is none")",
        at: draft.modelSpan,
        related: fee.base.map { [.init(isUnits ? "a number of units" : "an amount of money", at: $0.span)] }
          ?? [],
        help: [
          wanted == .units
            ? "write `base: event.minutes`, or whatever the event counts"
            : "write `base: event.amount`, or whatever the fee is a part of"
        ]))
    return false
  }

  private func tiers(_ drafts: [TierDraft], _ isUnits: Bool) -> [TierPlan]? {
    let plans = drafts.compactMap { draft -> TierPlan? in
      var plan = TierPlan(rate: .none)
      if let node = draft.upTo {
        guard let upTo = amount(node, "the end of a tier", units: isUnits) else { return nil }
        plan.upTo = upTo
      }
      switch draft.rate {
      case .none: break
      case .percent(let node):
        guard let rate = share(node) else { return nil }
        plan.rate = .percent(rate)
      case .perUnit(let node):
        guard let price = amount(node, "the price") else { return nil }
        plan.rate = .perUnit(price)
      }
      if let node = draft.flat {
        guard let flat = amount(node, "the flat part") else { return nil }
        plan.flat = flat
      }
      return plan
    }
    return plans.count == drafts.count ? plans : nil
  }

  private func table(_ name: Located<String>, _ inputs: [(name: Located<String>, value: Node)]) -> Program? {
    guard let first = inputs.first else { return nil }
    var composed = ComposedExpression(at: first.value)
    composed.add("table(")
    composed.add("\"\(name.value)\"", for: name.span.range)
    composed.add(", {")
    for (index, input) in inputs.enumerated() {
      if index > 0 { composed.add(", ") }
      composed.add("\"\(input.name.value)\": (", for: input.name.span.range)
      composed.add(input.value)
      composed.add(")")
    }
    composed.add("})")
    return linking.compile(composed.node)
  }

  private func reduction(_ draft: ReductionDraft) -> ReductionPlan? {
    var plan = ReductionPlan(kind: draft.kind, size: .all)
    if let node = draft.percent {
      guard let share = share(node) else { return nil }
      plan.size = .percent(share)
    }
    if let node = draft.amount {
      guard let amount = amount(node, "a discount") else { return nil }
      plan.size = .amount(amount)
    }
    if let node = draft.condition {
      guard let condition = linking.compile(node, expecting: .bool) else { return nil }
      plan.condition = condition
    }
    plan.label = draft.label.flatMap(text)
    return plan
  }

  private func proration() -> (value: (part: Program, whole: Program)?, Void)? {
    guard let draft = fee.prorate else { return (nil, ()) }
    guard let part = linking.compile(draft.part), let whole = linking.compile(draft.whole) else { return nil }
    for (program, node) in [(part, draft.part), (whole, draft.whole)] {
      guard ![.int, .uint, .decimal, .duration, .dyn].contains(program.type) else { continue }
      linking.diagnostics.add(
        .error(
          "W0515", "a period is no \(program.type)", at: node.span,
          label: "expected a number of days, or a length of time",
          help: ["write `part: event.days_left`, or `part: customer.period_end - now`"]))
      return nil
    }
    return ((part, whole), ())
  }

  private func cap() -> (value: (limit: AmountPlan, key: Program?)?, Void)? {
    guard let draft = fee.cap else { return (nil, ()) }
    guard let limit = amount(draft.limit, "the cap") else { return nil }
    guard let node = draft.key else { return ((limit, nil), ()) }
    return linking.compile(node).map { ((limit, $0), ()) }
  }

  // MARK: Places

  private func text(_ node: Node) -> ValuePlan? { linking.value(node, as: FieldType(.string)) }

  /// A share: `8.5%`, or an expression that gives 0.085.
  private func share(_ node: Node) -> ValuePlan? {
    if let text = node.text, !text.contains("${"), text.percentage == nil {
      let isNumber = Decimal(text) != nil
      linking.diagnostics.add(
        .error(
          "W0517", "`\(text)` is not a percentage", at: node.span,
          label: "expected a percentage, for example `8.5%`",
          help: isNumber ? ["write `\(text)%`"] : [], fix: isNumber ? .maybe(node.span, "\(text)%") : nil))
      return nil
    }
    return linking.value(node, as: FieldType(.decimal))
  }

  /// All currencies; of those equally close to a misspelt code, the first is proposed.
  private static let likelyCurrencies = ["USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD"] + Currency.allCodes

  private func amount(_ node: Node, _ what: String, units: Bool = false) -> AmountPlan? {
    if units {
      return linking.value(node, as: FieldType(.decimal)).map { AmountPlan(what: what, source: .number($0)) }
    }
    guard let entries = node.entries else {
      return linking.value(node, as: FieldType(.money)).map { AmountPlan(what: what, source: .money($0)) }
    }
    var plans: [Currency: ValuePlan] = [:]
    for entry in entries {
      guard let currency = Currency(code: entry.name) else {
        let meant = Suggestion.closest(to: entry.name, among: Self.likelyCurrencies)
        linking.diagnostics.add(
          .error(
            "W0126", "`\(entry.name)` is not a currency", at: entry.key.span,
            label: "expected an ISO 4217 code such as `USD`",
            help: meant.map { ["did you mean `\($0)`?"] } ?? [],
            fix: meant.map { .maybe(entry.key.span, $0) }))
        return nil
      }
      guard let plan = linking.value(entry.value, as: FieldType(.money)) else { return nil }
      plans[currency] = plan.inCurrency(currency)
    }
    return AmountPlan(what: what, source: .byCurrency(plans))
  }
}

extension ValuePlan {
  /// A written amount that names no currency, in the one it stands under.
  fileprivate func inCurrency(_ currency: Currency) -> ValuePlan {
    guard case .constant(.money(let money)) = self else { return self }
    return .constant(.money(Money(money.amount, currency)))
  }
}

extension FeeDraft {
  /// The shares as weights; `rest` is what the others leave.
  var weights: [FeeShare] {
    let given = shares.map { share -> Decimal in
      switch share.size {
      case .percent(let part), .weight(let part): part
      case .rest: Decimal(0)
      }
    }
    let left = given.reduce(Decimal(1)) { $0.subtracting($1) ?? Decimal(0) }
    return zip(shares, given).map { share, weight in
      if case .rest = share.size { return FeeShare(share.party.value, weight: max(left, Decimal(0))) }
      return FeeShare(share.party.value, weight: weight)
    }
  }
}

extension PriceDraft {
  enum BaseKind { case nothing, money, units, any }

  /// What the price can be taken of.
  var baseWanted: BaseKind {
    switch model {
    case .flat, .difference, .table: return .nothing
    case .percent, .trueUp: return .money
    case .perUnit, .package: return .units
    case .graduated(let tiers), .volume(let tiers):
      for tier in tiers {
        switch tier.rate {
        case .percent: return .money
        case .perUnit: return .units
        case .none: continue
        }
      }
      return .any
    }
  }
}
