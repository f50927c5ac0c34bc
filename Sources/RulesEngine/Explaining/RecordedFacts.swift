internal import CEL

/// The frame of a past decision: the event's fields, and the facts as they were read then.
final class RecordedFacts: SlotResolver {
  let frame = Frame()
  private let rulebook: Rulebook
  private let plan: EventPlan
  private let event: IncomingEvent
  private let facts: JSON

  init(rulebook: Rulebook, event: IncomingEvent, at now: Timestamp, facts: JSON) {
    self.rulebook = rulebook
    self.event = event
    self.facts = facts
    plan = rulebook.plans[event.type]
    frame.resolver = self
    frame.prepare(slotCount: plan.layout.sources.count)
    frame.now = now
    for slot in plan.layout.sources.indices { frame.setPending(slot) }
  }

  func resolve(slot: Int, in frame: Frame) throws(EvaluationError) {
    switch plan.layout.sources[slot] {
    case .field(let field): frame[slot] = event.values[field]
    case .meta(let meta): frame[slot] = event.value(of: meta)
    case .data: frame[slot] = .map(event.map(of: rulebook.model.events[event.type]))
    case .computed(let compute):
      frame[slot] = try compute(.map(event.map(of: rulebook.model.events[event.type])))
    case .transient, .run: frame.setMissing(slot)
    case .entity: frame[slot] = try fact(plan.layout.slots.paths[slot])
    }
  }

  private func fact(_ path: [String]) throws(EvaluationError) -> Value? {
    guard let recorded = facts[path.joined(separator: ".")] else {
      throw EvaluationError(
        .unavailable, "`\(path.joined(separator: "."))` was not read when this was decided")
    }
    guard let type = type(of: path) else { return nil }
    let typed = TypedReader(currency: rulebook.currency, records: rulebook.recordShapes)
    let octets = Array(recorded.text.utf8)
    let value = octets.withUnsafeBytes { buffer -> Value?? in
      guard var reader = try? JSONReader(buffer) else { return nil }
      return try? typed.read(type, from: &reader)
    }
    guard let value else {
      throw EvaluationError(.unavailable, "the recorded `\(path.joined(separator: "."))` cannot be read")
    }
    return value
  }

  /// The type of a fact, by the path it is read under.
  private func type(of path: [String]) -> ValueType? {
    guard let binding = plan.layout.bindings.first(where: { $0.variable == path[0] }) else { return nil }
    let entity = rulebook.model.entities[binding.entity]
    guard path.count > 1 else { return .record(rulebook.layouts[binding.entity].record.typeName) }
    if let column = entity.column(path[1]) { return entity.fields[column].type.value }
    if let fact = entity.facts.first(where: { $0.name == path[1] }) { return fact.type }
    guard let related = entity.related.first(where: { $0.name == path[1] }) else { return nil }
    return .list(.record(rulebook.layouts[related.entity].record.typeName))
  }
}

extension Rulebook {
  /// How the rows of each entity look as records, by the name of the record type.
  var recordShapes: [String: (layout: RecordLayout, types: [ValueType])] {
    var shapes: [String: (layout: RecordLayout, types: [ValueType])] = [:]
    for (layout, entity) in zip(layouts, model.entities) {
      shapes[layout.record.typeName] = (layout.record, entity.fields.map(\.type.value))
    }
    return shapes
  }
}

extension IncomingEvent {
  /// What the event says of itself.
  func value(of meta: EventMeta) -> Value? {
    switch meta {
    case .id: .string(id)
    case .type: .string(typeName)
    case .time: .timestamp(time)
    case .subject: subject.map(Value.string)
    case .source: .string(source)
    case .tenant: tenant.map(Value.string)
    }
  }

  /// The declared fields as a map.
  func map(of type: EventType) -> Map {
    Map(zip(type.fields, values).compactMap { field, value in value.map { (field.name, $0) } })
  }
}
