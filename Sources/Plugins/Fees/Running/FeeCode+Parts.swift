internal import CEL
internal import RulesEngine

extension FeeCode {
  /// Prices, tiers, bounds, reductions and the cap.
  var parts: [CodePart] {
    let draft = plan.draft
    var parts = draft.prices.indices.flatMap { price(at: $0) }
    for (position, reduction) in draft.reductions.enumerated() {
      guard let condition = reduction.condition else { continue }
      let number = draft.reductions[...position].count { $0.kind == reduction.kind }
      parts.append(
        CodePart(
          "reduction \(position)", gap: "its \(reduction.kind.rawValue) \(number) was never given",
          at: condition.span))
    }
    if let cap = draft.cap { parts.append(CodePart("cap", gap: "its cap was never reached", at: cap.span)) }
    return parts
  }

  private func price(at position: Int) -> [CodePart] {
    let price = plan.draft.prices[position]
    let (name, isOne) = ("price \(position + 1)", plan.draft.prices.count == 1)
    let owner = isOne ? "its price" : "its \(name)"
    var parts = isOne ? [] : [CodePart(name, gap: "\(owner) was never charged", at: price.modelSpan)]
    for (tier, written) in price.model.tiers.enumerated() {
      let number = tier + 1
      parts.append(
        CodePart("\(name) tier \(number)", gap: "\(owner) never reached tier \(number)", at: written.span))
    }
    if let minimum = price.minimum {
      parts.append(CodePart("\(name) min", gap: "\(owner) was never below its minimum", at: minimum.span))
    }
    if let maximum = price.maximum {
      parts.append(CodePart("\(name) max", gap: "\(owner) was never above its maximum", at: maximum.span))
    }
    return parts
  }

  /// Says which parts counted in a quote.
  func use(_ quote: FeeQuote, _ occasion: FeeOccasion, _ context: DecisionContext) {
    for (position, line) in zip(quote.prices, quote.lines) {
      let name = "price \(position + 1)"
      context.use(name)
      let price = occasion.terms.prices.first { $0.position == position }
      for step in line.steps {
        switch step {
        case .tier(_, let end):
          let ends = price?.model.tiers.map(\.upTo) ?? []
          if let tier = ends.firstIndex(of: end) { context.use("\(name) tier \(tier + 1)") }
        case .raised: context.use("\(name) min")
        case .lowered: context.use("\(name) max")
        default: break
        }
      }
    }
    for position in occasion.reductions { context.use("reduction \(position)") }
    if quote.lines.contains(where: { $0.kind == .cap }) { context.use("cap") }
  }
}

extension PriceDraft.Model {
  /// The tiers of a price that has some.
  fileprivate var tiers: [TierDraft] {
    switch self {
    case .graduated(let tiers), .volume(let tiers): tiers
    default: []
    }
  }
}

extension PriceModel {
  fileprivate var tiers: [PriceTier] {
    switch self {
    case .graduated(let tiers), .volume(let tiers): tiers
    default: []
    }
  }
}
