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
  /// The slots of facts, with the dotted paths that they are recorded under, quoted as in JSON.
  private let facts: [(slot: Int, name: [UInt8])]
  private var factsLength = 96
  /// How every slot begins; the first ones are the event's fields.
  private let states: [Frame.State]
  /// What the slots of entities read, so that a look at one counts no references.
  private let reads: [EntityRead]

  private struct EntityRead {
    /// -1 for slots that read something else.
    var binding = -1
    var slot = 0
    /// -1 for what is not a column of the row.
    var column = -1
  }
  /// The rows that code is looking at, the latest last.
  var atHand: [(binding: RowBinding, instance: EntityInstance)] = []

  init(knowledge: Knowledge, plan: EventPlan, event: IncomingEvent, run: (any RunValues)? = nil) {
    self.run = run
    self.knowledge = knowledge
    self.plan = plan
    self.event = event
    facts = plan.layout.sources.indices.compactMap { slot in
      guard case .entity = plan.layout.sources[slot] else { return nil }
      var name = JSONWriter()
      name.string(plan.layout.slots.paths[slot].joined(separator: "."))
      return (slot, name.octets)
    }
    let layouts = knowledge.rulebook.layouts
    reads = plan.layout.sources.map { source in
      guard case .entity(let binding, let slot) = source else { return EntityRead() }
      var read = EntityRead(binding: binding, slot: slot)
      let sources = layouts[plan.layout.bindings[binding].entity].sources
      if slot < sources.count, case .column(let column) = sources[slot] { read.column = column }
      return read
    }
    states = plan.layout.sources.map { source in
      switch source {
      case .field, .transient: .missing
      case .meta, .entity, .data, .run, .computed: .pending
      }
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
    frame.prepare(states: states, first: event.values)
    frame.now = knowledge.now
    bound.removeAll(keepingCapacity: true)
    for binding in plan.layout.bindings {
      bound.append(key(of: binding.key).map { knowledge.instance(entity: binding.entity, key: $0) })
    }
  }

  /// Reads the columns that nearly every event of this type is judged by. One that cannot be read stays pending:
  /// whoever asks for it is told why.
  func readCommonColumns() {
    for common in plan.layout.common where frame.isPending(common.slot) {
      guard let instance = bound[common.binding] else {
        frame.setMissing(common.slot)
        continue
      }
      do throws(EvaluationError) {
        set(common.slot, try instance.column(common.column))
      } catch {
        return
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
    let read = reads[slot]
    if read.binding >= 0 {
      guard let instance = bound[read.binding] else { return frame.setMissing(slot) }
      return set(
        slot, try read.column >= 0 ? instance.column(read.column) : instance.read(read.slot))
    }
    switch plan.layout.sources[slot] {
    case .field(let field): set(slot, event.values[field])
    case .meta(let meta): set(slot, event.value(of: meta))
    case .entity: frame.setMissing(slot)
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
  func factsRead() -> [UInt8] {
    var writer = JSONWriter(capacity: factsLength)
    writer.beginObject()
    for fact in facts where !frame.isPending(fact.slot) {
      writer.key(quoted: fact.name)
      if let value = frame[fact.slot] { writer.write(value) } else { writer.null() }
    }
    writer.endObject()
    factsLength = max(factsLength, min(writer.octets.count, 4096))
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
