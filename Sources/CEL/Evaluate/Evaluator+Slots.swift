extension Evaluator {
  @inline(__always)
  func slot(_ slot: Int32, _ error: Int32) throws(Fault) -> Value {
    if core.pointee.states[Int(slot)] == 1 { return core.pointee.slots[Int(slot)] }
    try fetch(slot, error)
    return core.pointee.slots[Int(slot)]
  }

  /// Makes sure that the slot holds a value.
  @inline(never)
  func fetch(_ slot: Int32, _ error: Int32) throws(Fault) {
    guard try isPresent(slot, error) else { throw fail(code.pointee.errors[Int(error)]) }
  }

  /// Whether the slot holds a value, asking the resolver when it is pending.
  func isPresent(_ slot: Int32, _ error: Int32 = -1) throws(Fault) -> Bool {
    switch core.pointee.states[Int(slot)] {
    case 1: return true
    case 2: return try resolve(slot, error)
    default: return false
    }
  }

  private func resolve(_ slot: Int32, _ error: Int32) throws(Fault) -> Bool {
    let frame = frame.takeUnretainedValue()
    let range = error >= 0 ? code.pointee.errors[Int(error)].range : nil
    guard let resolver = frame.resolver else {
      throw fail(EvaluationError(.unavailable, "an input was not fetched", range: range))
    }
    let recorder = core.pointee.recorder
    core.pointee.recorder = nil
    defer { core.pointee.recorder = recorder }
    do {
      try resolver.resolve(slot: Int(slot), in: frame)
    } catch {
      var failed = error
      failed.range = range
      throw fail(failed)
    }
    guard core.pointee.states[Int(slot)] != 2 else {
      throw fail(EvaluationError(.unavailable, "an input was not fetched", range: range))
    }
    return core.pointee.states[Int(slot)] == 1
  }

  func optionalSlot(_ it: PlanNode) throws(Fault) -> Value {
    guard try isPresent(it.a) else { return .optional(.none) }
    return .optional(OptionalValue(core.pointee.slots[Int(it.a)]))
  }

  func slotPresent(_ it: PlanNode) -> Truth {
    do {
      return Truth(try isPresent(it.a))
    } catch {
      return .fault
    }
  }
}
