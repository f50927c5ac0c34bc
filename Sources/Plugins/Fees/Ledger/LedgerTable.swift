internal import CEL
internal import RulesEngine

/// One table of the ledger: columns by name, whatever their order in the rulebook.
struct LedgerTable: Sendable {
  let entity: Int
  private let columns: [String: Int]

  init?(_ name: String, _ linking: CodeLinking) {
    guard let position = linking.model.entity(named: name) else { return nil }
    entity = position
    columns = Dictionary(
      linking.model.entities[position].fields.enumerated().map { ($1.name, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  func has(_ column: String) -> Bool { columns[column] != nil }

  func row(_ key: String, _ context: DecisionContext) throws(EvaluationError) -> LedgerRow? {
    try context.row(entity, key: .string(key)).map { LedgerRow(columns: columns, values: $0) }
  }

  func rows(where column: String, is value: String, _ context: DecisionContext) throws(EvaluationError)
    -> [LedgerRow]
  {
    try rows(where: [(column, .string(value))], context)
  }

  func rows(
    where wanted: [(column: String, value: Value)], _ context: DecisionContext
  ) throws(EvaluationError) -> [LedgerRow] {
    var equal: [(column: Int, value: Value?)] = []
    for (column, value) in wanted {
      guard let position = columns[column] else { return [] }
      equal.append((position, value))
    }
    let limit = context.rulebook.limits.rows
    let rows = try context.rows(RowQuery(entity: entity, equal: equal, limit: limit + 1))
    guard rows.count <= limit else {
      throw EvaluationError(.budget, "more than \(limit) entries of the ledger belong together")
    }
    return rows.map { LedgerRow(columns: columns, values: $0) }
  }

  func write(
    _ verb: RowChange.Verb, _ key: String, _ values: [(String, Value?)], _ context: DecisionContext
  ) throws(EvaluationError) {
    var set: [(column: Int, value: Value?)] = []
    if verb != .update, let id = columns["id"] { set.append((id, .string(key))) }
    for (name, value) in values { if let column = columns[name] { set.append((column, value)) } }
    try context.write(RowChange(verb: verb, entity: entity, key: .string(key), values: set))
  }
}

/// A row of the ledger, read by the names of its columns.
struct LedgerRow {
  let columns: [String: Int]
  let values: [Value?]

  subscript(_ name: String) -> Value? { columns[name].flatMap { values[$0] } }

  func text(_ name: String) -> String { self[name]?.text ?? "" }

  func amount(_ name: String) -> Decimal { self[name]?.exactNumber ?? Decimal(0) }

  var currency: Currency? {
    for name in ["total", "amount", "used"] {
      if case .money(let money)? = self[name] { return money.currency }
    }
    return nil
  }
}
