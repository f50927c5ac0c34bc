public import CEL
public import RulesEngine

extension Store {
  /// The values of an aggregate for all keys, in one pass over a table of our own; nil for other tables, where keys may
  /// be equal that are not written alike.
  ///
  /// - Throws: `.constraint` when the rows of one key cannot be taken together.
  public func aggregates(_ aggregate: Aggregate, now: Timestamp) throws(StorageError) -> AggregateTable? {
    let plan = try plan(aggregate)
    guard plan.table.isOwn else { return nil }
    let row = try plan.scanAll(database, currency)
    defer { row.reset() }
    try bindScope(plan, to: row, now)
    if let filter = aggregate.filter { tester.prepare(filter, now: now) }
    let field = aggregate.field.map { plan.table.columns[$0] }
    let by = plan.table.columns[aggregate.by]
    let empty = Accumulator(aggregate.function, field, currency)
    var found = AggregateTable(values: [:], otherwise: try empty.result())
    var (key, accumulator): (Value?, Accumulator) = (nil, empty)
    while try row.step() {
      let next = try decoder.value(row, 0, by)
      if next != key {
        if let key { found.values[key.identity] = try accumulator.result() }
        (key, accumulator) = (next, empty)
      }
      try add(row, plan, from: 1, now, to: &accumulator)
    }
    if let key { found.values[key.identity] = try accumulator.result() }
    return found
  }
}
