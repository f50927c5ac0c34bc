internal import CEL
internal import RulesEngine

/// The step of a fee, as written.
struct FeeStepDraft: CodeDraft {
  let fee: FeeDraft
  let registry: FeeRegistry

  func link(_ linking: CodeLinking) -> (any DecisionCode)? {
    guard let plan = FeeLinker(linking: linking, fee: fee).plan(),
      let payer = PartyPlan(fee.payer, linking), let ledger = FeeLedger(linking),
      let charge = DeclaredAction("charge", at: fee.id.span, linking)
    else { return nil }
    registry.keep(plan, of: fee.id.value)
    let reference = fee.reference.flatMap { linking.compile($0) }
    if fee.reference != nil, reference == nil { return nil }
    return FeeCode(
      plan: plan, payer: payer, parties: fee.shares.map { PartyPlan($0.party.value, linking) },
      reference: reference,
      ledger: ledger, charge: charge,
      credit: registry.hasCredits ? DeclaredAction("credit", at: fee.id.span, linking) : nil)
  }
}

/// Who pays or gets something: a word such as `provider`, and the account that the event names under it.
struct PartyPlan: Sendable {
  let text: ValuePlan
  let account: Program?

  init?(_ node: Node, _ linking: CodeLinking) {
    guard let text = linking.value(node, as: FieldType(.string)) else { return nil }
    self.text = text
    account = node.text.flatMap { linking.key(of: $0) }
  }

  init(_ word: String, _ linking: CodeLinking) {
    text = .constant(.string(word))
    account = linking.key(of: word)
  }

  func read(_ context: DecisionContext) throws(EvaluationError) -> (party: String, account: String) {
    guard let party = try context.value(text)?.text else {
      throw EvaluationError(.missing, "the party of a fee is missing")
    }
    return (
      party, try account.flatMap { key throws(EvaluationError) in try context.value(key)?.text } ?? party
    )
  }
}

/// Charges a fee: quotes it, asks for the action, and keeps the ledger.
struct FeeCode: DecisionCode {
  let plan: FeePlan
  let payer: PartyPlan
  let parties: [PartyPlan]
  let reference: Program?
  let ledger: FeeLedger
  let charge: DeclaredAction
  let credit: DeclaredAction?

  private var fee: String { plan.draft.id.value }

  func run(_ context: DecisionContext) throws(EvaluationError) {
    let given = try plan.base.flatMap { base throws(EvaluationError) in try context.value(base) }
    let occasion = try plan.occasion(context, base: given, name: fee) {
      key, currency throws(EvaluationError) in
      try ledger.used(usage(key, currency), context)
    }
    guard let occasion else { return context.note("fee", Array("\"no price applies\"".utf8)) }
    let quote = try fees { () throws(FeeError) in try occasion.terms.quote(occasion.base) }
    use(quote, occasion, context)
    for line in quote.explanation { context.note("fee", Array(Value.string(line).json.utf8)) }
    guard !quote.total.isZero else { return }
    let payer = try payer.read(context)
    let name = try reference.flatMap { key throws(EvaluationError) in try context.value(key)?.text }
    if let action = quote.isCredit ? credit : charge {
      try action.ask(arguments(quote, occasion.terms, to: payer.party, name), context)
    }
    try record(quote, occasion, payer, name ?? context.event.identity, context)
    if let room = occasion.terms.room, let key = occasion.capKey, !quote.isCredit {
      try ledger.use(usage(key, quote.currency), quote.net, after: room.used, context)
    }
  }

  private func usage(_ key: String, _ currency: Currency) -> FeeLedger.Usage {
    FeeLedger.Usage(
      fee: fee, key: key, currency: currency, period: plan.draft.cap?.period ?? .calendar(.ever))
  }

  private func arguments(
    _ quote: FeeQuote, _ terms: FeeTerms, to party: String, _ reference: String?
  ) -> [(String, Value)] {
    let lines = quote.lines.map { line in
      Value.map(
        Map([
          ("kind", .string(line.kind.rawValue)), ("label", .string(line.label)),
          ("amount", .string(line.amount.description)),
        ]))
    }
    var arguments: [(String, Value)] = [
      ("amount", .money(Money(quote.total, quote.currency))), ("to", .string(party)),
      ("label", .string(terms.prices.count == 1 ? terms.prices[0].label : quote.lines[0].label)),
      ("lines", .list(List(lines))),
    ]
    if !quote.shares.isEmpty {
      arguments.append(
        ("split", .map(Map(quote.shares.map { ($0.party, .string($0.amount.description)) }))))
    }
    arguments.append(("fee", .string(fee)))
    if let reference { arguments.append(("reference", .string(reference))) }
    return arguments
  }

