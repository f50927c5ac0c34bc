extension Checker {
  mutating func checkUnary(_ id: Syntax.ID, _ op: UnaryOperator, _ operand: Syntax.ID) -> ValueType {
    _ = check(operand)
    let found = type(operand)
    let fitting: [ValueType]
    switch op {
    case .not: fitting = [.bool]
    case .negate:
      fitting =
        environment.profile == .rules
        ? [.int, .double, .duration, .decimal, .money] : [.int, .double]
    }
    if fitting.contains(found) { return found }
    if found == .error || found == .dyn || isLenient {
      return found == .error ? .error : op == .not && !isLenient ? .bool : .dyn
    }
    if case .variable = found, unifier.assign(found, to: fitting[0]) { return fitting[0] }
    report(
      "C0204", "`\(op.rawValue)` does not take \(article(unifier.substitute(found, final: true)))", id,
      label: "`\(syntax.text(operand))` is \(article(unifier.substitute(found, final: true)))",
      notes: ["it takes \(fitting.map(\.description).joined(separator: ", "))"])
    return .error
  }

  mutating func checkBinary(
    _ id: Syntax.ID, _ op: BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID
  ) -> ValueType {
    _ = (check(left), check(right))
    let (one, two) = (type(left), type(right))
    if isLenient { return .dyn }
    if one == .error || two == .error { return op.isArithmetic || op == .coalesce ? .error : .bool }
    if environment.profile == .rules, let type = checkRulesBinary(id, op, left, right) { return type }
    if one == two, one.isScalar, let type = Self.plainResult(op, one) {
      if !op.isArithmetic { checkEnum(op, left, right) }
      return type
    }
    if let result = match(op, types[Int(left)], types[Int(right)]) {
      if op == .in || op == .equal || op == .notEqual { checkEnum(op, left, right) }
      return result
    }
    mismatch(id, op, left, right)
    return op.isArithmetic ? .error : .bool
  }

  /// The result for two operands of one plain type; nil when the general rules must decide.
  private static func plainResult(_ op: BinaryOperator, _ type: ValueType) -> ValueType? {
    switch op {
    case .equal, .notEqual: .bool
    case .less, .lessOrEqual, .greater, .greaterOrEqual: .bool
    case .add, .subtract, .multiply, .divide:
      type == .int || type == .double || type == .uint ? type : nil
    default: nil
    }
  }

  /// Tries all signatures; nil when none fits, `dyn` when several fit with different results.
  private mutating func match(_ op: BinaryOperator, _ left: ValueType, _ right: ValueType) -> ValueType? {
    var result: ValueType?
    for signature in Operators.signatures(op) {
      let (a, b) = (unifier.fresh(), unifier.fresh())
      let replace: (String) -> ValueType = { $0 == "A" ? a : b }
      let wanted = [signature.left.instantiated(replace), signature.right.instantiated(replace)]
      guard unifier.assign([left, right], to: wanted) else { continue }
      let type = unifier.substitute(signature.result.instantiated(replace))
      result = result.map { $0 == type ? $0 : .dyn } ?? type
    }
    return result
  }

  private mutating func mismatch(
    _ id: Syntax.ID, _ op: BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID
  ) {
    let one = unifier.substitute(types[Int(left)], final: true)
    let two = unifier.substitute(types[Int(right)], final: true)
    var notes: [String] = []
    let exact = environment.profile == .rules ? Operators.exact[op] ?? [] : []
    if op.isArithmetic || op == .in {
      let known = (Operators.signatures(op) + exact).map { "\($0.left) \(op.rawValue) \($0.right)" }
      notes = ["it exists for \(known.joined(separator: "; "))"]
    } else if one == two {
      notes = ["values of type \(one) have no order"]
    }
    var help: [String] = []
    if one.isBinaryNumber, two.isBinaryNumber {
      help = ["convert one side, for example with `double(x)` or `int(x)`"]
    }
    if op == .add, one == .string || two == .string { help = ["convert the other side with `string(x)`"] }
    report(
      "C0204", "`\(op.rawValue)` does not go between \(one) and \(two)", id,
      label: "\(one) \(op.rawValue) \(two)", notes: notes, help: help)
  }

  mutating func checkLogic(_ isAnd: Bool, _ operands: [Syntax.ID]) -> ValueType {
    for operand in operands {
      _ = check(operand)
      requireBool(operand, "an operand of `\(isAnd ? "&&" : "||")`")
    }
    return isLenient ? .dyn : .bool
  }

  /// Reports a node that cannot be a truth value.
  mutating func requireBool(_ id: Syntax.ID, _ what: String) {
    guard !isLenient else { return }
    let found = types[Int(id)]
    guard !unifier.assign(found, to: .bool) else { return }
    let shown = unifier.substitute(found, final: true)
    report(
      "C0208", "\(what) must be a bool, but this is \(article(shown))", id, label: "has type \(shown)",
      help: ["compare it with something, for example with `==`"])
  }

  mutating func checkConditional(
    _ id: Syntax.ID, _ condition: Syntax.ID, _ then: Syntax.ID, _ otherwise: Syntax.ID
  ) -> ValueType {
    _ = check(condition)
    requireBool(condition, "the condition of `?:`")
    let (one, two) = (check(then), check(otherwise))
    if isLenient { return .dyn }
    if let joined = unite(then, one, otherwise, two) { return joined }
    let (first, second) = (unifier.substitute(one, final: true), unifier.substitute(two, final: true))
    report(
      "C0204", "the two values of `?:` have different types", id, label: "\(first) or \(second)",
      help: environment.profile == .standard ? ["wrap one in `dyn(...)` if that is meant"] : [])
    return .error
  }

  /// The common type of two alternatives; nil when there is none.
  mutating func unite(
    _ left: Syntax.ID, _ one: ValueType, _ right: Syntax.ID, _ two: ValueType
  ) -> ValueType? {
    let a = unifier.fresh()
    if unifier.assign([one, two], to: [a, a]) { return unifier.substitute(a) }
    guard environment.profile == .rules else { return nil }
    if adapt(left, to: two) { return unifier.resolve(two) }
    if adapt(right, to: one) { return unifier.resolve(one) }
    if isNumber(one), isNumber(two), convert(left, to: .double), convert(right, to: .double) {
      return .double
    }
    if unifier.resolve(one) == .null { return two }
    if unifier.resolve(two) == .null { return one }
    return nil
  }

  func isNumber(_ type: ValueType) -> Bool { unifier.resolve(type).isBinaryNumber }
}
