internal import CEL
internal import RulesEngine

/// What is wrong with fees that can be read, but cannot be meant.
struct FeeLints {
  let draft: RulebookDraft
  let registry: FeeRegistry
  let diagnostics: Diagnostics

  var currency: Currency { draft.currency ?? Currency(code: "USD")! }

  func run() {
    let fees = draft.steps(of: FeeStepDraft.self).map { (header: $0.header, fee: $0.code.fee) }
    for (_, fee) in fees {
      for price in fee.prices { check(price, of: fee) }
      checkReductions(of: fee)
      checkShares(of: fee)
      checkCap(of: fee)
      for node in fee.written { checkAmount(node) }
    }
    checkTwins(fees)
    for (_, code) in draft.steps(of: ReturnStepDraft.self) { check(code.draft) }
  }

  // MARK: Amounts

  private func checkAmount(_ node: Node) {
    guard let text = node.text, !text.contains("${"), text.hasPrefix("-") else { return }
    diagnostics.add(
      .error(
        "W0520", "`\(text)` is below zero", at: node.span, label: "a fee has no negative parts",
        help: ["write a `discount` where something is to come off"]))
  }

  /// A written amount; nil where it is computed, or no amount.
  func amount(_ node: Node?) -> (amount: Decimal, currency: Currency)? {
    guard let text = node?.text, !text.contains("${"), let money = Money(text, default: currency) else {
      return nil
    }
    return (money.amount, money.currency)
  }

  // MARK: Prices

  private func check(_ price: PriceDraft, of fee: FeeDraft) {
    checkBounds(price)
    switch price.model {
    case .percent(let node): checkPercent(node, "the fee", "what it is taken of")
    case .graduated(let tiers), .volume(let tiers):
      guard checkOrder(tiers) else { return }
      for tier in tiers {
        if case .percent(let node) = tier.rate { checkPercent(node, "the fee", "what it is taken of") }
      }
      if case .volume = price.model { checkFall(price, tiers, of: fee) }
    case .table(let name, _): checkTable(name)
    case .flat, .perUnit, .package, .difference, .trueUp: break
    }
  }

  private func checkBounds(_ price: PriceDraft) {
    for node in [price.minimum, price.maximum].compactMap(\.self) {
      guard let bound = amount(node), bound.amount.floorCents(bound.currency) != bound.amount else {
        continue
      }
      diagnostics.add(
        .error(
          "W0523", "`\(node.text ?? "")` is finer than \(bound.currency.code) can be paid", at: node.span,
          label: "\(bound.currency.code) has \(bound.currency.minorUnits) digits after the point"))
    }
    guard let low = price.minimum, let high = price.maximum, let least = amount(low), let most = amount(high),
      least.currency == most.currency, least.amount > most.amount
    else { return }
    diagnostics.add(
      .error(
        "W0519", "the maximum of this fee is below its minimum", at: high.span,
        label: "at most \(most.amount)", related: [.init("at least \(least.amount)", at: low.span)],
        help: ["exchange the two, or remove one"]))
  }

  private func checkPercent(_ node: Node, _ what: String, _ whole: String) {
    guard let text = node.text, let rate = text.percentage, rate > Decimal(1) else { return }
    diagnostics.add(
      .warning("W0518", "\(what) is more than \(whole)", at: node.span, label: "more than 100%"))
  }

  private func checkTable(_ name: Located<String>) {
    guard let table = draft.tables.first(where: { $0.header.id.value == name.value }) else { return }
    let names = table.outputs.map(\.name.value)
    if names.contains(where: PriceRow.models.contains) { return }
    diagnostics.add(
      .error(
        "W0524", "the table `\(name.value)` gives no price", at: name.span,
        label: "expected an output `flat`, `percent` or `per_unit`",
        related: [
          .init(
            "its outputs are \(names.map { "`\($0)`" }.joined(separator: ", "))", at: table.header.id.span)
        ],
        help: ["rename an output; `plus`, `min`, `max` and `label` may stand beside it"]))
  }

  // MARK: Discounts and shares

  private func checkReductions(of fee: FeeDraft) {
    for reduction in fee.reductions {
      if let node = reduction.percent {
        checkPercent(node, reduction.kind == .waiver ? "the waiver" : "the discount", "the fee")
      }
    }
  }