  /// Writes the charge and its entries. A credit has them with the other sign.
  private func record(
    _ quote: FeeQuote, _ occasion: FeeOccasion, _ payer: (party: String, account: String),
    _ reference: String,
    _ context: DecisionContext
  ) throws(EvaluationError) {
    let id = try freeKey(reference, context)
    let isDeposit = plan.draft.isDeposit
    let base = try occasion.base.size(of: quote)
    try ledger.charges.write(
      .insert, id,
      [
        ("fee", .string(fee)), ("reference", .string(reference)), ("payer", .string(payer.party)),
        ("account", .string(payer.account)),
        ("status", .string(isDeposit ? "held" : quote.isCredit ? "credited" : "charged")),
        ("total", .money(Money(quote.total, quote.currency))),
        ("fixed", .money(Money(quote.fixed, quote.currency))),
        ("base", .decimal(base)), ("returned_base", .decimal(Decimal(0))),
        ("returned", .money(Money(Decimal(0, scale: quote.currency.minorUnits), quote.currency))),
        ("event", .string(context.event.identity)), ("at", .timestamp(context.event.time)),
      ], context)
    var postings = [
      FeeLedger.Posting(
        role: "payer", party: payer.party, account: payer.account, amount: quote.total.negated)
    ]
    postings += try receivers(quote, isDeposit ? "held" : "share", context)
    if quote.isCredit {
      for index in postings.indices { postings[index].amount = postings[index].amount.negated }
    }
    try ledger.post(
      postings,
      FeeLedger.Source(
        charge: id, fee: fee, kind: isDeposit ? "hold" : quote.isCredit ? "credit" : "charge",
        currency: quote.currency,
        count: 0), context)
  }

  /// The parties and the taxes; all of it is the platform's where nobody is named.
  private func receivers(
    _ quote: FeeQuote, _ role: String, _ context: DecisionContext
  ) throws(EvaluationError) -> [FeeLedger.Posting] {
    var postings: [FeeLedger.Posting] = []
    for (party, share) in zip(parties, quote.shares) {
      let name = try party.read(context)
      postings.append(.init(role: role, party: name.party, account: name.account, amount: share.amount))
    }
    if quote.shares.isEmpty {
      postings.append(.init(role: role, party: "platform", account: "platform", amount: quote.net))
    }
    for line in quote.lines where line.kind == .tax {
      postings.append(.init(role: "tax", party: line.label, account: line.label, amount: line.amount))
    }
    return postings
  }

  /// The name of the next charge for a reference: `fee/1/order`, then `fee/2/order`.
  private func freeKey(_ reference: String, _ context: DecisionContext) throws(EvaluationError) -> String {
    for number in 1...context.rulebook.limits.rows {
      let key = ledger.chargeKey(fee, reference, number)
      if try ledger.charges.row(key, context) == nil { return key }
    }
    throw EvaluationError(
      .budget, "\(fee) was charged more than \(context.rulebook.limits.rows) times for one thing")
  }
}

extension FeeBase {
  /// What a refund of the order is measured against: the amount, or the charge itself where it has none.
  fileprivate func size(of quote: FeeQuote) throws(EvaluationError) -> Decimal {
    if case .amounts(let amounts) = self {
      let total = try fees { () throws(FeeError) in try amounts.total() }
      if !total.isZero { return total }
    }
    return quote.total
  }
}

extension FeeQuote {
  /// The lines in words, for `explain`.
  var explanation: [String] {
    var texts = lines.map { line in
      let how = line.steps.map(\.text).joined(separator: "; ")
      return "\(line.label) \(line.amount) \(currency.code)\(how.isEmpty ? "" : ": \(how)")"
    }
    if !shares.isEmpty {
      texts.append("split \(shares.map { "\($0.party) \($0.amount)" }.joined(separator: ", "))")
    }
    if lines.count > 1 { texts.append("\(isCredit ? "credit" : "total") \(total) \(currency.code)") }
    return texts
  }
}
