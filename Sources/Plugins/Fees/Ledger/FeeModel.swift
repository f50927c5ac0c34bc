internal import CEL
internal import RulesEngine

/// What fees bring with them: the tables of the ledger, and the actions they ask for.
enum FeeModel {
  /// One charge or deposit, and what became of it.
  static let charge = "fee_charge"
  /// What one party gained (or paid, below zero) by one event; the entries of an event add up to zero.
  static let entry = "fee_entry"
  /// What one party gained, or paid, by one fee in one month.
  static let revenue = "fee_revenue"
  /// What counts towards the cap of a fee in one period.
  static let usage = "fee_usage"

  private static let entities: [(name: String, table: String, fields: [(name: String, type: String)])] = [
    (
      charge, "fee_charges",
      [
        ("id", "string"), ("fee", "string"), ("reference", "string"), ("payer", "string"),
        ("account", "string"),
        ("status", "string"), ("total", "money"), ("fixed", "money"), ("base", "decimal"),
        ("returned_base", "decimal"), ("returned", "money"), ("event", "string"), ("at", "timestamp"),
      ]
    ),
    (
      entry, "fee_entries",
      [
        ("id", "string"), ("charge", "string"), ("fee", "string"), ("kind", "string"), ("role", "string"),
        ("party", "string"), ("account", "string"), ("amount", "money"), ("event", "string"),
        ("at", "timestamp"),
      ]
    ),
    (
      revenue, "fee_revenue",
      [
        ("id", "string"), ("fee", "string"), ("party", "string"), ("account", "string"), ("role", "string"),
        ("period", "string"), ("amount", "money"), ("entries", "int"),
      ]
    ),
    (usage, "fee_usage", [("id", "string"), ("fee", "string"), ("period", "string"), ("used", "money")]),
  ]

  /// The parameters of the actions `charge`, `refund` and `credit`.
  static let parameters: [(name: String, type: String)] = [
    ("amount", "money"), ("to", "string"), ("label?", "string"), ("lines?", "json"), ("split?", "json"),
    ("fee?", "string"), ("reference?", "string"),
  ]

  /// Adds what the fees of a rulebook need and it does not declare itself.
  static func provide(
    in draft: inout RulebookDraft, at place: SourceSpan, _ registry: FeeRegistry, _ diagnostics: Diagnostics
  ) {
    for entity in entities {
      var made = EntityDraft(
        name: Located(entity.name, place), table: Located(entity.table, place), key: Located("id", place))
      made.fields = FieldDraft.list(entity.fields, at: place)
      if entity.name == charge {
        // Entries are found by their charge; the list makes the store index them.
        made.related = [
          RelatedDraft(
            name: Located("entries", place), entity: Located(entry, place), by: Located("charge", place))
        ]
      }
      draft.provide(made, for: "fees", diagnostics)
    }
    var actions = ["charge"]
    if registry.hasRefunds { actions.append("refund") }
    if registry.hasCredits { actions.append("credit") }
    for name in actions {
      draft.provide(
        ActionDeclarationDraft(
          name: Located(name, place), parameters: FieldDraft.list(parameters, at: place), isIdempotent: true),
        needed: ["to", "amount"], for: "fees", diagnostics)
    }
  }
}
