extension Evaluator {
  /// The value of a node of static type double; integers are taken as doubles.
  func double(_ node: Int32) throws(Fault) -> Double {
    let it = instruction(node)
    switch it.op {
    case .constant:
      if case .double(let number) = code.pointee.constants[Int(it.a)] { return number }
    case .slot:
      if core.pointee.states[Int(it.a)] == 1 {
        switch core.pointee.slots[Int(it.a)] {
        case .double(let number): return number
        case .int(let number): return Double(number)
        default: break
        }
      }
    case .doubleArithmetic:
      let left = try operand(it.a)
      let right = try operand(it.b)
      switch it.flag {
      case 0: return left + right
      case 1: return left - right
      case 2: return left * right
      default: return left / right
      }
    case .doubleExtreme: return try extreme(it)
    case .doubleScale: return try scale(it, node)
    default: break
    }
    return try toDouble(try value(node), node)
  }

  /// As `double`, reading constants and slots without a call.
  @inline(__always)
  private func operand(_ node: Int32) throws(Fault) -> Double {
    let it = code.pointee.nodes.baseAddress.unsafelyUnwrapped + Int(node)
    if it.pointee.op == .constant {
      let constant = code.pointee.constants.baseAddress.unsafelyUnwrapped + Int(it.pointee.a)
      if case .double(let number) = constant.pointee { return number }
    } else if it.pointee.op == .slot, core.pointee.states[Int(it.pointee.a)] == 1 {
      let slot = core.pointee.slots + Int(it.pointee.a)
      if case .double(let number) = slot.pointee { return number }
      if case .int(let number) = slot.pointee { return Double(number) }
    } else if it.pointee.op == .doubleScale {
      return try scale(it.pointee, node)
    }
    return try double(node)
  }

  @inline(__always)
  private func scale(_ it: PlanNode, _ node: Int32) throws(Fault) -> Double {
    guard case .double(let factor) = code.pointee.constants[Int(it.b)] else { return .nan }
    if core.pointee.states[Int(it.a)] == 1 {
      let slot = core.pointee.slots + Int(it.a)
      if case .double(let number) = slot.pointee { return number * factor }
      if case .int(let number) = slot.pointee { return Double(number) * factor }
    }
    return try toDouble(try slot(it.a, it.c), node) * factor
  }

  private func extreme(_ it: PlanNode) throws(Fault) -> Double {
    var best = try operand(child(it.a))
    for index in it.a + 1..<it.a + it.b {
      let next = try operand(child(index))
      if it.flag == 1 ? next > best || best.isNaN : next < best || best.isNaN { best = next }
    }
    return best
  }

  private func toDouble(_ value: Value, _ node: Int32) throws(Fault) -> Double {
    switch value {
    case .double(let number): return number
    case .int(let number): return Double(number)
    case .uint(let number): return Double(number)
    default: throw fail(.noSuchOverload, "expected a number, but found \(value.kindName)", node)
    }
  }

  /// The value of a node of static type int.
  func int(_ node: Int32) throws(Fault) -> Int64 {
    let it = instruction(node)
    switch it.op {
    case .constant:
      if case .int(let number) = code.pointee.constants[Int(it.a)] { return number }
    case .slot:
      if core.pointee.states[Int(it.a)] == 1, case .int(let number) = core.pointee.slots[Int(it.a)] {
        return number
      }
    case .local:
      if case .int(let number) = core.pointee.stack[core.pointee.base + Int(it.a)] { return number }
    case .intArithmetic:
      let left = try int(it.a)
      let right = try int(it.b)
      return try Self.compute(left, right, it.flag, self, node)
    default: break
    }
    let found = try value(node)
    guard case .int(let number) = found else {
      throw fail(.noSuchOverload, "expected an int, but found \(found.kindName)", node)
    }
    return number
  }

  @inline(__always)
  static func compute<T: FixedWidthInteger>(
    _ left: T, _ right: T, _ op: UInt8, _ evaluator: Evaluator, _ node: Int32
  ) throws(Fault) -> T {
    let result: (partialValue: T, overflow: Bool)
    switch op {
    case 0: result = left.addingReportingOverflow(right)
    case 1: result = left.subtractingReportingOverflow(right)
    case 2: result = left.multipliedReportingOverflow(by: right)
    default:
      guard right != 0 else {
        throw evaluator.fail(
          .divideByZero, op == 3 ? "division by zero" : "remainder of a division by zero", node)
      }
      result =
        op == 3
        ? left.dividedReportingOverflow(by: right) : left.remainderReportingOverflow(dividingBy: right)
    }
    guard !result.overflow else {
      throw evaluator.fail(.overflow, "the integer result is out of range", node)
    }
    return result.partialValue
  }
}
