public import CEL

/// The way of an event through the engine: admit, apply, judge, act, record; then the events it emitted, in
/// order.
///
/// One processor serves one thread. Everything it writes goes into the transaction that the caller has opened
/// on the storage, so that an event and all it leads to is durable at once or not at all.
///
/// ```swift
/// let processor = Processor(rulebook: rulebook, storage: store)
/// let event = try EventReader(rulebook: rulebook).read(line, now: now)
/// try store.begin()
/// let outcome = try processor.process(event, at: now)
/// try store.commit()
/// ```
public final class Processor {
  /// The rulebook that decides.
  public let rulebook: Rulebook
  let storage: any Storage
  let knowledge: Knowledge
  private let runs: Runs
  private var situations: [Situation?]
  /// Makes the events of our own.
  let ownReader: EventReader
  private var isPreview = false
  var hasChangedTimers = false
  /// Those who decide for tenants; nil where nobody's events are told apart, and in one of them.
  private(set) var tenants: TenantProcessors?
  /// In one that decides for a tenant: the one that it is a part of.
  private(set) weak var root: Processor?

  /// Makes a processor that decides by `rulebook` and reads and writes `storage`, made for the same model.
  public init(rulebook: Rulebook, storage: any Storage) {
    self.rulebook = rulebook
    self.storage = storage
    knowledge = Knowledge(rulebook: rulebook, storage: storage)
    ownReader = EventReader(rulebook: rulebook)
    situations = Array(repeating: nil, count: rulebook.plans.count)
    runs = Runs(rulebook: rulebook, knowledge: knowledge)
    if rulebook.separatesTenants, !(storage is TenantStorage) { tenants = TenantProcessors(self) }
  }

  /// One that decides for tenants, behind their view of the storage.
  convenience init(_ rulebook: Rulebook, _ view: TenantStorage, root: Processor) {
    self.init(rulebook: rulebook, storage: view)
    self.root = root
  }

  /// The tenant that is decided for, in a rulebook that tells tenants apart.
  var tenant: String? { knowledge.view?.tenant }

  /// Whether timers were set or removed since this was last asked.
  public func takeTimerChange() -> Bool {
    defer { hasChangedTimers = false }
    return hasChangedTimers
  }

  /// Decides as `process` does, but registers and records nothing: what an event would lead to. The model
  /// changes it leads to are written, for the rest of its chain to see; the caller throws the storage's state
  /// away.
  public func preview(_ event: IncomingEvent, at now: Timestamp) throws(ProcessingError) -> [Decision] {
    if let tenants {
      try tenants.check(event)
      return try tenants.on(event.tenant) { own throws(ProcessingError) in try own.preview(event, at: now) }
    }
    isPreview = true
    defer { isPreview = false }
    guard case .decided(let decisions) = try run(event, at: now) else { return [] }
    return decisions
  }

  /// Processes one event at the instant `now` of the engine's clock.
  ///
  /// - Throws: `refused` when the event is at fault (then nothing of it stays), `storage` when the store
  ///   failed.
  public func process(_ event: IncomingEvent, at now: Timestamp) throws(ProcessingError) -> ProcessingOutcome
  {
    guard let tenants else { return try process(event, at: now, waking: nil) }
    try tenants.check(event)
    return try tenants.on(event.tenant) { own throws(ProcessingError) in
      try own.process(event, at: now, waking: nil)
    }
  }

  func process(
    _ event: IncomingEvent, at now: Timestamp, waking wake: RunWake?
  ) throws(ProcessingError) -> ProcessingOutcome {
    try storage.atomically { () throws(ProcessingError) in try run(event, at: now, waking: wake) }
  }

  private struct Waiting {
    var event: IncomingEvent
    var depth: Int
    var cause: Int64
  }

  private func run(
    _ event: IncomingEvent, at now: Timestamp, waking wake: RunWake? = nil
  ) throws(ProcessingError) -> ProcessingOutcome {
    knowledge.begin(at: now)
    defer { runs.endChain() }
    guard let (decision, emitted) = try decide(event, cause: nil, waking: wake, at: now) else {
      return .duplicate
    }
    var decisions = [decision]
    // Most events lead to no others.
    if emitted.isEmpty { return .decided(decisions) }
    var queue: [Waiting] = []
    func enqueue(_ emitted: [IncomingEvent], depth: Int, cause: Int64) throws(ProcessingError) {
      for event in emitted { queue.append(Waiting(event: event, depth: depth, cause: cause)) }
      if let last = emitted.last { try check(depth: depth, count: queue.count + 1, last) }
    }
    try enqueue(emitted, depth: 1, cause: decision.record.number)
    var next = 0
    while next < queue.count {
      let waiting = queue[next]
      next += 1
      guard let (decision, emitted) = try decide(waiting.event, cause: waiting.cause, waking: nil, at: now)
      else { continue }
      decisions.append(decision)
      try enqueue(emitted, depth: waiting.depth + 1, cause: decision.record.number)
    }
    return .decided(decisions)
  }

