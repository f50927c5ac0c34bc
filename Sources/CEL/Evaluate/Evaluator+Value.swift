extension Evaluator {
  @inline(__always)
  func instruction(_ node: Int32) -> PlanNode { code.pointee.nodes[Int(node)] }

  @inline(__always)
  func child(_ index: Int32) -> Int32 { code.pointee.children[Int(index)] }

  /// The value of a node.
  func value(_ node: Int32) throws(Fault) -> Value {
    if core.pointee.recorder != nil { return try recorded(node) }
    return try evaluate(node)
  }

  func evaluate(_ node: Int32) throws(Fault) -> Value {
    let it = instruction(node)
    switch it.op {
    case .constant: return code.pointee.constants[Int(it.a)]
    case .slot: return try slot(it.a, it.b)
    case .local: return core.pointee.stack[core.pointee.base + Int(it.a)]
    case .optionalSlot: return try optionalSlot(it)
    case .lazyLocal: return try lazyLocal(it)
    case .now: return try now(node)
    case .fail: throw fail(code.pointee.errors[Int(it.a)])
    case .select: return try select(node, it)
    case .index: return try index(node, it)
    case .negate: return try negate(node, it)
    case .arithmetic: return try arithmetic(node, it)
    case .conditional: return try conditional(it)
    case .coalesce: return try coalesce(it)
    case .list: return try list(node, it)
    case .map: return try map(node, it)
    case .call: return try call(node, it)
    case .loop: return try loop(node, it)
    case .bind: return try bind(it)
    case .optionalMap: return try optionalMap(node, it)
    case .widen: return try widen(node, it)
    case .doubleArithmetic, .doubleScale, .doubleExtreme: return .double(try double(node))
    case .intArithmetic: return .int(try int(node))
    default:
      switch truth(node) {
      case .yes: return .bool(true)
      case .no: return .bool(false)
      case .fault: throw Fault()
      }
    }
  }

  /// Sets the fault; to be thrown.
  func fail(_ kind: EvaluationError.Kind, _ message: String, _ node: Int32) -> Fault {
    core.pointee.fault = EvaluationError(kind, message, range: code.pointee.ranges[Int(node)])
    return Fault()
  }

  func fail(_ error: EvaluationError) -> Fault {
    core.pointee.fault = error
    return Fault()
  }

  /// Takes steps off the budget.
  @inline(__always)
  func charge(_ steps: Int, _ node: Int32) throws(Fault) {
    core.pointee.budget -= steps
    if core.pointee.budget < 0 { throw exhausted(node) }
  }

  func exhausted(_ node: Int32) -> Fault {
    core.pointee.budget = 0
    return fail(.budget, "the evaluation takes more than \(code.pointee.maxCost) steps", node)
  }

  private func conditional(_ it: PlanNode) throws(Fault) -> Value {
    switch test(it.a) {
    case .yes: return try value(it.b)
    case .no: return try value(it.c)
    case .fault: throw Fault()
    }
  }

  private func now(_ node: Int32) throws(Fault) -> Value {
    guard let now = core.pointee.now else {
      throw fail(.unavailable, "the current time is not known here", node)
    }
    return .timestamp(now)
  }

  private func coalesce(_ it: PlanNode) throws(Fault) -> Value {
    do {
      let found = try value(it.a)
      switch found {
      case .null: return try value(it.b)
      case .optional(let optional):
        if let inner = optional.value { return inner }
        return try value(it.b)
      default: return found
      }
    } catch {
      guard let fault = core.pointee.fault, fault.kind == .missing || fault.kind == .noSuchKey else {
        throw error
      }
      core.pointee.fault = nil
      return try value(it.b)
    }
  }

  private func bind(_ it: PlanNode) throws(Fault) -> Value {
    core.pointee.stack[core.pointee.base + Int(it.a)] = .opaque(UnsetMarker.shared)
    return try value(it.c)
  }

  private func lazyLocal(_ it: PlanNode) throws(Fault) -> Value {
    let cell = core.pointee.base + Int(it.a)
    guard case .opaque(let mark) = core.pointee.stack[cell] else { return core.pointee.stack[cell] }
    if let failed = mark as? FaultMarker { throw fail(failed.error) }
    guard mark === UnsetMarker.shared else { return core.pointee.stack[cell] }
    do {
      let found = try value(it.b)
      core.pointee.stack[cell] = found
      return found
    } catch {
      if let fault = core.pointee.fault { core.pointee.stack[cell] = .opaque(FaultMarker(fault)) }
      throw error
    }
  }

  private func widen(_ node: Int32, _ it: PlanNode) throws(Fault) -> Value {
    let found = try value(it.a)
    switch (found, it.flag) {
    case (.int(let number), 0): return .double(Double(number))
    case (.uint(let number), 0): return .double(Double(number))
    case (.int(let number), _): return .decimal(Decimal(number))
    case (.uint(let number), _): return .decimal(Decimal(number))
    default: return found
    }
  }
}
