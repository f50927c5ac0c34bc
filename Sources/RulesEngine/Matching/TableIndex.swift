public import CEL

/// The rows of a decision table in one structure: finding those that fit costs little more for ten thousand rows than
/// for ten.
///
/// ```swift
/// let index = TableIndex(table.rows)
/// index.match(inputs, first: true, scratch)
/// let row = scratch.count > 0 ? scratch[0].position : nil
/// ```
public struct TableIndex: Sendable {
  private let index: RuleIndex
  private let rows: [[UnaryTest]]

  /// An index of rows, each with one test per input.
  public init(_ rows: [[UnaryTest]]) {
    self.rows = rows
    index = RuleIndex(
      rows.map { tests in .and(tests.enumerated().map { $1.form(slot: $0) }) })
  }

  /// Finds the rows that fit the inputs, one for each column, nil where missing. They are left in `scratch`, in the
  /// order of the table; none of them needs evaluation.
  ///
  /// - Parameter first: whether only the first row that fits is wanted.
  public func match(_ inputs: [Value?], first: Bool, _ scratch: MatchScratch) {
    switch index.match(inputs, scratch, first: first) {
    case .certain where index.isExact: return
    case .certain: keepFitting(inputs, first, scratch)
    case .doubtful:
      // A value of another kind than the column's fits or not, but is never an error: every row is asked.
      for row in rows.indices { scratch.core.pointee.hits[row] = UInt32(truncatingIfNeeded: row) << 1 | 1 }
      scratch.core.pointee.count = rows.count
      keepFitting(inputs, first, scratch)
    }
  }

  private func keepFitting(_ inputs: [Value?], _ first: Bool, _ scratch: MatchScratch) {
    var kept = 0
    for place in 0..<scratch.count {
      let row = scratch[place]
      guard !row.needsEvaluation || fits(rows[row.position], inputs) else { continue }
      scratch.core.pointee.hits[kept] = UInt32(truncatingIfNeeded: row.position) << 1
      kept += 1
      if first { break }
    }
    scratch.core.pointee.count = kept
  }

  private func fits(_ tests: [UnaryTest], _ inputs: [Value?]) -> Bool {
    for (column, test) in tests.enumerated() {
      guard test.fits(column < inputs.count ? inputs[column] : nil) else { return false }
    }
    return true
  }
}

extension UnaryTest {
  /// The test as a condition on a slot: true exactly when the slot's value fits.
  func form(slot: Int) -> Form {
    func test(_ test: Form.Test) -> Form { .test(slot: slot, test) }
    switch self {
    case .any: return .constant(true)
    case .absent: return .not(test(.isPresent))
    case .equals(let value): return test(.equals(value))
    case .less(let value): return test(.less(value))
    case .lessOrEqual(let value): return test(.lessOrEqual(value))
    case .greater(let value): return test(.greater(value))
    case .greaterOrEqual(let value): return test(.greaterOrEqual(value))
    case .interval(let low, let lowClosed, let high, let highClosed):
      return .and([
        test(lowClosed ? .greaterOrEqual(low) : .greater(low)),
        test(highClosed ? .lessOrEqual(high) : .less(high)),
      ])
    case .either(let tests): return .or(tests.map { $0.form(slot: slot) })
    // A missing input does not fit what it would fit without the `not`, either.
    case .not(let inner): return .and([test(.isPresent), .not(inner.form(slot: slot))])
    }
  }
}
