package import CEL

/// The customer model at one moment of a test, for expectations about it.
package final class TestWorld: SlotResolver {
  let rulebook: Rulebook
  private let knowledge: Knowledge
  private var plan: CheckPlan?

  /// The model as `storage` has it, at the instant `now`.
  package init(_ rulebook: Rulebook, _ storage: any Storage, at now: Timestamp) {
    self.rulebook = rulebook
    knowledge = Knowledge(rulebook: rulebook, storage: storage)
    knowledge.begin(at: now)
  }

  /// Whether there is a row with this key.
  func exists(entity: Int, key: Value) throws(EvaluationError) -> Bool {
    try knowledge.reading { storage throws(StorageError) in try storage.row(entity: entity, key: key) } != nil
  }

  /// The value of a column or fact.
  func read(entity: Int, key: Value, slot: Int) throws(EvaluationError) -> Value? {
    try knowledge.instance(entity: entity, key: key).read(slot)
  }

  /// The segments that a row is in.
  func segments(entity: Int, key: Value) throws(EvaluationError) -> [String] {
    try knowledge.reading { storage throws(StorageError) in try storage.segments(entity: entity, key: key) }
  }

  /// Judges a condition, with the parts that decided it.
  func test(_ plan: CheckPlan) -> (verdict: Verdict, reasons: [String]) {
    self.plan = plan
    let frame = Frame()
    frame.resolver = self
    frame.prepare(slotCount: plan.sources.count)
    frame.now = knowledge.now
    for slot in plan.sources.indices { frame.setPending(slot) }
    return (plan.program.test(frame), Reasons.lines(plan.program.trace(frame)).map(\.text))
  }

  package func resolve(slot: Int, in frame: Frame) throws(EvaluationError) {
    guard let plan, case .entity(let entity, let key, let inner) = plan.sources[slot] else {
      return frame.setMissing(slot)
    }
    frame[slot] = try read(entity: entity, key: key, slot: inner)
  }
}
