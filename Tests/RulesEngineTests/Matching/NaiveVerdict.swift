import CEL

/// What evaluation says of a condition.
enum NaiveVerdict {
  case yes, no, missing, error

  var contrary: NaiveVerdict {
    switch self {
    case .yes: .no
    case .no: .yes
    case .missing, .error: self
    }
  }
}

/// What a slot gives when it is read.
enum SlotContent {
  case value(Value)
  case missing
  /// Fetching it fails.
  case broken
}

/// Judges a condition test by test, as the language says: a deciding part wins over missing and failing ones, and
/// of those the first stays.
struct NaiveJudge {
  var slots: [SlotContent]
  /// What the opaque parts come to.
  var parts: [NaiveVerdict] = []

  func verdict(_ form: Form) -> NaiveVerdict {
    switch form {
    case .constant(let flag): flag ? .yes : .no
    case .opaque(let part): parts[part]
    case .not(let inner): verdict(inner).contrary
    case .test(let slot, let test): verdict(slot, test)
    case .and(let inner): combine(inner, deciding: .no, otherwise: .yes)
    case .or(let inner): combine(inner, deciding: .yes, otherwise: .no)
    }
  }

  private func combine(_ forms: [Form], deciding: NaiveVerdict, otherwise: NaiveVerdict) -> NaiveVerdict {
    let verdicts = forms.map(verdict)
    if verdicts.contains(deciding) { return deciding }
    return verdicts.first { $0 == .missing || $0 == .error } ?? otherwise
  }

  private func verdict(_ slot: Int, _ test: Form.Test) -> NaiveVerdict {
    switch (slots[slot], test) {
    case (.broken, _): return .error
    case (.missing, .isPresent): return .no
    case (.missing, _): return .missing
    case (.value(let value), _): return verdict(value, test)
    }
  }

  private func verdict(_ value: Value, _ test: Form.Test) -> NaiveVerdict {
    switch test {
    case .isPresent: return .yes
    case .isTrue:
      guard case .bool(let flag) = value else { return .error }
      return flag ? .yes : .no
    case .hasPrefix(let prefix):
      guard case .string(let text) = value else { return .error }
      return Array(text.utf8).starts(with: Array(prefix.utf8)) ? .yes : .no
    case .equals(let other):
      if value.order(other) == .currencies { return .error }
      return value.isEqual(to: other) ? .yes : .no
    case .in(let others): return others.contains { value.isEqual(to: $0) } ? .yes : .no
    case .less(let other): return ordered(value, other, [.less])
    case .lessOrEqual(let other): return ordered(value, other, [.less, .equal])
    case .greater(let other): return ordered(value, other, [.greater])
    case .greaterOrEqual(let other): return ordered(value, other, [.greater, .equal])
    }
  }

  private func ordered(_ value: Value, _ other: Value, _ wanted: Set<Ordering>) -> NaiveVerdict {
    let order = value.order(other)
    if order == .incomparable || order == .currencies { return .error }
    return wanted.contains(order) ? .yes : .no
  }
}
