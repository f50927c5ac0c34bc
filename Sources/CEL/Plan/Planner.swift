/// Turns a checked expression into instructions. Children are planned before their parents.
struct Planner {
  let expression: CheckedExpression
  let environment: Environment
  /// Combines instructions and folds constants; off for tracing, where every part must be seen.
  let fuses: Bool
  var plan = Plan()
  var slots: SlotTable
  private(set) var used = Set<Int>()
  /// The value's node of each `cel.bind` variable, by cell.
  private var lazy: [Int: Int32] = [:]

  init(_ expression: CheckedExpression, _ environment: Environment, slots: SlotTable, fuses: Bool) {
    self.expression = expression
    self.environment = environment
    self.slots = slots
    self.fuses = fuses
    plan.localCount = expression.localCount
    plan.mixesNumbers = environment.profile == .rules
    plan.nodes.reserveCapacity(expression.syntax.nodes.count)
  }

  mutating func run() { plan.root = node(expression.syntax.root) }

  var syntax: Syntax { expression.syntax }

  func type(_ id: Syntax.ID) -> ValueType { expression.types[Int(id)] }

  /// Adds an instruction.
  mutating func add(_ instruction: PlanNode, _ id: Syntax.ID) -> Int32 {
    plan.nodes.append(instruction)
    plan.origins.append(id)
    plan.ranges.append(syntax[id].range)
    return Int32(plan.nodes.count - 1)
  }

  mutating func constant(_ value: Value, _ id: Syntax.ID) -> Int32 {
    plan.constants.append(value)
    return add(PlanNode(op: .constant, a: Int32(plan.constants.count - 1)), id)
  }

  mutating func constantIndex(_ value: Value) -> Int32 {
    plan.constants.append(value)
    return Int32(plan.constants.count - 1)
  }

  /// The value of a planned node when it is constant.
  func constantValue(_ node: Int32) -> Value? {
    let instruction = plan.nodes[Int(node)]
    return instruction.op == .constant ? plan.constants[Int(instruction.a)] : nil
  }

  mutating func children(_ nodes: [Int32]) -> Int32 {
    plan.children.append(contentsOf: nodes)
    return Int32(plan.children.count - nodes.count)
  }

  /// The slot of a path; its missing error stands at the slot's entry in `errors`.
  mutating func slot(_ path: [String], _ id: Syntax.ID) -> Int32 {
    let slot = slots.slot(for: path)
    used.insert(slot)
    return Int32(slot)
  }

  /// The error for reading a missing slot at this place.
  mutating func missingError(_ path: [String], _ id: Syntax.ID) -> Int32 {
    let name = path.joined(separator: ".")
    plan.errors.append(EvaluationError(.missing, "`\(name)` is missing", range: syntax[id].range))
    return Int32(plan.errors.count - 1)
  }

  /// Plans a node and everything below it.
  mutating func node(_ id: Syntax.ID) -> Int32 {
    let made = reference(id) ?? kind(id)
    guard let wanted = expression.widened[id] else { return made }
    return fold(add(PlanNode(op: .widen, flag: wanted == .decimal ? 1 : 0, a: made), id), [made])
  }

  /// Plans by what the checker resolved the node to; nil when its kind decides.
  private mutating func reference(_ id: Syntax.ID) -> Int32? {
    switch expression.references[Int(id)] {
    case .constant(let value): return constant(value, id)
    case .now: return add(PlanNode(op: .now), id)
    case .failure(let error):
      plan.errors.append(error)
      return add(PlanNode(op: .fail, a: Int32(plan.errors.count - 1)), id)
    case .local(let cell):
      if let value = lazy[cell] { return add(PlanNode(op: .lazyLocal, a: Int32(cell), b: value), id) }
      return add(PlanNode(op: .local, a: Int32(cell)), id)
    case .path(let path): return input(path, id)
    case .none, .function, .field: return nil
    }
  }

  private mutating func input(_ path: [String], _ id: Syntax.ID) -> Int32 {
    let number = slot(path, id)
    switch syntax[id].kind {
    case .has: return add(PlanNode(op: .slotPresent, a: number), id)
    case .select(_, _, optional: true): return add(PlanNode(op: .optionalSlot, a: number), id)
    default:
      let error = missingError(path, id)
      return add(PlanNode(op: .slot, a: number, b: error), id)
    }
  }

  /// Plans `cel.bind`: the value is evaluated when first read.
  mutating func bind(_ id: Syntax.ID, _ value: Syntax.ID, _ body: Syntax.ID) -> Int32 {
    let cell = expression.cells[id]?.first ?? 0
    let planned = node(value)
    lazy[cell] = planned
    let inner = node(body)
    return add(PlanNode(op: .bind, a: Int32(cell), b: planned, c: inner), id)
  }
}
