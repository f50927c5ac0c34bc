internal import CEL
internal import RulesEngine

/// What retention journeys bring with them: the events they emit, and the table of who was exposed.
enum RetentionEvents {
  static let exposed = "retention.exposed"
  static let converted = "retention.converted"
  /// The entity with one row for each exposure.
  static let entity = "retention_exposure"

  /// The event with which somebody enters on a day.
  static func due(_ entity: String) -> String {
    entity == "customer" ? "retention.due" : "retention.due_\(entity)"
  }

  static func provide(
    _ journeys: [RetentionDraft], in draft: inout RulebookDraft, _ diagnostics: Diagnostics
  ) {
    guard let first = journeys.first else { return }
    let place = first.header.id.span
    for journey in journeys where journey.entry != nil {
      let name = Located(due(journey.entity.value), place)
      var entered = EventDraft(name: name, subject: journey.entity)
      entered.fields = FieldDraft.list([("retention", "string")], at: place)
      draft.provide(entered)
    }
    let subjects = Set(journeys.map { Self.subject(of: $0, in: draft) ?? "" })
    let subject = subjects.count == 1 ? subjects.first.flatMap { $0.isEmpty ? nil : Located($0, place) } : nil
    var fields = [("retention", "string"), ("variant?", "string"), ("held_out", "bool")]
    var event = EventDraft(name: Located(exposed, place), subject: subject)
    event.fields = FieldDraft.list(fields, at: place)
    draft.provide(event)
    fields += [("by", "string"), ("after", "duration")]
    event = EventDraft(name: Located(converted, place), subject: subject)
    event.fields = FieldDraft.list(fields, at: place)
    draft.provide(event)
    var table = EntityDraft(
      name: Located(entity, place), table: Located("retention_exposures", place), key: Located("id", place))
    table.fields = FieldDraft.list(
      [
        ("id", "string"), ("retention", "string"), ("about", "string"), ("journey", "string"),
        ("variant?", "string"), ("held_out", "bool"), ("exposed_at", "timestamp"),
        ("converted_at?", "timestamp"), ("converted_by?", "string"),
      ], at: place)
    draft.provide(table, for: "retention journeys", diagnostics)
  }

  private static func subject(of journey: RetentionDraft, in draft: RulebookDraft) -> String? {
    if journey.entry != nil { return journey.entity.value }
    let names = journey.header.on.map(\.value)
    let subjects = Set(draft.events.filter { names.contains($0.name.value) }.map { $0.subject?.value })
    return subjects.count == 1 ? subjects.first ?? nil : nil
  }
}
