public import CEL

/// The test that keeps a condition from holding.
public struct Obstacle: Sendable {
  /// The slot it reads.
  public var slot: Int
  /// The test.
  public var test: Form.Test
  /// Whether the condition wants the test not to hold.
  public var isNegated: Bool
  /// Whether the slot is missing; else its value does not fit.
  public var isMissing: Bool

  /// The first obstacle in source order; of alternatives that all fail, the one of the first.
  static func first(in form: Form, _ frame: Frame) -> Obstacle? {
    guard case .blocked(let obstacle) = verdict(form, isNegated: false, frame, depth: 0) else { return nil }
    return obstacle
  }

  private enum Finding {
    case holds, unknown
    /// With no test to blame for a condition that never holds.
    case blocked(Obstacle?)
  }

  private static func verdict(_ form: Form, isNegated: Bool, _ frame: Frame, depth: Int) -> Finding {
    guard depth < NormalForm.depthLimit else { return .unknown }
    switch form {
    case .constant(let flag): return flag != isNegated ? .holds : .blocked(nil)
    case .opaque: return .unknown
    case .not(let part): return verdict(part, isNegated: !isNegated, frame, depth: depth + 1)
    case .test(let slot, let test): return verdict(slot, test, isNegated, frame)
    case .and(let parts), .or(let parts):
      let isAnd = if case .and = form { !isNegated } else { isNegated }
      let findings = parts.lazy.map { verdict($0, isNegated: isNegated, frame, depth: depth + 1) }
      return isAnd ? all(findings) : any(findings)
    }
  }

  private static func all(_ findings: some Sequence<Finding>) -> Finding {
    var result = Finding.holds
    for finding in findings {
      switch finding {
      case .holds: continue
      case .unknown: result = .unknown
      case .blocked: return finding
      }
    }
    return result
  }

  private static func any(_ findings: some Sequence<Finding>) -> Finding {
    var result = Finding.blocked(nil)
    for finding in findings {
      switch (finding, result) {
      case (.holds, _): return .holds
      case (.unknown, _): result = .unknown
      case (.blocked(let obstacle?), .blocked(nil)): result = .blocked(obstacle)
      case (.blocked, _): continue
      }
    }
    return result
  }

  private static func verdict(_ slot: Int, _ test: Form.Test, _ isNegated: Bool, _ frame: Frame) -> Finding {
    let state = frame.state(of: slot)
    if state == .pending { return .unknown }
    var obstacle = Obstacle(slot: slot, test: test, isNegated: isNegated, isMissing: state == .missing)
    guard let value = frame[slot] else {
      obstacle.isMissing = true
      if case .isPresent = test { return isNegated ? .holds : .blocked(obstacle) }
      return .blocked(obstacle)
    }
    guard let holds = test.holds(for: value) else { return .unknown }
    return holds != isNegated ? .holds : .blocked(obstacle)
  }
}

extension Form.Test {
  /// Whether the test holds for a value; nil where comparing the two is an error.
  func holds(for value: Value) -> Bool? {
    switch self {
    case .equals(let other): return value.order(other) == .currencies ? nil : value.isEqual(to: other)
    case .in(let values): return values.contains { value.isEqual(to: $0) }
    case .less(let other): return compare(value, other) { $0 == .less }
    case .lessOrEqual(let other): return compare(value, other) { $0 == .less || $0 == .equal }
    case .greater(let other): return compare(value, other) { $0 == .greater }
    case .greaterOrEqual(let other): return compare(value, other) { $0 == .greater || $0 == .equal }
    case .hasPrefix(let prefix):
      guard case .string(let text) = value else { return nil }
      return text.utf8.starts(with: prefix.utf8)
    case .isPresent: return true
    case .isTrue:
      guard case .bool(let flag) = value else { return nil }
      return flag
    }
  }

  private func compare(_ value: Value, _ other: Value, _ holds: (Ordering) -> Bool) -> Bool? {
    let order = value.order(other)
    return order == .incomparable || order == .currencies ? nil : holds(order)
  }
}
