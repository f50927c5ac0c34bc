internal import CEL
internal import RulesEngine

/// Writes what fees lead to: double entry, each event's entries of a charge adding up to zero.
struct FeeLedger: Sendable {
  let charges: LedgerTable
  let entries: LedgerTable
  let revenue: LedgerTable
  let usage: LedgerTable
  let zone: Zone

  init?(_ linking: CodeLinking) {
    guard let charges = LedgerTable(FeeModel.charge, linking),
      let entries = LedgerTable(FeeModel.entry, linking),
      let revenue = LedgerTable(FeeModel.revenue, linking), let usage = LedgerTable(FeeModel.usage, linking)
    else { return nil }
    self.charges = charges
    self.entries = entries
    self.revenue = revenue
    self.usage = usage
    zone = linking.zones.zone(named: linking.timezone) ?? .utc
  }

  /// What one party gains by one event; below zero for who pays.
  struct Posting {
    /// `payer`, `share`, `tax` or `held`.
    var role: String
    var party: String
    var account: String
    var amount: Decimal
  }

  /// Who an entry is about, where entries come from.
  struct Source {
    var charge: String
    var fee: String
    var kind: String
    var currency: Currency
    /// How many entries the charge has already.
    var count: Int
  }

  /// Writes entries, and what they add to the revenue of the month.
  func post(_ postings: [Posting], _ source: Source, _ context: DecisionContext) throws(EvaluationError) {
    for (index, posting) in postings.enumerated() where !posting.amount.isZero {
      try entries.write(
        .insert, "\(source.charge)/\(source.count + index + 1)",
        [
          ("charge", .string(source.charge)), ("fee", .string(source.fee)), ("kind", .string(source.kind)),
          ("role", .string(posting.role)), ("party", .string(posting.party)),
          ("account", .string(posting.account)),
          ("amount", .money(Money(posting.amount, source.currency))),
          ("event", .string(context.event.identity)),
          ("at", .timestamp(context.event.time)),
        ], context)
      if posting.role == "share" || posting.role == "payer" && revenue.has("role") {
        try add(posting, source, context)
      }
    }
  }

  /// What a party gained, or paid, by a fee in the month of the event.
  private func add(_ posting: Posting, _ source: Source, _ context: DecisionContext) throws(EvaluationError) {
    let period = CalendarPeriod.month.name(of: zone.date(at: context.event.time))
    let pays = posting.role == "payer"
    let key =
      [source.fee, period, source.currency.code, posting.party, posting.account]
      .joined(separator: "/") + (pays ? "/payer" : "")
    let known = try revenue.row(key, context)
    let sum = try fees { () throws(FeeError) in
      try (known?.amount("amount") ?? Decimal(0)).plus(pays ? posting.amount.negated : posting.amount)
    }
    let count: Int64 = known?["entries"].flatMap { if case .int(let count) = $0 { count } else { nil } } ?? 0
    try revenue.write(
      .upsert, key,
      [
        ("fee", .string(source.fee)), ("party", .string(posting.party)),
        ("account", .string(posting.account)), ("role", .string(posting.role)),
        ("period", .string(period)), ("amount", .money(Money(sum, source.currency))),
        ("entries", .int(count + 1)),
      ], context)
  }

  /// The name of one of the charges of a fee for something, from 1.
  func chargeKey(_ fee: String, _ reference: String, _ number: Int) -> String {
    "\(fee)/\(number)/\(reference)"
  }

  // MARK: Caps

  /// What counts towards one cap, for one key and currency.
  struct Usage {
    var fee: String
    var key: String
    var currency: Currency
    var period: FeePeriod

    fileprivate var tally: String { "fee/\(fee)" }
    fileprivate var tallyKey: String { "\(key)/\(currency.code)" }
    fileprivate func row(_ name: String) -> String { [fee, key, name, currency.code].joined(separator: "/") }
  }

  func used(_ usage: Usage, _ context: DecisionContext) throws(EvaluationError) -> Decimal {
    switch usage.period {
    case .sliding(let length):
      // What is exactly as old as the period is long does not count any more.
      let since = context.now.subtracting(length).map { Timestamp(microseconds: $0.microseconds + 1) }
      return try context.tally(
        usage.tally, key: usage.tallyKey, since: since ?? Timestamp(microseconds: .min)
      ).sum
    case .calendar(let period):
      let name = period.name(of: zone.date(at: context.event.time))
      return try self.usage.row(usage.row(name), context)?.amount("used") ?? Decimal(0)
    }
  }

  /// Adds to what counts towards a cap; `sum` is what it came to before.
  func use(
    _ usage: Usage, _ amount: Decimal, after sum: Decimal, _ context: DecisionContext
  ) throws(EvaluationError) {
    switch usage.period {
    case .sliding(let length):
      try context.count(usage.tally, key: usage.tallyKey, amount: amount, keep: length)
    case .calendar(let period):
      let name = period.name(of: zone.date(at: context.event.time))
      let total = try fees { () throws(FeeError) in try sum.plus(amount) }
      try self.usage.write(
        .upsert, usage.row(name),
        [
          ("fee", .string(usage.fee)), ("period", .string(name)),
          ("used", .money(Money(total, usage.currency))),
        ], context)
    }
  }
}

extension IncomingEvent {
  /// Source and id: what tells events apart.
  var identity: String { "\(source):\(id)" }
}

/// Fee arithmetic whose failures are errors of the evaluation.
func fees<Result>(_ body: () throws(FeeError) -> Result) throws(EvaluationError) -> Result {
  do throws(FeeError) {
    return try body()
  } catch {
    throw error.evaluation
  }
}
