internal import CEL
internal import RulesEngine

/// The step of a refund or of the end of a deposit, as written.
struct ReturnStepDraft: CodeDraft {
  let draft: ReturnDraft
  let registry: FeeRegistry

  func link(_ linking: CodeLinking) -> (any DecisionCode)? {
    guard let fee = registry.fee(draft.fee.value) else {
      linking.unknown("N0251", "fee", draft.fee, among: registry.names)
      return nil
    }
    guard let reference = linking.compile(draft.reference), let ledger = FeeLedger(linking) else {
      return nil
    }
    var code = ReturnCode(draft: draft, fee: fee, reference: reference, ledger: ledger)
    if let node = draft.amount {
      guard let amount = linking.compile(node, expecting: .money) else { return nil }
      code.amount = amount
    }
    if let node = draft.share {
      guard let share = linking.value(node, as: FieldType(.decimal)) else { return nil }
      code.share = share
    }
    code.label = draft.label.flatMap { linking.value($0, as: FieldType(.string)) }
    if case .refund = draft.way {
      guard let action = DeclaredAction("refund", at: draft.id.span, linking) else { return nil }
      code.action = action
    }
    return code
  }
}

/// Gives a charge back, in part or whole, or hands a deposit on.
struct ReturnCode: DecisionCode {
  let draft: ReturnDraft
  let fee: FeeDraft
  let reference: Program
  let ledger: FeeLedger
  var amount: Program?
  var share: ValuePlan?
  var label: ValuePlan?
  var action: DeclaredAction?

  func run(_ context: DecisionContext) throws(EvaluationError) {
    guard let name = try context.value(reference)?.text else {
      throw EvaluationError(.missing, "`for` of the refund is missing")
    }
    var left = try amount.map { amount throws(EvaluationError) -> Decimal in
      guard let number = try context.value(amount)?.exactNumber else {
        throw EvaluationError(.missing, "the amount of the refund is missing")
      }
      return number
    }
    var number = 1
    var found = false
    while let charge = try ledger.charges.row(ledger.chargeKey(fee.id.value, name, number), context) {
      found = true
      number += 1
      try give(back: charge, &left, context)
    }
    if !found { context.note("refund", Array("\"nothing was charged for it\"".utf8)) }
  }

  private func give(
    back charge: LedgerRow, _ left: inout Decimal?, _ context: DecisionContext
  ) throws(EvaluationError) {
    let status = charge.text("status")
    guard let currency = charge.currency, status == "charged" || status == "held" else { return }
    let known = try ledger.entries.rows(where: "charge", is: charge.text("id"), context)
    let accounts = Accounts(known)
    switch draft.way {
    case .capture: try hand(on: charge, accounts, to: nil, known.count, currency, context)
    case .forfeit(let party): try hand(on: charge, accounts, to: party, known.count, currency, context)
    case .refund(let policy):
      let part = try part(of: charge, &left, context)
      let refund = try fees { () throws(FeeError) in
        try FeeRefund.quote(
          accounts.list, fixed: charge.amount("fixed"),
          share: Proration(part: part, whole: charge.amount("base")),
          policy: policy ?? fee.policy, currency: currency, rounding: fee.rounding)
      }
      try pay(refund, charge, accounts, part, known.count, currency, context)
    }
  }

  /// How much of the order is given back by now, in the measure of the charge's base.
  private func part(
    of charge: LedgerRow, _ left: inout Decimal?, _ context: DecisionContext
  ) throws(EvaluationError) -> Decimal {
    let (base, before) = (charge.amount("base"), charge.amount("returned_base"))
    return try fees { () throws(FeeError) in
      let open = try base.minus(before)
      if let rest = left {
        let now = Swift.min(rest, open)
        left = try rest.minus(now)
        return try before.plus(now)
      }
      return base
    }.shared(base, before, by: share.map { plan throws(EvaluationError) in try Plugins.share(plan, context) })
  }

