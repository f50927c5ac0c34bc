extension IndexSearch {
  /// Tries every term. A value that the index cannot judge may make the evaluation of a rule fail, so every rule
  /// is a candidate of which the other tests do not show that its condition is false.
  @inline(never)
  mutating func searchAll() {
    count = 0
    limit = .max
    for number in 0..<tables.pointee.termCount {
      let term = tables.pointee.terms[number]
      guard let isCertain = judge(term) else { continue }
      hits[count] = UInt32(bitPattern: term.rule) << 1 | (isCertain && !term.needsEvaluation ? 0 : 1)
      count += 1
    }
  }

  /// True when all tests hold, false when evaluation must tell, nil when the term is out.
  private mutating func judge(_ term: Term) -> Bool? {
    var hasUnknown = false
    var isMissing = false
    for index in Int(term.tests)..<Int(term.tests) + Int(term.total) {
      let test = tables.pointee.tests[index]
      let key = key(of: Int(test.field))
      if key == Key.alien {
        hasUnknown = true
      } else if key == Key.missing, !test.admitsMissing, !test.isPresence {
        isMissing = true
      } else if !test.holds(for: key, sets: tables.pointee.keys) {
        return nil
      }
    }
    if hasUnknown { return false }
    if isMissing { return term.needsEvaluation ? false : nil }
    return true
  }
}

extension KeyTest {
  /// Whether the test asks for presence, which every value answers.
  var isPresence: Bool { op.isDisjoint(with: [.set, .outside]) && low == Key.missing + 1 }
}
