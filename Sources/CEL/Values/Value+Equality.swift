extension Value {
  /// Equality as `==` in expressions has it: numbers compare by value whatever their kind, maps without order,
  /// NaN equals nothing; values of unlike kinds are unequal.
  public func isEqual(to other: Value) -> Bool {
    var budget = Int.max
    return equals(other, &budget)
  }

  /// As `isEqual(to:)` for the bodies of functions: fails when the values are too large to compare.
  func same(_ other: Value, _ budget: inout Int) throws(EvaluationError) -> Bool {
    let answer = equals(other, &budget)
    guard budget > 0 else { throw EvaluationError(.budget, "the values are too large to compare") }
    return answer
  }

  /// As `isEqual(to:)`, taking one step off the budget for each pair of elements. False when that runs out.
  func equals(_ other: Value, _ budget: inout Int) -> Bool {
    switch (self, other) {
    case (.string(let a), .string(let b)): return sameText(a, b)
    case (.null, .null): return true
    case (.list(let a), .list(let b)): return Self.equal(a, b, &budget)
    case (.map(let a), .map(let b)): return Self.equal(a, b, &budget)
    case (.type(let a), .type(let b)): return a == b
    case (.optional(let a), .optional(let b)):
      guard let one = a.value, let two = b.value else { return a.value == nil && b.value == nil }
      return one.equals(two, &budget)
    case (.record(let a), .record(let b)): return Self.equal(a, b, &budget)
    case (.opaque(let a), .opaque(let b)): return a.isEqual(to: b)
    case (.money(let a), .money(let b)):
      return a.amount == b.amount && (a.currency == b.currency || a.amount.isZero)
    case (.decimal(let a), .double(let b)), (.double(let b), .decimal(let a)):
      return Decimal(plainText(b)).map { $0 == a } ?? false
    default: return order(other) == .equal
    }
  }

  private static func equal(_ one: List, _ two: List, _ budget: inout Int) -> Bool {
    guard one.count == two.count else { return false }
    for (a, b) in zip(one.elements, two.elements) {
      budget -= 1
      guard budget > 0, a.equals(b, &budget) else { return false }
    }
    return true
  }

  private static func equal(_ one: Map, _ two: Map, _ budget: inout Int) -> Bool {
    guard one.count == two.count else { return false }
    for (key, value) in zip(one.keys, one.values) {
      budget -= 1
      guard budget > 0, let other = two[key], value.equals(other, &budget) else { return false }
    }
    return true
  }

  private static func equal(_ one: Record, _ two: Record, _ budget: inout Int) -> Bool {
    guard sameText(one.layout.typeName, two.layout.typeName), one.values.count == two.values.count else {
      return false
    }
    for (name, value) in zip(one.layout.fields, one.values) {
      budget -= 1
      switch (value, two[name]) {
      case (nil, nil): continue
      case (let a?, let b?): guard budget > 0, a.equals(b, &budget) else { return false }
      default: return false
      }
    }
    return true
  }
}

extension Value: Equatable {
  /// Same kind and same content: 1 and 1u differ here, and so do text forms that only look alike. For the
  /// language's own equality see `isEqual(to:)`.
  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.int, .int), (.uint, .uint), (.double, .double), (.decimal, .decimal):
      return left.isEqual(to: right)
    case (.int, _), (.uint, _), (.double, _), (.decimal, _): return false
    case (.money(let a), .money(let b)): return a == b
    case (.list(let a), .list(let b)): return a.elements == b.elements
    case (.map(let a), .map(let b)):
      return a.count == b.count && zip(a.keys, a.values).allSatisfy { b[$0] == $1 }
    case (.optional(let a), .optional(let b)): return a.value == b.value
    case (.record(let a), .record(let b)):
      return a.layout.typeName == b.layout.typeName && a.layout.fields == b.layout.fields
        && a.values == b.values
    default: return left.isEqual(to: right)
    }
  }
}
