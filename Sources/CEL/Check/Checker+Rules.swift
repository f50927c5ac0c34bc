/// The operators of the rules profile: exact numbers, mixed numbers, presence tests and defaults.
extension Checker {
  /// The result type, or nil when the standard rules decide.
  mutating func checkRulesBinary(
    _ id: Syntax.ID, _ op: BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID
  ) -> ValueType? {
    if op == .coalesce { return checkCoalesce(id, left, right) }
    let (one, two) = (type(left), type(right))
    if op == .equal || op == .notEqual, one == .null || two == .null { return .bool }
    if op == .in { return checkRulesIn(id, left, right) }
    if one.isExact || two.isExact { return checkExact(id, op, left, right) }
    guard one.isBinaryNumber, two.isBinaryNumber, one != two else { return nil }
    // A whole literal beside a double is a double, also in forms and indexes.
    if one == .double { _ = adapt(right, to: .double) }
    if two == .double { _ = adapt(left, to: .double) }
    guard op.isArithmetic else { return .bool }
    if op == .remainder, one == .double || two == .double { return nil }
    return one == .double || two == .double ? .double : .int
  }

  private mutating func checkExact(
    _ id: Syntax.ID, _ op: BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID
  ) -> ValueType? {
    let scales = op == .multiply || op == .divide
    let (first, second) = (type(left), type(right))
    if first.isExact, !second.isExact { _ = adapt(right, to: scales ? .decimal : first) }
    if second.isExact, !first.isExact { _ = adapt(left, to: scales && op == .multiply ? .decimal : second) }
    // A constant such as a setting reads like the literal it was written as.
    if !scales, first == .money, second == .decimal { _ = adaptConstant(right, to: .money) }
    if !scales, second == .money, first == .decimal { _ = adaptConstant(left, to: .money) }
    let (one, two) = (type(left), type(right))
    if one == .error || two == .error { return .error }
    if one == .double || two == .double {
      computedDouble(one == .double ? left : right, exact: one == .double ? two : one)
      return op.isArithmetic ? .error : .bool
    }
    guard let result = Self.exactResult(op, one, two) else { return nil }
    return result
  }

  private static func exactResult(_ op: BinaryOperator, _ one: ValueType, _ two: ValueType) -> ValueType? {
    if one == .dyn || two == .dyn { return op.isArithmetic ? .dyn : .bool }
    let isNumber = { (type: ValueType) in type == .decimal || type == .int || type == .uint }
    switch op {
    case .add, .subtract:
      if one == .money && two == .money { return .money }
      return isNumber(one) && isNumber(two) ? .decimal : nil
    case .multiply:
      if one == .money || two == .money { return isNumber(one) || isNumber(two) ? .money : nil }
      return isNumber(one) && isNumber(two) ? .decimal : nil
    case .divide:
      if one == .money { return two == .money ? .decimal : isNumber(two) ? .money : nil }
      return isNumber(one) && isNumber(two) ? .decimal : nil
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return (one == .money && two == .money) || (isNumber(one) && isNumber(two)) ? .bool : nil
    default: return nil
    }
  }

  private mutating func computedDouble(_ id: Syntax.ID, exact: ValueType) {
    report(
      "C0207", "a computed double cannot meet \(article(exact))", id, label: "has type double",
      notes: ["binary floating point would lose digits of the exact number"],
      help: [
        "use exact numbers here: literals beside \(exact) are read exactly, and decimal fields stay exact"
      ])
  }

  private mutating func checkRulesIn(_ id: Syntax.ID, _ left: Syntax.ID, _ right: Syntax.ID) -> ValueType? {
    let (one, two) = (type(left), type(right))
    let element: ValueType
    switch two {
    case .list(let inner): element = unifier.resolve(inner)
    case .map(let key, _): element = unifier.resolve(key)
    default: return nil
    }
    if one.isExact, element != one {
      guard adapt(right, to: .list(one)) || element == .dyn else { return nil }
      return .bool
    }
    if element.isExact, adapt(left, to: element) { return .bool }
    guard one.isBinaryNumber, element.isBinaryNumber else { return nil }
    if one == .double, element != .double { _ = adapt(right, to: .list(.double)) }
    return .bool
  }

  /// `a ?? b`: the first when it is neither missing nor null, else the second.
  private mutating func checkCoalesce(_ id: Syntax.ID, _ left: Syntax.ID, _ right: Syntax.ID) -> ValueType {
    checkEnum(.equal, left, right)
    var one = type(left)
    if case .optional(let inner) = one { one = unifier.resolve(inner) }
    if let joined = unite(left, one, right, types[Int(right)]) {
      if let values = allowed[left] { allowed[id] = values }
      return joined
    }
    let shown = unifier.substitute(types[Int(right)], final: true)
    report(
      "C0204", "the default has another type than the value", right, label: "has type \(shown)",
      notes: ["`\(syntax.text(left))` has type \(unifier.substitute(one, final: true))"])
    return .error
  }
}
