/// Stable sorting of values that have a common order.
enum Sorting {
  /// The positions of the values in ascending order; equal values keep their places.
  static func sorted(_ values: [Value]) throws(EvaluationError) -> [Int] {
    for (one, two) in zip(values, values.dropFirst()) {
      switch one.order(two) {
      case .incomparable:
        throw EvaluationError(
          .noSuchOverload, "\(one.kindName) and \(two.kindName) have no common order")
      case .currencies:
        throw EvaluationError(.currencyMismatch, "\(one.text) and \(two.text) are in different currencies")
      default: continue
      }
    }
    return values.indices.sorted {
      let order = values[$0].order(values[$1])
      return order == .less || (order != .greater && $0 < $1)
    }
  }
}
