extension Evaluator {
  /// Decimals and money. Binary floating point is refused.
  func exact(_ left: Value, _ right: Value, _ op: UInt8, _ node: Int32) throws(Fault) -> Value {
    switch (left, right) {
    case (.money(let a), .money(let b)): return try money(a, b, op, node)
    case (.money(let a), _):
      guard let factor = right.asDecimal, op == 2 || op == 3 else { break }
      if op == 3, factor.isZero { throw fail(.divideByZero, "division by zero", node) }
      return try checked(op == 2 ? a.multiplied(by: factor) : a.divided(by: factor), node)
    case (_, .money(let b)):
      guard let factor = left.asDecimal, op == 2 else { break }
      return try checked(b.multiplied(by: factor), node)
    default:
      guard let a = left.asDecimal, let b = right.asDecimal, op < 4 else { break }
      return .decimal(try decimal(a, b, op, node))
    }
    throw noOverload(left, right, op, node)
  }

  private func decimal(_ a: Decimal, _ b: Decimal, _ op: UInt8, _ node: Int32) throws(Fault) -> Decimal {
    let result: Decimal?
    switch op {
    case 0: result = a.adding(b)
    case 1: result = a.subtracting(b)
    case 2: result = a.multiplied(by: b)
    default:
      guard !b.isZero else { throw fail(.divideByZero, "division by zero", node) }
      result = a.divided(by: b)
    }
    guard let result else { throw fail(.overflow, "the decimal result has more than 38 digits", node) }
    return result
  }

  private func money(_ a: Money, _ b: Money, _ op: UInt8, _ node: Int32) throws(Fault) -> Value {
    guard op != 2, op != 4 else { throw noOverload(.money(a), .money(b), op, node) }
    guard a.shared(with: b) != nil else {
      throw fail(.currencyMismatch, "\(a) and \(b) are in different currencies", node)
    }
    if op == 3 { return .decimal(try decimal(a.amount, b.amount, 3, node)) }
    return try checked(op == 0 ? a.adding(b) : a.subtracting(b), node)
  }

  private func checked(_ money: Money?, _ node: Int32) throws(Fault) -> Value {
    guard let money else { throw fail(.overflow, "the amount has more than 38 digits", node) }
    return .money(money)
  }
}
