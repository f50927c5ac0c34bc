extension Planner {
  mutating func call(_ id: Syntax.ID, _ arguments: [Syntax.ID]) -> Int32 {
    guard case .function(let name, let overloads, _) = expression.references[Int(id)] else {
      return constant(.null, id)
    }
    return call(id, name, overloads, arguments, isMember: false)
  }

  mutating func method(_ id: Syntax.ID, _ target: Syntax.ID, _ arguments: [Syntax.ID]) -> Int32 {
    guard case .function(let name, let overloads, let hasReceiver) = expression.references[Int(id)] else {
      return constant(.null, id)
    }
    let all = hasReceiver ? [target] + arguments : arguments
    return call(id, name, overloads, all, isMember: hasReceiver)
  }

  private mutating func call(
    _ id: Syntax.ID, _ name: String, _ overloads: [Overload], _ arguments: [Syntax.ID], isMember: Bool
  ) -> Int32 {
    let nodes = arguments.map { node($0) }
    if fuses, let made = special(id, name, arguments, nodes) { return made }
    let types = arguments.map(type)
    let isDirect = overloads.count == 1 && zip(types, overloads[0].parameters).allSatisfy(Self.fits)
    var overloads = overloads
    if fuses, let pattern = Self.patternPosition(name), pattern < nodes.count,
      case .string(let text)? = constantValue(nodes[pattern])
    {
      overloads = overloads.map { Functions.precompiled($0, name, pattern: text) }
    }
    plan.calls.append(
      PlannedCall(name: name, overloads: overloads, isMember: isMember, isDirect: isDirect))
    plan.argumentCount += nodes.count
    let first = children(nodes)
    let made = add(
      PlanNode(op: .call, a: Int32(plan.calls.count - 1), b: first, c: Int32(nodes.count)), id)
    let isPure = !overloads.isEmpty && overloads.allSatisfy(\.isPure)
    return isPure ? fold(made, nodes) : made
  }

  /// The position of the pattern among the arguments of a function that takes one.
  private static func patternPosition(_ name: String) -> Int? {
    name == "matches" || name.hasPrefix("regex.") ? 1 : nil
  }

  /// Whether a value of the static type surely has a kind that the parameter takes.
  private static func fits(_ type: ValueType, _ parameter: ValueType) -> Bool {
    if parameter.kinds == .any { return true }
    switch type {
    case .dyn, .error, .null, .parameter, .variable: return false
    default: return parameter.kinds.contains(type.kinds)
    }
  }

  /// Calls with an instruction of their own.
  private mutating func special(
    _ id: Syntax.ID, _ name: String, _ arguments: [Syntax.ID], _ nodes: [Int32]
  ) -> Int32? {
    switch name {
    case "startsWith" where nodes.count == 2:
      let (input, prefix) = (plan.nodes[Int(nodes[0])], plan.nodes[Int(nodes[1])])
      guard input.op == .slot, prefix.op == .constant, type(arguments[0]) == .string else { return nil }
      return add(PlanNode(op: .slotPrefix, a: input.a, b: prefix.a, c: input.b), id)
    case "min", "max":
      guard environment.profile == .rules, nodes.count > 1, type(id) == .double,
        arguments.allSatisfy({ type($0) == .double || type($0) == .int })
      else { return nil }
      let first = children(nodes)
      return fold(
        add(PlanNode(op: .doubleExtreme, flag: name == "max" ? 1 : 0, a: first, b: Int32(nodes.count)), id),
        nodes)
    default: return nil
    }
  }
}
