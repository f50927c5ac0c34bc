internal import CEL
internal import RulesEngine

extension FeeLints {
  /// Tiers begin where the one before ends, so they have no gaps; they have to rise, and the last one has no end.
  func checkOrder(_ tiers: [TierDraft]) -> Bool {
    var isSound = true
    var before: (end: Decimal, node: Node)?
    for (position, tier) in tiers.enumerated() {
      let isLast = position == tiers.count - 1
      guard let node = tier.upTo else {
        if !isLast {
          isSound = false
          diagnostics.add(
            .error(
              "W0514", "the tiers behind this one are never reached", at: tier.span, label: "has no end",
              help: ["add `up_to`, and leave it out in the last tier only"]))
        }
        continue
      }
      if isLast { isSound = reportEnd(node) }
      guard let end = number(node) else { continue }
      if let last = before, end <= last.end {
        isSound = false
        diagnostics.add(
          .error(
            "W0514", "this tier ends before it begins", at: node.span, label: "up to \(end)",
            related: [.init("it begins above \(last.end)", at: last.node.span)],
            help: ["put the tiers in rising order of `up_to`"]))
      }
      before = (end, node)
    }
    return isSound
  }

  private func reportEnd(_ node: Node) -> Bool {
    var label = "what lies above matches no tier"
    if let end = number(node), let above = above(end) { label = "a base of \(above) matches no tier" }
    diagnostics.add(
      .error(
        "W0513", "the last tier must be open-ended", at: node.span, label: label,
        help: ["remove `up_to` from the last tier, or add a tier without it"]))
    return false
  }

  /// The end of a tier as a number; nil where it is computed.
  private func number(_ node: Node) -> Decimal? {
    guard let text = node.text else { return nil }
    return Decimal(text) ?? amount(node)?.amount
  }

  /// The next amount above one, or the next number of units above a whole one.
  private func above(_ end: Decimal) -> Decimal? {
    end.adding(end.scale == 0 ? Decimal(1) : Decimal(1, scale: max(end.scale, currency.minorUnits)))
  }

  /// With volume prices one step more may cost less than what came before.
  func checkFall(_ price: PriceDraft, _ tiers: [TierDraft], of fee: FeeDraft) {
    guard let volume = written(tiers) else { return }
    for (position, tier) in tiers.enumerated() {
      guard let node = tier.upTo, let end = volume[position].upTo, let next = above(end),
        let here = quote(.volume(volume), price, fee, end),
        let there = quote(.volume(volume), price, fee, next),
        there < here
      else { continue }
      let smooth = quote(.graduated(volume), price, fee, next)
      diagnostics.add(
        .warning(
          "W0512", "a larger order pays a smaller fee at the end of a tier", at: price.modelSpan,
          label: "the price of the last tier reached applies to the whole",
          related: [.init("\(end) pays \(here), but \(next) pays \(there)", at: node.span)],
          notes: ["if the drop is meant, write `# bylaw: allow W0512 because <reason>` on this line"],
          help: smooth.map { ["`graduated` charges each part at its own price (\(next) pays \($0))"] } ?? []))
      return
    }
  }

  private func quote(_ model: PriceModel, _ draft: PriceDraft, _ fee: FeeDraft, _ base: Decimal) -> Decimal? {
    var price = FeePrice("", model)
    for (node, path) in [
      (draft.plus, \FeePrice.plus), (draft.minimum, \FeePrice.minimum), (draft.maximum, \FeePrice.maximum),
    ] {
      guard let node else { continue }
      guard let amount = amount(node) else { return nil }
      price[keyPath: path] = amount.amount
    }
    var terms = FeeTerms(currency: currency, prices: [price])
    terms.rounding = fee.rounding
    terms.mayExceedBase = fee.mayExceedBase
    return try? terms.quote(draft.baseWanted == .units ? .units(base) : .amounts([base])).total
  }

  /// The tiers, where all of their numbers are written.
  private func written(_ drafts: [TierDraft]) -> [PriceTier]? {
    var tiers: [PriceTier] = []
    for draft in drafts {
      var tier = PriceTier(upTo: nil, .none)
      if let node = draft.upTo {
        guard let end = number(node) else { return nil }
        tier.upTo = end
      }
      switch draft.rate {
      case .percent(let node):
        guard let rate = node.text?.percentage else { return nil }
        tier.rate = .percent(rate)
      case .perUnit(let node):
        guard let price = amount(node) else { return nil }
        tier.rate = .perUnit(price.amount)
      case .none: break
      }
      if let node = draft.flat {
        guard let flat = amount(node) else { return nil }
        tier.flat = flat.amount
      }
      tiers.append(tier)
    }
    return tiers
  }
}
