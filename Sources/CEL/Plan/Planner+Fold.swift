extension Planner {
  /// Evaluates an instruction whose operands are all constant and puts the constant in its place. What fails
  /// stays as it is and fails when evaluated.
  mutating func fold(_ made: Int32, _ operands: [Int32]) -> Int32 {
    guard fuses, operands.allSatisfy({ plan.nodes[Int($0)].op == .constant }) else { return made }
    guard let value = Folding.value(of: made, plan) else { return made }
    plan.constants.append(value)
    plan.nodes[Int(made)] = PlanNode(op: .constant, a: Int32(plan.constants.count - 1))
    return made
  }
}

/// Evaluates parts of an unfinished plan.
enum Folding {
  /// Steps that folding one instruction may take; dearer ones are left for evaluation.
  private static let budget = 2000

  static func value(of node: Int32, _ plan: Plan) -> Value? {
    var part = Plan()
    var table: [Int32: Int32] = [:]
    let moved = copy(node, plan, &part, &table)
    part.root = moved
    part.argumentCount = plan.nodes[Int(node)].op == .call ? Int(plan.nodes[Int(node)].c) : 0
    let code = UnsafeMutablePointer<CodeTable>.allocate(capacity: 1)
    code.initialize(to: CodeTable(part))
    code.pointee.maxCost = budget
    code.pointee.mixesNumbers = plan.mixesNumbers
    defer {
      code.pointee.release()
      code.deinitialize(count: 1)
      code.deallocate()
    }
    let frame = Frame()
    return try? Evaluator.run(code, frame)
  }

  /// Copies one instruction with its constant operands into a plan of its own.
  private static func copy(
    _ node: Int32, _ plan: Plan, _ part: inout Plan, _ table: inout [Int32: Int32]
  ) -> Int32 {
    if let known = table[node] { return known }
    var instruction = plan.nodes[Int(node)]
    switch instruction.op {
    case .constant: instruction.a = constant(instruction.a, plan, &part)
    case .select, .has:
      instruction.a = copy(instruction.a, plan, &part, &table)
      instruction.b = constant(instruction.b, plan, &part)
    case .inSet:
      instruction.a = copy(instruction.a, plan, &part, &table)
      part.sets.append(plan.sets[Int(instruction.b)])
      instruction.b = Int32(part.sets.count - 1)
    case .not, .negate, .isNull, .widen: instruction.a = copy(instruction.a, plan, &part, &table)
    case .call:
      part.calls.append(plan.calls[Int(instruction.a)])
      instruction.a = Int32(part.calls.count - 1)
      instruction.b = children(
        instruction.b, Int(instruction.c), stride: 1, isFlagged: false, plan, &part, &table)
    case .list:
      let isFlagged = instruction.c == 1
      instruction.a = children(
        instruction.a, Int(instruction.b), stride: isFlagged ? 2 : 1, isFlagged: isFlagged, plan, &part,
        &table)
    case .map:
      let isFlagged = instruction.c == 1
      instruction.a = children(
        instruction.a, Int(instruction.b), stride: isFlagged ? 3 : 2, isFlagged: isFlagged, plan, &part,
        &table)
    case .doubleExtreme:
      instruction.a = children(
        instruction.a, Int(instruction.b), stride: 1, isFlagged: false, plan, &part, &table)
    default:
      instruction.a = copy(instruction.a, plan, &part, &table)
      instruction.b = copy(instruction.b, plan, &part, &table)
    }
    part.nodes.append(instruction)
    part.origins.append(0)
    part.ranges.append(plan.ranges[Int(node)])
    table[node] = Int32(part.nodes.count - 1)
    return Int32(part.nodes.count - 1)
  }

  private static func constant(_ index: Int32, _ plan: Plan, _ part: inout Plan) -> Int32 {
    part.constants.append(plan.constants[Int(index)])
    return Int32(part.constants.count - 1)
  }

  /// Copies groups of children; in flagged groups the last entry is a flag, not a node.
  private static func children(
    _ first: Int32, _ groups: Int, stride: Int, isFlagged: Bool, _ plan: Plan, _ part: inout Plan,
    _ table: inout [Int32: Int32]
  ) -> Int32 {
    var copied: [Int32] = []
    for place in 0..<groups * stride {
      let child = plan.children[Int(first) + place]
      let isFlag = isFlagged && place % stride == stride - 1
      copied.append(isFlag ? child : copy(child, plan, &part, &table))
    }
    part.children.append(contentsOf: copied)
    return Int32(part.children.count - copied.count)
  }
}
