internal import CEL
internal import RulesEngine

extension Kind {
  /// `fee: platform-commission`.
  static func fee(_ registry: FeeRegistry) -> Kind {
    Kind("fee") { keys, definition, decoding in
      _ = keys.required("on", .node)
      // The cap of a fee is an amount, not how often it is charged.
      var header = keys.header("fee", definition, readsCap: false)
      let base = keys.optional("base", .scalar)
      let prices = keys.required("charge", .prices)
      let payer = keys.required("to", .scalar)
      let asOf = keys.optional("as_of", .scalar)
      guard var draft = payer.map({ FeeDraft(id: definition.id, payer: $0, priceSpan: definition.id.span) })
      else { return readRest(keys, definition) }
      draft.base = base
      draft.prices = prices ?? []
      draft.priceSpan = keys.entry("charge")?.key.span ?? definition.id.span
      read(keys, into: &draft)
      guard prices != nil, !definition.id.value.isEmpty else { return }
      if let asOf { header.judge(by: asOf) }
      registry.add(draft)
      decoding.draft.rules.append(
        RuleDraft(
          header: header,
          actions: [
            ActionDraft(
              verb: .code(FeeStepDraft(fee: draft, registry: registry)), condition: nil,
              span: definition.id.span)
          ]))
    }
  }

  /// Reads the other keys of a fee whose payer is missing, so that their mistakes are reported as well.
  private static func readRest(_ keys: MappingReader, _ definition: Decoding.Definition) {
    var draft = FeeDraft(id: definition.id, payer: keys.node, priceSpan: definition.id.span)
    read(keys, into: &draft)
  }

  private static func read(_ keys: MappingReader, into draft: inout FeeDraft) {
    draft.combination = keys.optional("combine", .choice(of: FeeCombination.self)) ?? .first
    draft.prorate = keys.optional("prorate", .proration)
    draft.cap = keys.optional("cap", .feeCap)
    draft.reductions = keys.optional("waive", .oneOrMany(of: .reduction(.waiver))) ?? []
    draft.reductions += keys.optional("discount", .oneOrMany(of: .reduction(.discount))) ?? []
    draft.stacking = keys.optional("stack", .choice(of: Stacking.self)) ?? .compound
    draft.taxes =
      keys.optional("tax", .table(of: .scalar, count: 1...16))?.map { ($0.key.located, $0.value) } ?? []
    draft.includesTaxes = keys.optional("tax_included", .bool) ?? false
    draft.rounding = keys.optional("round", .choice(of: Rounding.self)) ?? .halfEven
    draft.shares =
      keys.optional("split", .table(of: .share, count: 1...64))?.map {
        ShareDraft(party: $0.key.located, size: $0.value.size, span: $0.value.span)
      } ?? []
    draft.onZero = keys.optional("zero_gross", .choice(of: ZeroBase.self)) ?? .noFee
    draft.mayExceedBase = keys.optional("may_exceed_base", .bool) ?? false
    draft.policy = keys.optional("refund", .choice(of: RefundPolicy.self)) ?? .proRata
    draft.isDeposit = keys.optional("deposit", .bool) ?? false
    draft.reference = keys.optional("for", .scalar)
    draft.label = keys.optional("label", .scalar)
  }
}

extension DefinitionHeader {
  /// Lets `effective` go by a time that the event tells, such as that of the order, instead of its own.
  fileprivate mutating func judge(by time: Node) {
    var bounds: [String] = []
    if let from { bounds.append(">= timestamp(\"\(from)\")") }
    if let until { bounds.append("< timestamp(\"\(until)\")") }
    guard !bounds.isEmpty else { return }
    var composed = ComposedExpression(at: condition ?? time)
    if let condition {
      composed.add("(")
      composed.add(condition)
      composed.add(") && ")
    }
    for (index, bound) in bounds.enumerated() {
      composed.add(index == 0 ? "(" : " && (")
      composed.add(time)
      composed.add(") \(bound)")
    }
    condition = composed.node
    (from, until) = (nil, nil)
  }
}
