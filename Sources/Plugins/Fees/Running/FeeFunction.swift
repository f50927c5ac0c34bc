internal import CEL
internal import RulesEngine

extension FeeRegistry {
  /// `fee("platform-commission", event.amount)`: what a fee comes to for a base.
  var function: FunctionDeclaration {
    let overloads = [ValueType.money, .decimal, .int, .list(.money)].map { base in
      Overload(
        id: "fee_string_\(base)", parameters: [.string, base], result: .money, isPure: false, cost: 50
      ) { [self] arguments throws(EvaluationError) in try quote(arguments[0], arguments[1]) }
    }
    return FunctionDeclaration(
      name: "fee", overloads: overloads,
      documentation: "What a fee comes to, taxes included: fee(\"platform-commission\", event.amount)"
    ) { [self] arguments in refusal(arguments) }
  }

  private func quote(_ id: Value, _ base: Value) throws(EvaluationError) -> Value {
    guard case .string(let name) = id, let plan = plan(of: name) else {
      throw EvaluationError(.invalidArgument, "no fee `\(id.text)` is known")
    }
    let occasion = try plan.occasion(WrittenValues(), base: base, name: name) {
      _, _ throws(EvaluationError) in
      Decimal(0)
    }
    guard let occasion else { return .money(Money(Decimal(0, scale: plan.own.minorUnits), plan.own)) }
    let quote = try fees { () throws(FeeError) in try occasion.terms.quote(occasion.base) }
    return .money(Money(quote.isCredit ? quote.total.negated : quote.total, quote.currency))
  }

  private func refusal(_ arguments: [ArgumentInfo]) -> SignatureResult {
    guard case .string(let name)? = arguments.first?.constant else {
      return .refuse(message: "the fee's name must be written out", argument: 0, suggestion: nil)
    }
    guard let fee = fee(name) else {
      return .refuse(
        message: "no fee `\(name)` is known", argument: 0,
        suggestion: Suggestion.best(for: name, among: names).map { "\"\($0)\"" })
    }
    if fee.readsEvent {
      return .refuse(
        message: "the fee `\(name)` reads the event it is charged on, so a base alone does not price it",
        argument: 0,
        suggestion: nil)
    }
    return .type(.money)
  }
}

extension FeeDraft {
  /// Whether its amount depends on more than the base and what is written.
  var readsEvent: Bool {
    if prorate != nil || cap?.key != nil || reductions.contains(where: { $0.condition != nil }) {
      return true
    }
    return prices.contains { price in
      if case .table = price.model { return true }
      return price.condition != nil
    } || written.contains { $0.text?.contains("${") ?? false }
  }

  /// The nodes of all amounts and percentages.
  var written: [Node] {
    var nodes = taxes.map(\.rate) + reductions.flatMap { [$0.percent, $0.amount].compactMap(\.self) }
    nodes += [cap?.limit].compactMap(\.self)
    for price in prices {
      nodes += [price.plus, price.minimum, price.maximum, price.free].compactMap(\.self)
      switch price.model {
      case .flat(let node), .percent(let node), .perUnit(let node), .trueUp(let node): nodes.append(node)
      case .package(let price, let size): nodes += [price, size]
      case .difference(let from, let to, _): nodes += [from, to]
      case .graduated(let tiers), .volume(let tiers): nodes += tiers.flatMap(\.written)
      case .table: break
      }
    }
    return nodes.flatMap { node in node.entries.map { $0.map(\.value) } ?? [node] }
  }
}

extension TierDraft {
  fileprivate var written: [Node] {
    let priced: Node? =
      switch rate {
      case .percent(let node), .perUnit(let node): node
      case .none: nil
      }
    return [upTo, flat, priced].compactMap(\.self)
  }
}
