public import CEL

extension UnaryTest {
  /// Whether a table input fits the test; nil is a missing input.
  ///
  /// Numbers compare across kinds by value; money compares with money of the same currency only, and does not
  /// fit otherwise.
  public func fits(_ input: Value?) -> Bool {
    switch self {
    case .any: return true
    case .absent: return input == nil
    case .either(let tests): return tests.contains { $0.fits(input) }
    case .not(let test): return input != nil && !test.fits(input)
    default:
      guard let input else { return false }
      return compares(input)
    }
  }

  private func compares(_ input: Value) -> Bool {
    switch self {
    case .equals(let value): return input.isEqual(to: value)
    case .less(let value): return input.order(value) == .less
    case .lessOrEqual(let value): return [.less, .equal].contains(input.order(value))
    case .greater(let value): return input.order(value) == .greater
    case .greaterOrEqual(let value): return [.greater, .equal].contains(input.order(value))
    case .interval(let low, let lowClosed, let high, let highClosed):
      let above: UnaryTest = lowClosed ? .greaterOrEqual(low) : .greater(low)
      let below: UnaryTest = highClosed ? .lessOrEqual(high) : .less(high)
      return above.compares(input) && below.compares(input)
    case .any, .absent, .either, .not: return fits(input)
    }
  }
}
