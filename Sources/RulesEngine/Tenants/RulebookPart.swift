package import CEL

/// What is linked to one rulebook: the common one, or that of one tenant.
package struct RulebookPart {
  /// The tenant; nil for the common rules.
  package var tenant: String?
  package var draft: RulebookDraft
  /// What expressions may call.
  package var functions: [FunctionDeclaration]

  package init(tenant: String?, draft: RulebookDraft, functions: [FunctionDeclaration]) {
    self.tenant = tenant
    self.draft = draft
    self.functions = functions
  }
}

extension [RulebookPart] {
  /// Gives all parts one model: the same entities, events and actions at the same positions. A family adds what its
  /// definitions need, which one tenant may use and another not.
  ///
  /// - Parameter declared: the entities that the rulebook declares itself; those of families get a tenant column.
  package mutating func shareModel(declared: Set<String>) {
    guard count > 1 || contains(where: { $0.draft.entities.contains { $0.tenant != nil } }) else { return }
    var entities: [EntityDraft] = []
    var events: [EventDraft] = []
    var actions: [ActionDeclarationDraft] = []
    for part in self {
      for entity in part.draft.entities { entities.add(entity) }
      for event in part.draft.events { events.add(event) }
      for action in part.draft.actions { actions.add(action) }
    }
    if count > 1 {
      for event in derivedEvents where !events.contains(where: { $0.name.value == event.name.value }) {
        events.append(event)
      }
    }
    for position in entities.indices where !declared.contains(entities[position].name.value) {
      entities[position].addTenant()
    }
    let aggregates = entities.reduce(0) { $0 + $1.aggregateCount }
    for position in indices {
      self[position].draft.entities = entities
      self[position].draft.events = events
      self[position].draft.actions = actions
      self[position].draft.firstAggregate = position * aggregates
    }
  }

  /// The events that scores and segments of any part become.
  private var derivedEvents: [EventDraft] {
    var segments: [SegmentDraft] = []
    var scores: [ScoreDraft] = []
    for part in self {
      for segment in part.draft.segments
      where !segments.contains(where: { $0.name.value == segment.name.value }) {
        segments.append(segment)
      }
      for score in part.draft.scores where !scores.contains(where: { $0.name.value == score.name.value }) {
        scores.append(score)
      }
    }
    return segmentEvents(segments) + scores.map(changeEvent)
  }

  private func segmentEvents(_ segments: [SegmentDraft]) -> [EventDraft] {
    guard let first = segments.first else { return [] }
    let isOne = segments.allSatisfy { $0.entity.value == first.entity.value }
    let type = FieldType(.string, allowed: segments.map(\.name.value))
    return ["segment.entered", "segment.left"].map { name in
      var event = EventDraft(name: Located(name, first.name.span), subject: isOne ? first.entity : nil)
      event.fields = [Self.field("segment", type, at: first.name.span)]
      return event
    }
  }

  private func changeEvent(_ score: ScoreDraft) -> EventDraft {
    let place = score.name.span
    let same = flatMap(\.draft.scores).filter { $0.name.value == score.name.value }
    var names: [String] = []
    for band in same.flatMap(\.bands) where !names.contains(band.name.value) { names.append(band.name.value) }
    let band = FieldType(.string, allowed: names, isOptional: true)
    var event = EventDraft(name: Located("score.\(score.name.value).changed", place), subject: score.entity)
    event.fields = [
      Self.field("old", FieldType(.double), at: place), Self.field("new", FieldType(.double), at: place),
      Self.field("old_band", band, at: place), Self.field("band", band, at: place),
      Self.field("factors", FieldType(.map(.string, .dyn)), at: place),
    ]
    return event
  }

  private static func field(_ name: String, _ type: FieldType, at place: SourceSpan) -> FieldDraft {
    FieldDraft(name: Located(name, place), type: type, typeSpan: place)
  }
}

// MARK: Putting declarations together

extension [EntityDraft] {
  fileprivate mutating func add(_ entity: EntityDraft) {
    guard let position = firstIndex(where: { $0.name.value == entity.name.value }) else {
      return append(entity)
    }
    for field in entity.fields { self[position].fields.add(field) }
    for related in entity.related
    where !self[position].related.contains(where: { $0.name.value == related.name.value }) {
      self[position].related.append(related)
    }
    for fact in entity.facts
    where !self[position].facts.contains(where: { $0.name.value == fact.name.value }) {
      self[position].facts.append(fact)
    }
  }
}

extension [EventDraft] {
  fileprivate mutating func add(_ event: EventDraft) {
    guard let position = firstIndex(where: { $0.name.value == event.name.value }) else {
      return append(event)
    }
    if self[position].subject?.value != event.subject?.value { self[position].subject = nil }
    for field in event.fields { self[position].fields.add(field, isOptional: true) }
  }
}

extension [ActionDeclarationDraft] {
  fileprivate mutating func add(_ action: ActionDeclarationDraft) {
    guard let position = firstIndex(where: { $0.name.value == action.name.value }) else {
      return append(action)
    }
    for parameter in action.parameters { self[position].parameters.add(parameter, isOptional: true) }
  }
}

extension [FieldDraft] {
  /// Adds a field that is not there yet; one that is there allows what either of the two does.
  fileprivate mutating func add(_ field: FieldDraft, isOptional: Bool = false) {
    guard let position = firstIndex(where: { $0.name.value == field.name.value }) else {
      var field = field
      if isOptional { field.type.isOptional = true }
      return append(field)
    }
    guard let allowed = self[position].type.allowed else { return }
    guard let more = field.type.allowed else { return self[position].type.allowed = nil }
    self[position].type.allowed = allowed + more.filter { !allowed.contains($0) }
  }
}

extension EntityDraft {
  /// What a family keeps belongs to the tenant it is kept for.
  fileprivate mutating func addTenant() {
    let column = Located("tenant", name.span)
    guard !fields.contains(where: { $0.name.value == column.value }) else { return }
    fields.append(
      FieldDraft(name: column, type: FieldType(.string, isOptional: true), typeSpan: name.span))
    tenant = column
    hasKeysPerTenant = true
  }

  fileprivate var aggregateCount: Int {
    facts.count { if case .aggregate = $0.source { true } else { false } }
  }
}
