public import CEL

/// Functions that every script has beside Lua's own: exact numbers and times, and what can be done with them.
enum StandardFunctions {
  static let all: [HostFunction] = constructors + methods

  private static let constructors: [HostFunction] = [
    HostFunction("decimal") { call throws(EvaluationError) in .decimal(try number(call, 0)) },
    HostFunction("money") { call throws(EvaluationError) in .money(try amount(call)) },
    HostFunction("timestamp") { call throws(EvaluationError) in
      guard let instant = Timestamp(rfc3339: try call.text(0)) else {
        throw EvaluationError(.invalidArgument, "not an RFC 3339 instant: \(try call.text(0).prefix(60))")
      }
      return .timestamp(instant)
    },
    HostFunction("duration") { call throws(EvaluationError) in
      guard let length = Duration(try call.text(0)) else {
        throw EvaluationError(.invalidArgument, "not a duration: \(try call.text(0).prefix(60))")
      }
      return .duration(length)
    },
  ]

  private static let methods: [HostFunction] = [
    HostFunction(":round") { call throws(EvaluationError) in try rounded(call) },
    HostFunction(":floor") { call throws(EvaluationError) in .decimal(try number(call, 0).floor) },
    HostFunction(":ceiling") { call throws(EvaluationError) in .decimal(try number(call, 0).ceiling) },
    HostFunction(":abs") { call throws(EvaluationError) in
      if case .money(let money) = call[0] { return .money(Money(money.amount.magnitude, money.currency)) }
      return .decimal(try number(call, 0).magnitude)
    },
    HostFunction(":allocate") { call throws(EvaluationError) in try shares(call) },
  ]

  /// A decimal, from one, an integer, or its digits.
  private static func number(_ call: borrowing HostCall, _ index: Int) throws(EvaluationError) -> Decimal {
    switch call[index] {
    case .decimal(let decimal)?: return decimal
    case .int(let whole)?: return Decimal(whole)
    case .string(let text)?:
      guard let decimal = Decimal(text) else {
        throw EvaluationError(.invalidArgument, "not a decimal number: \(text.prefix(60))")
      }
      return decimal
    default: throw call.mismatch(index, "a decimal, an integer or the digits of one")
    }
  }

  /// `money("5.00 EUR")`, `money("5.00", "EUR")`, `money(amount)` in the rulebook's currency.
  private static func amount(_ call: borrowing HostCall) throws(EvaluationError) -> Money {
    let currency = try call[1].map { value throws(EvaluationError) -> Currency in
      guard case .string(let code) = value, let currency = Currency(code: code) else {
        throw EvaluationError(.invalidArgument, "not a currency: \(value)")
      }
      return currency
    }
    switch call[0] {
    case .money(let money)? where currency == nil: return money
    case .string(let text)?:
      if let money = Money(text, default: currency ?? rulebookCurrency(call)) { return money }
      throw EvaluationError(
        .invalidArgument, "not an amount of money: \(text.prefix(60)); write money(\"5.00\", \"EUR\")")
    default:
      guard let currency = currency ?? rulebookCurrency(call) else {
        throw EvaluationError(.invalidArgument, "money needs a currency: write money(\"5.00\", \"EUR\")")
      }
      return Money(try number(call, 0), currency)
    }
  }

  /// The currency of amounts that name none, where the caller of the script knows one.
  private static func rulebookCurrency(_ call: borrowing HostCall) -> Currency? {
    // The one that nearly all calls have; looking for a conformance takes long.
    if let context = call.context as? ScriptContext { return context.currency }
    return (call.context as? any ScriptCurrency)?.currency
  }

  private static func rounding(_ call: borrowing HostCall, _ index: Int) throws(EvaluationError) -> Rounding {
    guard let value = call[index] else { return .halfEven }
    switch value {
    case .string("half_even"): return .halfEven
    case .string("half_up"): return .halfUp
    case .string("up"): return .up
    case .string("down"): return .down
    default: throw call.mismatch(index, "half_even, half_up, up or down")
    }
  }

  /// `amount:round()` to the currency's minor units, `decimal:round(2)`, each with a rounding at the end.
  private static func rounded(_ call: borrowing HostCall) throws(EvaluationError) -> Value {
    let result: Value?
    if case .money(let money)? = call[0] {
      result = money.rounded(try rounding(call, 1)).map(Value.money)
    } else {
      let digits = call[1] == nil ? 0 : try call.int(1)
      result = try number(call, 0).rounded(toScale: Int(clamping: digits), rounding: rounding(call, 2)).map(
        Value.decimal)
    }
    guard let result else { throw EvaluationError(.overflow, "the number cannot be rounded so") }
    return result
  }

  /// `amount:allocate({ 1, 1, 1 })`: parts that add up to the cent.
  private static func shares(_ call: borrowing HostCall) throws(EvaluationError) -> Value {
    guard case .money(let money)? = call[0] else { throw call.mismatch(0, "an amount of money") }
    guard case .list(let list)? = call[1] else { throw call.mismatch(1, "a list of shares") }
    var ratios: [Decimal] = []
    for element in list.elements {
      switch element {
      case .int(let whole): ratios.append(Decimal(whole))
      case .decimal(let decimal): ratios.append(decimal)
      default: throw EvaluationError(.invalidArgument, "a share must be exact, not \(element)")
      }
    }
    guard let parts = money.allocate(ratios) else {
      throw EvaluationError(.invalidArgument, "the amount cannot be split by these shares")
    }
    return .list(List(parts.map(Value.money)))
  }
}

/// A context of calls that knows the currency of amounts that name none.
public protocol ScriptCurrency: AnyObject {
  /// The rulebook's currency.
  var currency: Currency? { get }
}
