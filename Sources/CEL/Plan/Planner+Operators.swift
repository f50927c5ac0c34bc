extension Planner {
  mutating func binary(
    _ id: Syntax.ID, _ op: BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID
  ) -> Int32 {
    let (one, two) = (node(left), node(right))
    if let relation = Relation(op) { return compare(id, relation, left, right, one, two) }
    if let arithmetic = Arithmetic(op) { return compute(id, arithmetic, left, right, one, two) }
    if op == .coalesce { return add(PlanNode(op: .coalesce, a: one, b: two), id) }
    guard fuses, case .list(let list)? = constantValue(two), isPlain(list) else {
      return fold(add(PlanNode(op: .contains, a: one, b: two), id), [one, two])
    }
    plan.sets.append(ValueSet(list.elements))
    let set = Int32(plan.sets.count - 1)
    let input = plan.nodes[Int(one)]
    if input.op == .slot { return add(PlanNode(op: .slotInSet, a: input.a, b: set, c: input.b), id) }
    return fold(add(PlanNode(op: .inSet, a: one, b: set), id), [one])
  }

  /// Whether the constants are scalars, for which a set answers as the list would.
  private func isPlain(_ list: List) -> Bool {
    list.elements.allSatisfy {
      switch $0 {
      case .list, .map, .record, .optional, .opaque: false
      default: true
      }
    }
  }

  private mutating func compare(
    _ id: Syntax.ID, _ relation: Relation, _ left: Syntax.ID, _ right: Syntax.ID, _ one: Int32, _ two: Int32
  ) -> Int32 {
    if environment.profile == .rules, relation == .equal || relation == .notEqual,
      let made = presence(id, relation, one, two)
    {
      return made
    }
    if fuses {
      if let made = slotCompare(id, relation, one, two) { return made }
      let flag = relation.rawValue
      let types = (type(left), type(right))
      if isMember(one) || isMember(two) {
        // Compared in place below.
      } else if types == (.double, .double) {
        return fold(add(PlanNode(op: .doubleCompare, flag: flag, a: one, b: two), id), [one, two])
      } else if types == (.int, .int) {
        return fold(add(PlanNode(op: .intCompare, flag: flag, a: one, b: two), id), [one, two])
      }
    }
    if fuses {
      if isMember(one), isPlainOperand(two) {
        return add(PlanNode(op: .memberCompare, flag: relation.rawValue, a: one, b: two), id)
      }
      if isMember(two), isPlainOperand(one) {
        return add(PlanNode(op: .memberCompare, flag: relation.swapped.rawValue, a: two, b: one), id)
      }
    }
    return fold(add(PlanNode(op: .compare, flag: relation.rawValue, a: one, b: two), id), [one, two])
  }

  /// Whether a node selects a field of a macro variable.
  private func isMember(_ node: Int32) -> Bool {
    let it = plan.nodes[Int(node)]
    return it.op == .select && it.flag == 0 && plan.nodes[Int(it.a)].op == .local
  }

  private func isPlainOperand(_ node: Int32) -> Bool {
    let op = plan.nodes[Int(node)].op
    return op == .constant || op == .slot
  }

  /// `x == null` in the rules profile: also true when x is missing.
  private mutating func presence(_ id: Syntax.ID, _ relation: Relation, _ one: Int32, _ two: Int32) -> Int32?
  {
    let operand: Int32
    if constantValue(two) == .null {
      operand = one
    } else if constantValue(one) == .null {
      operand = two
    } else {
      return nil
    }
    let test = add(PlanNode(op: .isNull, a: operand), id)
    return relation == .equal ? test : add(PlanNode(op: .not, a: test), id)
  }

  private mutating func slotCompare(
    _ id: Syntax.ID, _ relation: Relation, _ one: Int32, _ two: Int32
  ) -> Int32? {
    let (left, right) = (plan.nodes[Int(one)], plan.nodes[Int(two)])
    if left.op == .slot, right.op == .constant {
      return add(PlanNode(op: .slotCompare, flag: relation.rawValue, a: left.a, b: right.a, c: left.b), id)
    }
    if left.op == .constant, right.op == .slot {
      let swapped = relation.swapped.rawValue
      return add(PlanNode(op: .slotCompare, flag: swapped, a: right.a, b: left.a, c: right.b), id)
    }
    return nil
  }

  /// The product of a slot and a constant.
  private mutating func scale(_ id: Syntax.ID, _ one: Int32, _ two: Int32) -> Int32? {
    let (slot, constant) = (plan.nodes[Int(one)], plan.nodes[Int(two)])
    guard slot.op == .slot, constant.op == .constant, case .double? = constantValue(two) else { return nil }
    return add(PlanNode(op: .doubleScale, a: slot.a, b: constant.a, c: slot.b), id)
  }

  /// Whether the result is surely a double: both sides are, or in the rules profile one is an integer.
  private func isDouble(_ left: Syntax.ID, _ right: Syntax.ID) -> Bool {
    let (one, two) = (type(left), type(right))
    if one == .double, two == .double { return true }
    return environment.profile == .rules && one.isBinaryNumber && two.isBinaryNumber
      && (one == .double || two == .double)
  }

  private mutating func compute(
    _ id: Syntax.ID, _ op: Arithmetic, _ left: Syntax.ID, _ right: Syntax.ID, _ one: Int32, _ two: Int32
  ) -> Int32 {
    if fuses, op != .remainder, isDouble(left, right) {
      if op == .multiply, let made = scale(id, one, two) ?? scale(id, two, one) { return made }
      return fold(add(PlanNode(op: .doubleArithmetic, flag: op.rawValue, a: one, b: two), id), [one, two])
    }
    if fuses, type(left) == .int, type(right) == .int {
      return fold(add(PlanNode(op: .intArithmetic, flag: op.rawValue, a: one, b: two), id), [one, two])
    }
    return fold(add(PlanNode(op: .arithmetic, flag: op.rawValue, a: one, b: two), id), [one, two])
  }
}