  private func checkShares(of fee: FeeDraft) {
    var sum = Decimal(0)
    var rest: ShareDraft?
    var weight: ShareDraft?
    for share in fee.shares {
      switch share.size {
      case .percent(let part): sum = sum.adding(part) ?? sum
      case .weight: weight = share
      case .rest:
        if let rest {
          report(share, "only one party gets the rest", [.init("gets it already", at: rest.span)], [])
        }
        rest = share
      }
    }
    guard let last = fee.shares.last else { return }
    if let weight {
      guard sum > Decimal(0) || rest != nil else { return }
      return report(
        weight, "a split has percentages or weights, not both", [], ["write every share as in `20%`"])
    }
    if sum > Decimal(1) {
      report(last, "the shares come to \(sum.percent)", [], ["let them come to 100%"])
    } else if rest == nil, sum < Decimal(1) {
      report(last, "the shares come to \(sum.percent)", [], ["give what is left to a party: `rest`"])
    }
  }

  private func report(
    _ share: ShareDraft, _ message: String, _ related: [Diagnostic.Related], _ help: [String]
  ) {
    diagnostics.add(.error("W0516", message, at: share.span, related: related, help: help))
  }

  private func checkCap(of fee: FeeDraft) {
    guard let cap = fee.cap, let most = amount(cap.limit) else { return }
    for price in fee.prices {
      guard let node = price.minimum, let least = amount(node), least.currency == most.currency,
        least.amount > most.amount
      else { continue }
      diagnostics.add(
        .error(
          "W0519", "the cap of this fee is below its minimum", at: cap.limit.span,
          label: "at most \(most.amount) in a period",
          related: [.init("at least \(least.amount)", at: node.span)],
          help: ["raise the cap, or lower the minimum"]))
    }
  }

  // MARK: Across definitions

  /// Two fees that one payer pays of one base on one event.
  private func checkTwins(_ fees: [(header: DefinitionHeader, fee: FeeDraft)]) {
    for (position, (header, fee)) in fees.enumerated() {
      guard let base = fee.base?.text, header.isEnabled else { continue }
      for (other, twin) in fees[..<position] where other.isEnabled {
        let events = Set(other.on.map(\.value)).intersection(header.on.map(\.value)).sorted()
        guard let event = events.first, twin.base?.text == base, twin.payer.text == fee.payer.text,
          header.condition?.text == other.condition?.text, header.group == nil || header.group != other.group,
          !Self.follow(header, other), let place = fee.base?.span
        else { continue }
        diagnostics.add(
          .warning(
            "W0521", "`\(twin.id.value)` takes a fee of the same base on `\(event)`", at: place,
            label: "`\(fee.payer.text ?? "")` pays both",
            related: [.init("the other fee", at: twin.base?.span ?? twin.id.span)],
            help: [
              "give them one `group`, so that only the first is charged, or make them two prices of one fee with "
                + "`combine: sum`"
            ]))
      }
    }
  }

  /// Whether one is in effect only before or after the other.
  private static func follow(_ one: DefinitionHeader, _ other: DefinitionHeader) -> Bool {
    func ends(_ first: DefinitionHeader, before next: DefinitionHeader) -> Bool {
      guard let until = first.until, let from = next.from else { return false }
      return until <= from
    }
    return ends(one, before: other) || ends(other, before: one)
  }

  private func check(_ returned: ReturnDraft) {
    guard let fee = registry.fee(returned.fee.value) else { return }
    if fee.reference == nil {
      diagnostics.add(
        .error(
          "W0522", "the charges of `\(fee.id.value)` cannot be found again", at: returned.fee.span,
          label: "does not say what it is charged for", related: [.init("the fee", at: fee.id.span)],
          help: ["write `for:` in the fee, with the same value as here"]))
    }
    if case .refund = returned.way { return }
    if !fee.isDeposit {
      diagnostics.add(
        .error(
          "W0525", "`\(fee.id.value)` is not a deposit", at: returned.fee.span,
          label: "is the parties' at once", related: [.init("the fee", at: fee.id.span)],
          help: ["write `deposit: true` in the fee where it is to be held"]))
    }
  }
}
