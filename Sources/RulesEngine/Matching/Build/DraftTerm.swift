/// A term on its way into the index.
struct DraftTerm {
  var rule: Int
  var hasOpaque: Bool
  /// In the order in which they are tried.
  var literals: [KeyLiteral]
  var signature: Signature = []
  /// The tests to verify once the signature has led here.
  private(set) var unsettled: [KeyLiteral] = []
  /// The tests that the signature settles.
  private(set) var settled: [KeyLiteral] = []
  /// Whether the first unsettled test is an interval worth finding the term by.
  private(set) var hasInterval = false

  /// Intervals that more events than this are thought to hit are no way to reach a term.
  private static let widestInterval = 0.6

  init(rule: Int, hasOpaque: Bool, literals: [KeyLiteral]) {
    self.rule = rule
    self.hasOpaque = hasOpaque
    self.literals = literals
  }

  /// Divides the literals once the signature is known.
  mutating func divide(_ fields: [Field], _ selectivity: Selectivity) {
    // Other tests of the same field do not lead to the term.
    let isAccess = { [signature] (literal: KeyLiteral) in
      signature.contains(literal.field) && literal.equalities != nil
    }
    unsettled = literals.filter { !isAccess($0) }
    settled = literals.filter(isAccess)
    let place = unsettled.firstIndex { literal in
      guard !literal.isOutside, !fields[literal.field].isDeferred, !literal.isNever,
        case .range(let low, _) = literal.keys
      else { return false }
      return low >= Key.lowest && selectivity.share(literal) <= Self.widestInterval
    }
    guard let place else { return }
    unsettled.insert(unsettled.remove(at: place), at: 0)
    hasInterval = true
  }
}