  /// A chain that does not end is refused as a whole: half of it must not stay.
  private func check(depth: Int, count: Int, _ event: IncomingEvent) throws(ProcessingError) {
    let limits = rulebook.limits
    guard depth > limits.chainDepth || count > limits.chainEvents else { return }
    let what = depth > limits.chainDepth ? "\(limits.chainDepth) deep" : "\(limits.chainEvents) events long"
    throw .refused(
      code: "R0401",
      message: "the chain of emitted events is more than \(what); the last is `\(event.typeName)`")
  }

  private func decide(
    _ event: IncomingEvent, cause: Int64?, waking wake: RunWake?, at now: Timestamp
  ) throws(ProcessingError) -> (Decision, [IncomingEvent])? {
    guard let number = try admit(event, cause: cause, at: now) else { return nil }
    let situation = situation(for: event)
    runs.begin(event, decision: number)
    let actor = Actor(rulebook: rulebook, situation: situation, identity: EventIdentity(event), runs: runs)
    var effects = Effects()
    try project(situation, actor, into: &effects)
    try watch(situation, into: &effects)
    try follow(situation, actor.identity, into: &effects)
    let found = try Matcher(rulebook: rulebook, situation: situation).match()
    let woken = try runs.find(situation, &effects)
    let facts = situation.factsRead()
    try Withdrawing(rulebook: rulebook, situation: situation, runs: runs).takeBack(&effects)
    try actor.carryOut(found.hits, into: &effects)
    if runs.mayRun { try runs.answerCall(event, &effects) }
    if !woken.isEmpty { try runs.resume(woken, &effects) }
    try runs.settle(&effects)
    if let wake { try runs.wake(wake, &effects) }
    if effects.hasChangedTimers { hasChangedTimers = true }
    if !runs.touched.isEmpty {
      hasChangedTimers = true
      situation.refresh()
    }
    try Derivation(rulebook: rulebook, situation: situation, identity: actor.identity).update(&effects)
    let record = DecisionRecord(
      number: number, at: now, rulebook: rulebook.hash,
      matched: names(of: found.hits, in: situation, without: effects.idle),
      errors: found.errors + effects.errors, actions: effects.actions, shadowed: effects.shadowed,
      facts: facts, notes: effects.notes, held: found.held)
    if !isPreview {
      do { try storage.record(record) } catch { throw .storage(error) }
    }
    var emitted: [IncomingEvent] = []
    for made in effects.emitted { emitted.append(try incoming(made, of: event.tenant, at: now)) }
    var decision = Decision(event: event, record: record)
    decision.uses = effects.uses
    return (decision, emitted)
  }

  private func names(of hits: [Hit], in situation: Situation, without idle: Set<String>) -> [String] {
    var names: [String] = []
    for hit in hits where !hit.isShadow {
      names.append(rulebook.names[situation.plan.handlers[hit.handler].definition])
    }
    if !idle.isEmpty { names.removeAll { idle.contains($0) } }
    for name in runs.touched where !names.contains(name) { names.append(name) }
    return names
  }

  /// The frame for an event, the same one for all events of a type: they are decided one after the other.
  private func situation(for event: IncomingEvent) -> Situation {
    if let known = situations[event.type] {
      known.become(event)
      return known
    }
    let made = Situation(knowledge: knowledge, plan: rulebook.plans[event.type], event: event)
    situations[event.type] = made
    return made
  }

  /// The number of a new event in the journal; nil for one that was processed before.
  private func admit(
    _ event: IncomingEvent, cause: Int64?, at now: Timestamp
  ) throws(ProcessingError) -> Int64? {
    if isPreview { return 0 }
    let row = InboxEvent(
      source: event.source, id: event.id, type: event.typeName, subject: event.subject, tenant: event.tenant,
      time: event.time, at: now, data: event.data, cause: cause)
    let admission: Admission
    do { admission = try storage.admit(row) } catch { throw .storage(error) }
    switch admission {
    case .new(let number): return number
    case .duplicate: return nil
    case .conflict:
      throw .refused(
        code: "E0107",
        message:
          "another event with the id `\(event.id)` came from `\(event.source)` before, with other content")
    }
  }

  /// What the event does to the model, before anything is judged.
  private func project(
    _ situation: Situation, _ actor: Actor, into effects: inout Effects
  ) throws(ProcessingError) {
    for projection in situation.plan.projections {
      do throws(EvaluationError) {
        if let condition = projection.condition, try !condition.holds(in: situation.frame) { continue }
        for step in projection.steps {
          try actor.perform(step, .init(by: "apply", number: 0), into: &effects)
        }
      } catch {
        try knowledge.check()
        // Without its projection the model would be wrong from here on: the event is refused as a whole.
        throw .refused(
          code: error.code, message: "`apply: \(situation.event.typeName)` failed: \(error.message)")
      }
    }
  }

  /// An emitted event belongs to the tenant of the one that led to it.
  private func incoming(
    _ emitted: EmittedEvent, of tenant: String?, at now: Timestamp
  ) throws(ProcessingError) -> IncomingEvent {
    try ownReader.make(
      source: EventIdentity.ownSource, id: emitted.id, type: emitted.type, subject: emitted.subject,
      tenant: tenant, time: now, fields: emitted.fields)
  }
}
