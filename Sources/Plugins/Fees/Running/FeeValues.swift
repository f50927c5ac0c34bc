internal import CEL
internal import RulesEngine

/// Where the values of a fee come from: an event at hand, or what is written alone.
protocol FeeValues {
  func value(_ plan: ValuePlan) throws(EvaluationError) -> Value?
  func value(_ program: Program) throws(EvaluationError) -> Value?
  func holds(_ condition: Program) throws(EvaluationError) -> Bool
}

extension DecisionContext: FeeValues {}

extension FeeValues {
  /// The text of a place; nil where there is none, or where it reads something missing.
  func text(_ plan: ValuePlan?) throws(EvaluationError) -> String? {
    guard let plan else { return nil }
    return try value(plan)?.text
  }
}

/// What is written, where a fee reads nothing of an event.
struct WrittenValues: FeeValues {
  func value(_ plan: ValuePlan) throws(EvaluationError) -> Value? {
    if case .constant(let value) = plan { return value }
    throw Self.unknown
  }

  func value(_ program: Program) throws(EvaluationError) -> Value? { throw Self.unknown }

  func holds(_ condition: Program) throws(EvaluationError) -> Bool { throw Self.unknown }

  private static let unknown = EvaluationError(
    .unavailable, "the fee reads the event it is charged on, so a base alone does not price it")
}

/// An amount of a fee: one, or one for each currency; or a plain number, where the base is a number of units.
struct AmountPlan: Sendable {
  enum Source: Sendable {
    case money(ValuePlan)
    case byCurrency([Currency: ValuePlan])
    case number(ValuePlan)
  }

  /// What it is, for messages: `the minimum`.
  var what: String
  var source: Source

  func read(_ values: any FeeValues, _ currency: Currency) throws(EvaluationError) -> Decimal {
    switch source {
    case .money(let plan): return try amount(of: values.value(plan), currency)
    case .byCurrency(let plans):
      guard let plan = plans[currency] else {
        throw EvaluationError(.currencyMismatch, "\(what) of the fee has no amount in \(currency.code)")
      }
      return try amount(of: values.value(plan), currency)
    case .number(let plan):
      guard let number = try values.value(plan)?.exactNumber else { throw missing }
      return number
    }
  }

  private func amount(of value: Value?, _ currency: Currency) throws(EvaluationError) -> Decimal {
    guard case .money(let money)? = value else { throw missing }
    guard money.currency == currency || money.amount.isZero else {
      throw EvaluationError(
        .currencyMismatch, "\(what) is \(money), and the fee is charged in \(currency.code)")
    }
    return money.amount
  }

  private var missing: EvaluationError { EvaluationError(.missing, "\(what) of the fee is missing") }

  /// The currency it is in; nil where that does not show.
  func currency(_ values: any FeeValues, _ own: Currency) throws(EvaluationError) -> Currency? {
    switch source {
    case .money(let plan):
      if case .money(let money)? = try values.value(plan) { return money.currency }
      return nil
    case .byCurrency(let plans): return plans[own] == nil ? nil : own
    case .number: return nil
    }
  }
}

extension Value {
  /// An exact number; nil for anything else, doubles included.
  var exactNumber: Decimal? {
    switch self {
    case .int(let number): Decimal(number)
    case .uint(let number): Decimal(number)
    case .decimal(let number): number
    case .money(let money): money.amount
    default: nil
    }
  }
}
