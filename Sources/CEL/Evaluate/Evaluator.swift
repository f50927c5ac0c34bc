/// Walks a plan. Holds only pointers, so that nothing is retained on the way.
struct Evaluator {
  let code: UnsafeMutablePointer<CodeTable>
  let core: UnsafeMutablePointer<FrameCore>
  let frame: Unmanaged<Frame>

  /// Evaluations that may be nested through a resolver.
  private static let maxDepth = 32

  init(_ code: UnsafeMutablePointer<CodeTable>, _ frame: Frame) {
    self.code = code
    core = frame.core
    self.frame = Unmanaged.passUnretained(frame)
  }

  /// Prepares the frame for a run. False when evaluations are nested too deep; the fault is set then.
  @inline(__always)
  func enter(_ entry: inout Entry) -> Bool {
    entry = Entry(base: core.pointee.base, top: core.pointee.top, replaced: nil)
    if core.pointee.depth == 0 {
      core.pointee.budget = code.pointee.maxCost
    } else if core.pointee.depth >= Self.maxDepth {
      core.pointee.fault = EvaluationError(.unavailable, "inputs depend on each other without end")
      return false
    }
    core.pointee.depth += 1
    if code.pointee.slotLimit > core.pointee.slotCount { core.pointee.extend(code.pointee.slotLimit) }
    let needed = code.pointee.localCount + code.pointee.argumentCount
    if needed > 0 { entry.replaced = core.pointee.reserve(needed) }
    core.pointee.base = core.pointee.top
    core.pointee.top += code.pointee.localCount
    return true
  }

  /// What `enter` changed.
  struct Entry {
    var base = 0
    var top = 0
    var replaced: (old: UnsafeMutablePointer<Value>, capacity: Int)?
  }

  @inline(__always)
  func leave(_ entry: Entry) {
    if code.pointee.localCount > 0 {
      (core.pointee.stack + core.pointee.base).update(repeating: .null, count: code.pointee.localCount)
    }
    core.pointee.base = entry.base
    core.pointee.top = entry.top
    if let old = entry.replaced { core.pointee.restore(old) }
    core.pointee.depth -= 1
    if core.pointee.depth == 0 { core.pointee.spent = code.pointee.maxCost - core.pointee.budget }
  }

  /// Evaluates the whole plan.
  static func run(
    _ code: UnsafeMutablePointer<CodeTable>, _ frame: Frame
  ) throws(EvaluationError) -> Value {
    let evaluator = Evaluator(code, frame)
    var entry = Entry()
    guard evaluator.enter(&entry) else { throw evaluator.takeFault() }
    defer { evaluator.leave(entry) }
    do {
      return try evaluator.value(code.pointee.root)
    } catch {
      throw evaluator.takeFault()
    }
  }

  /// Tests one node of the plan.
  @inline(__always)
  static func test(_ code: UnsafeMutablePointer<CodeTable>, _ node: Int32, _ frame: Frame) -> Verdict {
    let evaluator = Evaluator(code, frame)
    var entry = Entry()
    guard evaluator.enter(&entry) else { return .error(evaluator.takeFault()) }
    let truth = evaluator.test(node)
    evaluator.leave(entry)
    switch truth {
    case .yes: return .true
    case .no: return .false
    case .fault:
      let error = evaluator.takeFault()
      return error.kind == .missing ? .missing(error) : .error(error)
    }
  }

  func takeFault() -> EvaluationError {
    let error = core.pointee.fault ?? EvaluationError(.failed, "the evaluation failed")
    core.pointee.fault = nil
    return error
  }
}

extension FrameCore {
  /// More slots, missing at first; those there stay.
  mutating func extend(_ count: Int) {
    let (oldSlots, oldStates, oldCount) = (slots, states, slotCount)
    let kept = (0..<oldCount).map { (oldSlots[$0], oldStates[$0]) }
    prepare(count)
    for (index, entry) in kept.enumerated() {
      slots[index] = entry.0
      states[index] = entry.1
    }
  }
}
