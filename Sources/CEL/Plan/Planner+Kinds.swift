extension Planner {
  mutating func kind(_ id: Syntax.ID) -> Int32 {
    switch syntax[id].kind {
    case .literal(let value): return constant(value, id)
    case .name, .broken: return constant(.null, id)
    case .select(let operand, let field, let optional): return select(id, operand, field, optional)
    case .has(let operand, let field, _):
      let inner = node(operand)
      let name = constantIndex(.string(field))
      return fold(add(PlanNode(op: .has, a: inner, b: name), id), [inner])
    case .index(let operand, let index, let optional):
      let (one, two) = (node(operand), node(index))
      return fold(add(PlanNode(op: .index, flag: optional ? 1 : 0, a: one, b: two), id), [one, two])
    case .unary(let op, let operand):
      let inner = node(operand)
      return fold(add(PlanNode(op: op == .not ? .not : .negate, a: inner), id), [inner])
    case .binary(let op, let left, let right): return binary(id, op, left, right)
    case .logic(let isAnd, let operands): return logic(id, isAnd, operands)
    case .conditional(let condition, let then, let otherwise):
      let (a, b, c) = (node(condition), node(then), node(otherwise))
      if fuses, case .bool(let flag)? = constantValue(a) { return flag ? b : c }
      return add(PlanNode(op: .conditional, a: a, b: b, c: c), id)
    case .call(_, let arguments, _): return call(id, arguments)
    case .method(let target, _, let arguments): return method(id, target, arguments)
    case .list(let elements): return list(id, elements)
    case .map(let entries): return map(id, entries)
    case .comprehension(let macro): return loop(id, macro)
    case .bind(_, let value, let body): return bind(id, value, body)
    case .optionalMap(let target, _, let body, let flat):
      let cell = Int32(expression.cells[id]?.first ?? 0)
      let (a, b) = (node(target), node(body))
      return add(PlanNode(op: .optionalMap, flag: flat ? 1 : 0, a: a, b: b, c: cell), id)
    }
  }

  private mutating func select(
    _ id: Syntax.ID, _ operand: Syntax.ID, _ field: String, _ optional: Bool
  ) -> Int32 {
    let inner = node(operand)
    var position: Int32 = -1
    if case .field(let index) = expression.references[Int(id)] { position = Int32(index) }
    let name = constantIndex(.string(field))
    return fold(
      add(PlanNode(op: .select, flag: optional ? 1 : 0, a: inner, b: name, c: position), id), [inner])
  }

  private mutating func list(_ id: Syntax.ID, _ elements: [Syntax.Element]) -> Int32 {
    let nodes = elements.map { node($0.node) }
    let isOptional = elements.contains(where: \.isOptional)
    // With optional elements each child is followed by a 1 where it is one.
    let all = isOptional ? zip(nodes, elements).flatMap { [$0, $1.isOptional ? 1 : 0] } : nodes
    let first = children(all)
    let made = add(PlanNode(op: .list, a: first, b: Int32(nodes.count), c: isOptional ? 1 : 0), id)
    return fold(made, nodes)
  }

  private mutating func map(_ id: Syntax.ID, _ entries: [Syntax.Entry]) -> Int32 {
    let isOptional = entries.contains(where: \.isOptional)
    var (all, nodes): ([Int32], [Int32]) = ([], [])
    for entry in entries {
      let (key, value) = (node(entry.key), node(entry.value))
      nodes += [key, value]
      all += isOptional ? [key, value, entry.isOptional ? 1 : 0] : [key, value]
    }
    let first = children(all)
    let made = add(PlanNode(op: .map, a: first, b: Int32(entries.count), c: isOptional ? 1 : 0), id)
    return fold(made, nodes)
  }

  private mutating func loop(_ id: Syntax.ID, _ macro: Syntax.Comprehension) -> Int32 {
    let cells = expression.cells[id] ?? [0]
    let range = node(macro.range)
    let before = plan.nodes.count
    var made = PlannedLoop(
      macro: macro.macro, range: range, cell: cells[0], second: cells.count > 1 ? cells[1] : -1)
    if let filter = macro.filter { made.filter = node(filter) }
    made.body = node(macro.body)
    made.cost = max(1, plan.nodes.count - before)
    plan.loops.append(made)
    return add(PlanNode(op: .loop, a: Int32(plan.loops.count - 1)), id)
  }

  private mutating func logic(_ id: Syntax.ID, _ isAnd: Bool, _ operands: [Syntax.ID]) -> Int32 {
    var nodes = operands.map { node($0) }
    if fuses, operands.allSatisfy({ type($0) == .bool }) {
      // One deciding constant decides whatever the others do, errors included.
      if nodes.contains(where: { constantValue($0) == .bool(!isAnd) }) { return constant(.bool(!isAnd), id) }
      nodes.removeAll { constantValue($0) == .bool(isAnd) }
      if nodes.isEmpty { return constant(.bool(isAnd), id) }
      if nodes.count == 1 { return nodes[0] }
    }
    let first = children(nodes)
    return add(PlanNode(op: isAnd ? .and : .or, a: first, b: Int32(nodes.count)), id)
  }
}
