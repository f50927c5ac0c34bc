internal import CEL
internal import RulesEngine

/// What points bring with them: their ledger, the events they tell, and the facts of whom they belong to.
enum PointsEvents {
  static let earned = "points.earned"
  static let spent = "points.spent"
  static let refused = "points.refused"
  static let expiring = "points.expiring"
  static let expired = "points.expired"
  static let tierChanged = "points.tier_changed"
  /// The event that comes when points expire, when somebody is to be reminded, and when the time of a tier is over.
  static let due = "points.due"

  /// Points that were earned together, with what is left of them,
  static let lot = "points_lot"
  /// every movement of them,
  static let entry = "points_entry"
  /// and where an account stands.
  static let account = "points_account"

  private static let tables: [(name: String, table: String, fields: [(name: String, type: String)])] = [
    (
      lot, "points_lots",
      [
        ("id", "string"), ("program", "string"), ("owner", "string"), ("points", "int"), ("left", "int"),
        ("earned_at", "timestamp"), ("expires_at?", "timestamp"), ("reminded", "bool"), ("open", "bool"),
      ]
    ),
    (
      entry, "points_entries",
      [
        ("id", "string"), ("program", "string"), ("owner", "string"), ("lot", "string"), ("kind", "string"),
        ("points", "int"), ("event", "string"), ("at", "timestamp"),
      ]
    ),
    (
      account, "points_accounts",
      [
        ("id", "string"), ("program", "string"), ("owner", "string"), ("tier?", "string"),
        ("tier_until?", "timestamp"),
      ]
    ),
  ]

  private static let events: [(name: String, fields: [(name: String, type: String)])] = [
    (earned, [("points", "int"), ("balance", "int"), ("expires_at?", "timestamp")]),
    (spent, [("points", "int"), ("balance", "int")]), (refused, [("points", "int"), ("balance", "int")]),
    (expiring, [("points", "int"), ("balance", "int"), ("expires_at", "timestamp")]),
    (expired, [("points", "int"), ("balance", "int")]),
    (tierChanged, [("tier?", "string"), ("old?", "string"), ("up", "bool")]), (due, []),
  ]

  static func provide(_ programs: [PointsDraft], in draft: inout RulebookDraft, _ diagnostics: Diagnostics) {
    guard let first = programs.first else { return }
    let place = first.header.id.span
    for table in tables {
      var made = EntityDraft(
        name: Located(table.name, place), table: Located(table.table, place), key: Located("id", place))
      made.fields = FieldDraft.list(table.fields, at: place)
      draft.provide(made, for: "points", diagnostics)
    }
    let owners = Set(programs.map(\.entity.value))
    for event in events {
      var made = EventDraft(
        name: Located(event.name, place), subject: owners.count == 1 ? first.entity : nil)
      made.fields = FieldDraft.list([("program", "string")] + event.fields, at: place)
      draft.provide(made)
    }
    for program in programs { addFacts(of: program, to: &draft) }
  }

  /// `customer.loyalty_points`, `loyalty_expiring` (within 30 days) and `loyalty_tier`.
  private static func addFacts(of program: PointsDraft, to draft: inout RulebookDraft) {
    let owner = draft.entities.firstIndex { $0.name.value == program.entity.value }
    guard let owner else { return }
    let place = program.header.id.span
    for table in [("points_lots", lot), ("points_entries", entry), ("points_accounts", account)]
    where !draft.entities[owner].related.contains(where: { $0.name.value == table.0 }) {
      draft.entities[owner].related.append(
        RelatedDraft(
          name: Located(table.0, place), entity: Located(table.1, place), by: Located("owner", place)))
    }
    let own = "row.program == \"\(program.id)\""
    func fact(_ name: String, _ function: Aggregate.Function, _ of: String, _ condition: String) {
      var composed = ComposedExpression(at: program.node)
      composed.add(condition)
      draft.entities[owner].facts.append(
        FactDraft(
          name: Located("\(program.id.replacing("-", with: "_"))_\(name)", place),
          source: .aggregate(function, of: Located(of, place), condition: composed.node, window: nil)))
    }
    fact("points", .sum, "points_lots.left", "\(own) && row.open")
    fact(
      "expiring", .sum, "points_lots.left",
      "\(own) && row.open && row.expires_at <= now + duration(\"720h\")")
    fact("tier", .max, "points_accounts.tier", own)
  }
}
