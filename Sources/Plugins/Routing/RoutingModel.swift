internal import CEL
internal import RulesEngine

/// What routings bring with them: a table of held capacity, the actions they ask for, the answers they wait for.
enum RoutingModel {
  /// Capacity that an offer holds, or an assignment that the model does not know of yet.
  static let hold = "routing_hold"

  private static let fields: [(name: String, type: String)] = [
    ("id", "string"), ("among", "string"), ("candidate", "string"), ("routing", "string"),
    ("about", "string"), ("until", "timestamp"),
  ]

  static let assign = "assign"
  static let offer = "offer_work"
  static let enqueue = "enqueue"

  private static let parameters: [String: [(name: String, type: String)]] = [
    assign: [("item", "string"), ("to", "string"), ("routing?", "string"), ("score?", "double")],
    offer: [
      ("item", "string"), ("to", "string"), ("for", "duration"), ("routing?", "string"), ("score?", "double"),
    ],
    enqueue: [("item", "string"), ("queue", "string"), ("priority?", "int")],
  ]

  /// Adds what the routings of a rulebook need and it does not declare itself.
  static func provide(
    in draft: inout RulebookDraft, _ routings: [RoutingDraft], _ diagnostics: Diagnostics
  ) {
    guard let place = routings.first?.id.span else { return }
    var table = EntityDraft(
      name: Located(hold, place), table: Located("routing_holds", place), key: Located("id", place))
    table.fields = FieldDraft.list(fields, at: place)
    draft.provide(table, for: "routings", diagnostics)
    for routing in routings { provide(routing, in: &draft, diagnostics) }
  }

  private static func provide(
    _ routing: RoutingDraft, in draft: inout RulebookDraft, _ diagnostics: Diagnostics
  ) {
    var names: [String] = []
    if routing.actions.isEmpty { names.append(assign) }
    if let offer = routing.offer, offer.actions.isEmpty { names.append(self.offer) }
    if case .queue? = routing.fallback { names.append(enqueue) }
    for name in names {
      let fields = FieldDraft.list(parameters[name] ?? [], at: routing.id.span)
      draft.provide(
        ActionDeclarationDraft(name: Located(name, routing.id.span), parameters: fields, isIdempotent: true),
        needed: ["item", name == enqueue ? "queue" : "to"], for: "routings", diagnostics)
    }
    guard let answers = routing.answers else { return }
    for name in [answers.accepted, answers.rejected] { draft.provide(answer(name, to: routing, in: draft)) }
  }

  /// An event that answers an offer: it names what was offered as the event that is routed does, and the candidate.
  private static func answer(
    _ name: Located<String>, to routing: RoutingDraft, in draft: RulebookDraft
  ) -> EventDraft {
    let routed = draft.events.first { $0.name.value == routing.event }
    var answer = EventDraft(name: name, subject: routed?.subject)
    if let text = routing.subject?.text, text.hasPrefix("event."),
      let field = routed?.fields.first(where: { "event.\($0.name.value)" == text })
    {
      answer.fields.append(field)
    }
    let entity = routing.among
    answer.fields.append(
      FieldDraft(
        name: Located("\(entity.value)_id", entity.span),
        type: FieldType(.string, entity: entity.value), typeSpan: entity.span))
    return answer
  }
}

/// The table of held capacity: columns by name, whatever their order in the rulebook.
struct RoutingTable: Sendable {
  let entity: Int
  /// The name of the candidates' entity: rows of others may have the same keys.
  let among: String
  private let columns: [String: Int]

  init?(_ linking: CodeLinking, among: String) {
    guard let position = linking.model.entity(named: RoutingModel.hold) else { return nil }
    entity = position
    self.among = among
    columns = Dictionary(
      linking.model.entities[position].fields.enumerated().map { ($1.name, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// How many places of each candidate are held now, by key.
  func counts(_ context: DecisionContext) throws(EvaluationError) -> [String: Int] {
    guard let column = columns["among"], let candidate = columns["candidate"], let until = columns["until"]
    else { return [:] }
    let rows = try context.rows(RowQuery(entity: entity, equal: [(column, .string(among))]))
    var counts: [String: Int] = [:]
    for row in rows {
      guard case .string(let key)? = row[candidate], case .timestamp(let end)? = row[until], end > context.now
      else { continue }
      counts[key, default: 0] += 1
    }
    return counts
  }

  /// Holds one place of a candidate for something, instead of what was held for it before.
  func hold(
    _ candidate: String, for about: String, of routing: String, until end: Timestamp,
    _ context: DecisionContext
  ) throws(EvaluationError) {
    let id = "\(routing)/\(about)"
    let values: [(String, Value)] = [
      ("id", .string(id)), ("among", .string(among)), ("candidate", .string(candidate)),
      ("routing", .string(routing)), ("about", .string(about)), ("until", .timestamp(end)),
    ]
    let set = values.compactMap { name, value in columns[name].map { (column: $0, value: Optional(value)) } }
    try context.write(RowChange(verb: .upsert, entity: entity, key: .string(id), values: set))
  }

  /// Ends what is held for something.
  func release(_ about: String, of routing: String, _ context: DecisionContext) throws(EvaluationError) {
    try context.write(
      RowChange(verb: .delete, entity: entity, key: .string("\(routing)/\(about)"), values: []))
  }
}

extension RoutingModel {
  /// Refuses routings whose event does not say what is routed, so that nothing else is reported of them.
  static func refuseNameless(
    in draft: inout RulebookDraft, _ routings: [RoutingDraft], _ diagnostics: Diagnostics
  ) {
    for routing in routings {
      guard routing.about == nil, let stem = routing.stem,
        let event = draft.events.first(where: { $0.name.value == routing.event }),
        !event.fields.contains(where: { $0.name.value == "\(stem)_id" })
      else { continue }
      let likely = event.fields.first { $0.name.value.hasSuffix("_id") }?.name.value ?? "\(stem)_id"
      diagnostics.add(
        .error(
          "W0636", "nothing says what `\(routing.id.value)` gives away", at: routing.id.span,
          label: "`\(event.name.value)` has no field `\(stem)_id`", help: ["write `about: event.\(likely)`"]))
      draft.rules.removeAll { $0.header.kind == "routing" && $0.header.id.value == routing.id.value }
      draft.workflows.removeAll { $0.header.kind == "routing" && $0.header.id.value == routing.id.value }
    }
  }
}
