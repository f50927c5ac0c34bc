internal import CEL

/// The frame of the event at hand, filled as its plan's layout says.
final class Situation: SlotResolver {
  let knowledge: Knowledge
  let frame = Frame()
  let plan: EventPlan
  private(set) var event: IncomingEvent
  /// In a workflow: what the run knows.
  private(set) weak var run: (any RunValues)?
  private var bound: [EntityInstance?] = []
  /// The slots of facts, with the dotted paths that they are recorded under.
  private let facts: [(slot: Int, name: String)]
  /// The rows that code is looking at, the latest last.
  var atHand: [(binding: RowBinding, instance: EntityInstance)] = []

  init(knowledge: Knowledge, plan: EventPlan, event: IncomingEvent, run: (any RunValues)? = nil) {
    self.run = run
    self.knowledge = knowledge
    self.plan = plan
    self.event = event
    facts = plan.layout.sources.indices.compactMap { slot in
      guard case .entity = plan.layout.sources[slot] else { return nil }
      return (slot, plan.layout.slots.paths[slot].joined(separator: "."))
    }
    frame.resolver = self
    fill()
  }

  /// Takes the next event of the same type.
  func become(_ event: IncomingEvent) {
    self.event = event
    atHand.removeAll(keepingCapacity: true)
    fill()
  }

  private func fill() {
    frame.prepare(slotCount: plan.layout.sources.count)
    frame.now = knowledge.now
    bound.removeAll(keepingCapacity: true)
    for binding in plan.layout.bindings {
      bound.append(key(of: binding.key).map { knowledge.instance(entity: binding.entity, key: $0) })
    }
    for (slot, source) in plan.layout.sources.enumerated() {
      switch source {
      case .field(let field): set(slot, event.values[field])
      case .transient: frame.setMissing(slot)
      case .meta, .entity, .data, .run, .computed: frame.setPending(slot)
      }
    }
  }

  /// Makes facts be read again: the model has changed.
  func forget() {
    knowledge.forget()
    for fact in facts { frame.setPending(fact.slot) }
  }

  /// Makes facts be read again after a change of one row.
  func forget(after change: RowChange) {
    knowledge.forget(after: change)
    for fact in facts { frame.setPending(fact.slot) }
  }

  /// Makes facts be read again that others may have changed meanwhile.
  func refresh() {
    for fact in facts { frame.setPending(fact.slot) }
    forgetRun()
  }

  /// Makes what a run knows be read again: it has gone on.
  func forgetRun() {
    for (slot, source) in plan.layout.sources.enumerated() {
      if case .run = source { frame.setPending(slot) }
    }
  }

  /// The row that the event's subject names, where the event type says what its subject is.
  var subject: EntityInstance? {
    for (binding, instance) in zip(plan.layout.bindings, bound) {
      if case .subject = binding.key { return instance }
    }
    return nil
  }

  func resolve(slot: Int, in frame: Frame) throws(EvaluationError) {
    switch plan.layout.sources[slot] {
    case .field(let field): set(slot, event.values[field])
    case .meta(let meta): set(slot, event.value(of: meta))
    case .entity(let binding, let inner): set(slot, try bound[binding]?.read(inner))
    case .data: frame.set(slot, .map(event.map(of: knowledge.rulebook.model.events[event.type])))
    case .run: set(slot, try run?.value(at: plan.layout.slots.paths[slot]))
    case .computed(let compute):
      set(slot, try compute(.map(event.map(of: knowledge.rulebook.model.events[event.type]))))
    case .transient: try resolve(row: slot, in: frame)
    }
  }

  func set(_ slot: Int, _ value: Value?) {
    if let value { frame.set(slot, value) } else { frame.setMissing(slot) }
  }

  private func key(of key: EntityBinding.Key) -> Value? {
    switch key {
    case .subject: event.subject.map(Value.string)
    case .field(let field): event.values[field]
    }
  }

  /// The facts read so far as a compact JSON object from path to value; one that was found missing is null.
  var factsRead: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for fact in facts where !frame.isPending(fact.slot) {
      writer.key(fact.name)
      if let value = frame[fact.slot] { writer.write(value) } else { writer.null() }
    }
    writer.endObject()
    return writer.octets
  }
}

// MARK: Rows that code looks at

extension Situation {
  /// Lets the slots of a binding read a row from now on.
  func bind(_ binding: RowBinding, to instance: EntityInstance) {
    atHand.append((binding, instance))
    renew(binding)
  }

  /// The row behind a binding has changed.
  func renew(_ binding: RowBinding) {
    for slot in binding.slots { frame.setPending(slot.outer) }
  }

  /// Ends what `bind` began.
  func unbind(_ binding: RowBinding) {
    atHand.removeLast()
    for slot in binding.slots { frame.setMissing(slot.outer) }
  }

  private func resolve(row slot: Int, in frame: Frame) throws(EvaluationError) {
    for row in atHand.reversed() {
      guard let own = row.binding.slots.first(where: { $0.outer == slot }) else { continue }
      return set(slot, try row.instance.read(own.inner))
    }
    frame.setMissing(slot)
  }
}
