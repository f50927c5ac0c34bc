internal import CEL
internal import RulesEngine

/// What SLA clocks bring with them: the events they emit, and the table in which they stand.
struct ClockEvents {
  /// What a clock tells.
  enum Kind: String, CaseIterable {
    case started, paused, resumed, warning, breached, met, cancelled, retargeted
    case withdrawn = "breach_withdrawn"

    var event: String { "sla.\(rawValue)" }
  }

  /// The event that wakes a clock when its next warning or its breach may be due.
  static let due = "sla.due"
  /// The entity that holds one row for each clock.
  static let entity = "sla_clock"

  /// The entity that all clocks start about, where it is the same.
  let subject: Located<String>?
  /// The fields by which the things that clocks are about can be read from their events: `ticket_id`.
  let things: [(name: String, entity: String)]

  init(_ clocks: [ClockDraft], in draft: RulebookDraft) {
    let starts = clocks.flatMap(\.header.on).map(\.value)
    let events = draft.events.filter { starts.contains($0.name.value) }
    let subjects = Set(events.map { $0.subject?.value ?? "" })
    subject = subjects.count == 1 ? events.first?.subject : nil
    var things: [(name: String, entity: String)] = []
    for clock in clocks {
      guard let thing = clock.thing(in: draft), !things.contains(where: { $0.name == thing.name }) else {
        continue
      }
      things.append(thing)
    }
    self.things = things
  }

  func provide(in draft: inout RulebookDraft, at clock: ClockDraft, _ diagnostics: Diagnostics) {
    let place = clock.header.id.span
    draft.provide(Self.table(at: clock), for: "SLA clocks", diagnostics)
    var fields = FieldDraft.list(
      [
        ("sla", "string"), ("key", "string"), ("clock", "string"), ("target", "string"), ("by?", "string"),
        ("elapsed", "duration"), ("remaining", "duration"), ("due_at?", "timestamp"), ("percent?", "int"),
        ("reason?", "string"),
      ], at: place)
    fields[2].type.entity = Self.entity
    fields += things.map { thing in
      FieldDraft(
        name: Located(thing.name, place),
        type: FieldType(.string, isOptional: true, entity: thing.entity), typeSpan: place)
    }
    for kind in Kind.allCases {
      var event = EventDraft(name: Located(kind.event, place), subject: subject)
      event.fields = fields
      draft.provide(event)
    }
    var due = EventDraft(name: Located(Self.due, place), subject: nil)
    due.fields = FieldDraft.list([("sla", "string"), ("key", "string")], at: place)
    draft.provide(due)
  }

  private static func table(at clock: ClockDraft) -> EntityDraft {
    let place = clock.header.id.span
    var table = EntityDraft(
      name: Located(entity, place), table: Located("sla_clocks", place), key: Located("id", place))
    table.fields = FieldDraft.list(
      [
        ("id", "string"), ("sla", "string"), ("about", "string"), ("subject?", "string"),
        ("status", "string"), ("breached", "bool"), ("target", "string"), ("by?", "string"),
        ("calendar?", "string"), ("budget", "duration"), ("counted", "duration"),
        ("counting_since?", "timestamp"), ("started_at", "timestamp"), ("due_at?", "timestamp"),
        ("breached_at?", "timestamp"), ("ended_at?", "timestamp"), ("warned", "int"), ("round", "int"),
        ("segments", "string"),
      ], at: place)
    table.facts = [
      fact(
        "elapsed",
        """
        sla_clock.counted + (!has(sla_clock.counting_since) ? duration("0s") : has(sla_clock.calendar) \
        ? calendar.between(sla_clock.calendar, sla_clock.counting_since, now) : now - sla_clock.counting_since)
        """, at: clock.node),
      fact("remaining", "sla_clock.budget - sla_clock.elapsed", at: clock.node),
    ]
    return table
  }

  private static func fact(_ name: String, _ expression: String, at node: Node) -> FactDraft {
    var composed = ComposedExpression(at: node)
    composed.add(expression)
    return FactDraft(name: Located(name, node.headSpan), source: .value(composed.node))
  }
}

extension ClockDraft {
  /// The field that its key reads, where it holds the key of an entity: `ticket_id` of a `ticket`.
  func thing(in draft: RulebookDraft) -> (name: String, entity: String)? {
    guard let key = key(in: draft).text, key.hasPrefix("event."), key.hasSuffix("_id") else { return nil }
    let name = String(key.dropFirst("event.".count))
    let entity = String(name.dropLast("_id".count))
    let own = draft.entities.first { $0.name.value == entity }
    guard let own, own.fields.first(where: { $0.name.value == own.key.value })?.type.value == .string else {
      return nil
    }
    return (name, entity)
  }
}
