internal import CEL
internal import CLuaBridge

/// Operators of decimals, money and times, with the meaning they have in expressions.
extension Session {
  mutating func operate(
    _ operation: Int32, _ left: UnsafePointer<bl_value>, _ right: UnsafePointer<bl_value>,
    _ out: UnsafeMutablePointer<bl_value>
  ) -> Bool {
    do throws(EvaluationError) {
      let one = try read(left.pointee)
      let two = try read(right.pointee)
      write(try ExactOperator(bl_operator(UInt32(operation))).apply(one ?? .null, two ?? .null), out)
      return true
    } catch {
      return fail(error, out)
    }
  }
}

/// One operator.
enum ExactOperator {
  case add, subtract, multiply, divide, negate, equal, less, lessOrEqual, none

  init(_ raw: bl_operator) {
    self =
      switch raw {
      case BL_ADD: .add
      case BL_SUBTRACT: .subtract
      case BL_MULTIPLY: .multiply
      case BL_DIVIDE: .divide
      case BL_NEGATE: .negate
      case BL_EQUAL: .equal
      case BL_LESS: .less
      case BL_LESS_EQUAL: .lessOrEqual
      default: .none
      }
  }

  func apply(_ left: Value, _ right: Value) throws(EvaluationError) -> Value {
    switch self {
    case .equal: return .bool(left.isEqual(to: right))
    case .less: return .bool(try precedes(left, right))
    case .lessOrEqual: return .bool(!(try precedes(right, left)))
    case .negate: return try negated(left)
    case .add, .subtract, .multiply, .divide, .none: return try arithmetic(left, right)
    }
  }

  private func arithmetic(_ left: Value, _ right: Value) throws(EvaluationError) -> Value {
    switch (left, right) {
    case (.money(let a), .money(let b)): return try money(a, b)
    case (.money(let a), _):
      guard let factor = exactNumber(right) else { break }
      return try scaled(a, factor, left, right)
    case (_, .money(let b)):
      guard let factor = exactNumber(left), case .multiply = self else { break }
      return try scaled(b, factor, left, right)
    case (.timestamp, _), (_, .timestamp), (.duration, _), (_, .duration): return try time(left, right)
    default:
      guard let a = exactNumber(left), let b = exactNumber(right) else { break }
      return .decimal(try decimal(a, b, left, right))
    }
    throw mismatch(left, right)
  }

  private func decimal(
    _ a: Decimal, _ b: Decimal, _ left: Value, _ right: Value
  ) throws(EvaluationError) -> Decimal {
    let result: Decimal?
    switch self {
    case .add: result = a.adding(b)
    case .subtract: result = a.subtracting(b)
    case .multiply: result = a.multiplied(by: b)
    case .divide:
      if b.isZero { throw EvaluationError(.divideByZero, "division by zero") }
      result = a.divided(by: b)
    default: throw mismatch(left, right)
    }
    guard let result else { throw EvaluationError(.overflow, "the decimal result has more than 38 digits") }
    return result
  }

  private func money(_ a: Money, _ b: Money) throws(EvaluationError) -> Value {
    let sum: Money?
    switch self {
    case .add: sum = a.adding(b)
    case .subtract: sum = a.subtracting(b)
    case .divide where a.currency == b.currency:
      return .decimal(try decimal(a.amount, b.amount, .money(a), .money(b)))
    default: throw mismatch(.money(a), .money(b))
    }
    if let sum { return .money(sum) }
    if a.currency == b.currency { throw EvaluationError(.overflow, "the amount has more than 38 digits") }
    throw EvaluationError(.currencyMismatch, "\(a) and \(b) are in different currencies")
  }

  private func scaled(
    _ money: Money, _ factor: Decimal, _ left: Value, _ right: Value
  ) throws(EvaluationError) -> Value {
    let result: Money?
    switch self {
    case .multiply: result = money.multiplied(by: factor)
    case .divide:
      if factor.isZero { throw EvaluationError(.divideByZero, "division by zero") }
      result = money.divided(by: factor)
    default: throw mismatch(left, right)
    }
    guard let result else { throw EvaluationError(.overflow, "the amount has more than 38 digits") }
    return .money(result)
  }

  private func time(_ left: Value, _ right: Value) throws(EvaluationError) -> Value {
    let result: Value?
    switch (self, left, right) {
    case (.subtract, .timestamp(let a), .timestamp(let b)): result = a.since(b).map(Value.duration)
    case (.add, .timestamp(let a), .duration(let b)), (.add, .duration(let b), .timestamp(let a)):
      result = a.adding(b).map(Value.timestamp)
    case (.subtract, .timestamp(let a), .duration(let b)): result = a.subtracting(b).map(Value.timestamp)
    case (.add, .duration(let a), .duration(let b)): result = a.adding(b).map(Value.duration)
    case (.subtract, .duration(let a), .duration(let b)): result = a.subtracting(b).map(Value.duration)
    case (.multiply, .duration(let a), .int(let b)), (.multiply, .int(let b), .duration(let a)):
      let (product, overflow) = a.nanoseconds.multipliedReportingOverflow(by: b)
      result = overflow ? nil : .duration(Duration(nanoseconds: product))
    default: throw mismatch(left, right)
    }
    guard let result else { throw EvaluationError(.overflow, "the time is out of range") }
    return result
  }

  private func negated(_ value: Value) throws(EvaluationError) -> Value {
    switch value {
    case .decimal(let decimal): return .decimal(decimal.negated)
    case .money(let money): return .money(money.negated)
    case .duration(let length):
      guard let opposite = Duration.zero.subtracting(length) else {
        throw EvaluationError(.overflow, "the time is out of range")
      }
      return .duration(opposite)
    default: throw mismatch(value, value)
    }
  }

  private func precedes(_ left: Value, _ right: Value) throws(EvaluationError) -> Bool {
    switch (left, right) {
    case (.timestamp(let a), .timestamp(let b)): return a < b
    case (.duration(let a), .duration(let b)): return a < b
    case (.money(let a), .money(let b)):
      guard a.currency == b.currency || a.amount.isZero || b.amount.isZero else {
        throw EvaluationError(.currencyMismatch, "\(a) and \(b) are in different currencies")
      }
      return a.amount < b.amount
    default:
      guard let a = exactNumber(left), let b = exactNumber(right) else { throw mismatch(left, right) }
      return a < b
    }
  }

  /// A number without rounding: binary floating point is none.
  private func exactNumber(_ value: Value) -> Decimal? {
    switch value {
    case .decimal(let decimal): decimal
    case .int(let number): Decimal(number)
    default: nil
    }
  }

  private func mismatch(_ left: Value, _ right: Value) -> EvaluationError {
    let isBinary = [left, right].contains { if case .double = $0 { true } else { false } }
    let remedy = isBinary ? "; a floating-point number is not exact: write decimal(\"0.1\")" : ""
    return EvaluationError(.noSuchOverload, "no such operator for \(left) and \(right)\(remedy)")
  }
}