  private func pay(
    _ refund: FeeRefund, _ charge: LedgerRow, _ accounts: Accounts, _ part: Decimal, _ count: Int,
    _ currency: Currency, _ context: DecisionContext
  ) throws(EvaluationError) {
    guard !refund.total.isZero else {
      return context.note("refund", Array("\"nothing is left to give back\"".utf8))
    }
    let text = "\(refund.total) \(currency.code) of \(charge.text("total"))"
    context.note("refund", Array(Value.string(text).json.utf8))
    let label = try label.flatMap { label throws(EvaluationError) in try context.value(label)?.text }
    try action?.ask(
      [
        ("amount", .money(Money(refund.total, currency))), ("to", .string(charge.text("payer"))),
        ("label", .string(label ?? "Refund of \(fee.id.value)")), ("fee", .string(fee.id.value)),
        ("reference", .string(charge.text("reference"))),
      ], context)
    let returned = try fees { () throws(FeeError) in try charge.amount("returned").plus(refund.total) }
    try ledger.charges.write(
      .update, charge.text("id"),
      [
        ("returned", .money(Money(returned, currency))), ("returned_base", .decimal(part)),
        ("status", .string(returned == charge.amount("total") ? "returned" : charge.text("status"))),
      ], context)
    var postings = [
      FeeLedger.Posting(
        role: "payer", party: charge.text("payer"), account: charge.text("account"), amount: refund.total)
    ]
    for (posting, part) in zip(accounts.postings, refund.parts) {
      postings.append(
        .init(role: posting.role, party: posting.party, account: posting.account, amount: part.negated))
    }
    try ledger.post(postings, source(charge, "refund", count, currency), context)
  }

  /// Moves what is held to those who get it: those of the split, or one party.
  private func hand(
    on charge: LedgerRow, _ accounts: Accounts, to party: String?, _ count: Int, _ currency: Currency,
    _ context: DecisionContext
  ) throws(EvaluationError) {
    guard charge.text("status") == "held" else { return }
    var postings: [FeeLedger.Posting] = []
    for (posting, account) in zip(accounts.postings, accounts.list) where posting.role == "held" {
      let open = try fees { () throws(FeeError) in try account.charged.minus(account.returned) }
      var (out, into) = (posting, posting)
      out.amount = open.negated
      into.amount = open
      into.role = "share"
      if let party { (into.party, into.account) = (party, party) }
      postings += [out, into]
    }
    try ledger.post(postings, source(charge, party == nil ? "capture" : "forfeit", count, currency), context)
    try ledger.charges.write(
      .update, charge.text("id"), [("status", .string(party == nil ? "captured" : "forfeited"))], context)
  }

  private func source(_ charge: LedgerRow, _ kind: String, _ count: Int, _ currency: Currency)
    -> FeeLedger.Source
  {
    FeeLedger.Source(
      charge: charge.text("id"), fee: fee.id.value, kind: kind, currency: currency, count: count)
  }
}

extension Decimal {
  /// What is given back by now, where a share of the base is given back; itself where there is no share.
  fileprivate func shared(
    _ base: Decimal, _ before: Decimal, by share: Decimal?
  ) throws(EvaluationError) -> Decimal {
    guard let share else { return self }
    return try fees { () throws(FeeError) in Swift.min(base, try before.plus(try base.times(share))) }
  }
}

/// Who gained what by a charge, and what they gave back, in the order of its entries.
private struct Accounts {
  var postings: [FeeLedger.Posting] = []
  var list: [FeeAccount] = []

  init(_ entries: [LedgerRow]) {
    // Entries are numbered behind the charge's name; the store orders them as text.
    let sorted = entries.sorted { $0.number < $1.number }
    for entry in sorted where entry.text("role") != "payer" {
      let (role, party, account) = (entry.text("role"), entry.text("party"), entry.text("account"))
      let amount = entry.amount("amount")
      let known = postings.firstIndex { $0.role == role && $0.party == party && $0.account == account }
      if let known {
        if amount.isNegative {
          list[known].returned = list[known].returned.adding(amount.magnitude) ?? list[known].charged
        }
      } else if !amount.isNegative {
        postings.append(.init(role: role, party: party, account: account, amount: amount))
        list.append(FeeAccount(party, charged: amount))
      }
    }
  }
}

extension LedgerRow {
  fileprivate var number: Int { text("id").split(separator: "/").last.flatMap { Int($0) } ?? 0 }
}
