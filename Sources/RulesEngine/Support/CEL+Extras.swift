public import CEL

extension Frame {
  /// Fills a slot.
  func set(_ slot: Int, _ value: Value) { self[slot] = value }

  /// Whether a slot is still to be resolved.
  func isPending(_ slot: Int) -> Bool { state(of: slot) == .pending }
}

extension Program {
  /// Whether a condition holds. One that reads something missing does not; one that fails is an error, never
  /// false.
  func holds(in frame: Frame) throws(EvaluationError) -> Bool {
    switch test(frame) {
    case .true: return true
    case .false, .missing: return false
    case .error(let error): throw error
    }
  }
}

extension Timestamp {
  /// The last second of the year 9999: later than anything that happens.
  public static let distantFuture = Timestamp(microseconds: 253_402_300_799_000_000)
}

extension Value {
  /// The sum of two numbers of one kind, exact but for doubles.
  ///
  /// - Throws: `noSuchOverload` for other kinds, `overflow` when the sum cannot be held.
  func adding(_ other: Value) throws(EvaluationError) -> Value {
    let sum: Value?
    switch (self, other) {
    case (.int(let left), .int(let right)):
      let (total, overflow) = left.addingReportingOverflow(right)
      sum = overflow ? nil : .int(total)
    case (.uint(let left), .uint(let right)):
      let (total, overflow) = left.addingReportingOverflow(right)
      sum = overflow ? nil : .uint(total)
    case (.double(let left), .double(let right)): sum = .double(left + right)
    case (.decimal(let left), .decimal(let right)): sum = left.adding(right).map(Value.decimal)
    case (.money(let left), .money(let right)):
      guard left.currency == right.currency else {
        throw EvaluationError(.currencyMismatch, "cannot add \(left) and \(right)")
      }
      sum = left.adding(right).map(Value.money)
    case (.duration(let left), .duration(let right)): sum = left.adding(right).map(Value.duration)
    default: throw EvaluationError(.noSuchOverload, "cannot add \(self) and \(other)")
    }
    guard let sum else { throw EvaluationError(.overflow, "the sum of \(self) and \(other) is too large") }
    return sum
  }
}
