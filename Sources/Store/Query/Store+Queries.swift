public import CEL
public import RulesEngine

extension Store {
  /// The rows of an entity that match, all columns, ordered by key.
  ///
  /// - Throws: `.constraint` when the filter fails for a row, or a row holds what its column's type cannot.
  public func rows(_ query: RowQuery, now: Timestamp) throws(StorageError) -> [[Value?]] {
    let table = tables[query.entity]
    var query = query
    // What is compared has to be read.
    query.keysOnly = query.keysOnly && query.equal.isEmpty && query.filter == nil
    let statement = try queryPlan(query, table).statement
    defer { statement.reset() }
    var parameter: Int32 = 0
    for (index, value) in query.equal {
      guard let value else { continue }
      parameter += 1
      try encoder.bind(value, table.columns[index], to: statement, at: parameter)
    }
    if let filter = query.filter { tester.prepare(filter, now: now) }
    var rows: [[Value?]] = []
    let limit = query.limit ?? .max
    while rows.count < limit, try statement.step() {
      if query.keysOnly {
        var row = [Value?](repeating: nil, count: table.columns.count)
        row[table.entity.key] = try decoder.value(statement, 1, table.key)
        rows.append(row)
        continue
      }
      let values = try values(statement, table, from: 1)
      guard query.equalities(hold: values, table) else { continue }
      if let filter = query.filter, statement.isNull(0) {
        guard try tester.holds(filter, table, { values[$0] }) else { continue }
      }
      rows.append(values)
    }
    return rows
  }

  /// Queries with a filter are prepared each time: they are few, and filters have no number to know them by.
  private func queryPlan(_ query: RowQuery, _ table: Table) throws(StorageError) -> QueryPlan {
    guard query.filter == nil else { return try QueryPlan(query, table, database, currency) }
    let key = QueryPlanKey(
      entity: query.entity, columns: query.equal.map(\.column), missing: query.equal.map { $0.value == nil },
      keysOnly: query.keysOnly)
    if let made = queryPlans[key] { return made }
    let made = try QueryPlan(query, table, database, currency)
    queryPlans[key] = made
    return made
  }
}
