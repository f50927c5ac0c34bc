public import CEL
public import RulesEngine

extension Store {
  /// The columns of the row of `entity` with this key; nil where there is none.
  public func row(entity: Int, key: Value) throws(StorageError) -> [Value?]? {
    let table = tables[entity]
    let find = try rowStatement(entity)
    defer { find.reset() }
    try encoder.bind(key, table.key, to: find, at: 1)
    while try find.step() {
      let values = try values(find, table, from: 0)
      // A platform's column may take more for equal than we do, such as texts in another case.
      if table.isOwn || values[table.entity.key] == key { return values }
    }
    return nil
  }

  private func rowStatement(_ entity: Int) throws(StorageError) -> Statement {
    if let made = rowStatements[entity] { return made }
    let table = tables[entity]
    let made = try database.prepare(
      "SELECT \(table.columnList) FROM \(table.sql) WHERE \(table.key.sql) = ?1"
    ).boundAnew()
    rowStatements[entity] = made
    return made
  }

  /// All columns of the current row, which begin at the column `first` of the statement.
  func values(_ row: Statement, _ table: Table, from first: Int32) throws(StorageError) -> [Value?] {
    var values: [Value?] = []
    values.reserveCapacity(table.columns.count)
    var index = first
    for column in table.columns {
      values.append(try decoder.value(row, index, column))
      index += 1
    }
    return values
  }

  /// The value of an aggregate for the rows that point at `key`; nil when it has none.
  ///
  /// - Throws: `.constraint` when the rows cannot be taken together (amounts in two currencies, a sum that is too
  ///   large) or a row holds what its column's type cannot.
  public func aggregate(_ aggregate: Aggregate, key: Value, now: Timestamp) throws(StorageError) -> Value? {
    let plan = try plan(aggregate)
    if let counting = plan.counting, let count = try count(plan, counting, key, now) { return .int(count) }
    return try scan(plan, key, now)
  }

  func plan(_ aggregate: Aggregate) throws(StorageError) -> AggregatePlan {
    // Of one number there are two: of all rows, and of those of one tenant.
    let number = aggregate.id * 2 + (aggregate.only == nil ? 0 : 1)
    if let made = aggregatePlans[number] {
      made.only = aggregate.only?.value
      return made
    }
    let made = try AggregatePlan(aggregate, tables[aggregate.entity], database, currency)
    made.only = aggregate.only?.value
    aggregatePlans[number] = made
    return made
  }

  private func bind(
    _ plan: AggregatePlan, to statement: Statement, _ key: Value, _ now: Timestamp
  ) throws(StorageError) {
    try encoder.bind(key, plan.table.columns[plan.aggregate.by], to: statement, at: 1)
    try bindScope(plan, to: statement, now)
  }

  /// Binds what does not depend on the key.
  func bindScope(
    _ plan: AggregatePlan, to statement: Statement, _ now: Timestamp
  ) throws(StorageError) {
    if let only = plan.aggregate.only {
      try encoder.bind(plan.only, plan.table.columns[only.column], to: statement, at: 4)
    }
    guard plan.windowIsInSQL, let window = plan.aggregate.within else { return }
    statement.bind(now.subtracting(window.length)?.microseconds ?? .min, at: 2)
    statement.bind(now.microseconds, at: 3)
  }

  /// The count, unless there are rows that SQLite cannot judge.
  private func count(
    _ plan: AggregatePlan, _ statement: Statement, _ key: Value, _ now: Timestamp
  ) throws(StorageError) -> Int64? {
    defer { statement.reset() }
    try bind(plan, to: statement, key, now)
    guard try statement.step(), statement.integer(1) == 0 else { return nil }
    return statement.integer(0)
  }

  private func scan(_ plan: AggregatePlan, _ key: Value, _ now: Timestamp) throws(StorageError) -> Value? {
    let (aggregate, table, row) = (plan.aggregate, plan.table, plan.scanning)
    defer { row.reset() }
    try bind(plan, to: row, key, now)
    if let filter = aggregate.filter { tester.prepare(filter, now: now) }
    var accumulator = Accumulator(aggregate.function, aggregate.field.map { table.columns[$0] }, currency)
    while !accumulator.isDecided, try row.step() { try add(row, plan, from: 0, now, to: &accumulator) }
    return try accumulator.result()
  }

  /// Adds the current row, whose verdict and columns begin at the column `first` of the statement.
  func add(
    _ row: Statement, _ plan: AggregatePlan, from first: Int32, _ now: Timestamp,
    to accumulator: inout Accumulator
  ) throws(StorageError) {
    let (aggregate, table) = (plan.aggregate, plan.table)
    func column(_ index: Int) throws(StorageError) -> Value? {
      guard let place = plan.scanned.firstIndex(of: index) else { return nil }
      return try decoder.value(row, first + Int32(place + 1), table.columns[index])
    }
    if let window = aggregate.within, !plan.windowIsInSQL {
      guard case .timestamp(let instant)? = try column(window.of), instant <= now,
        now.subtracting(window.length).map({ instant > $0 }) ?? true
      else { return }
    }
    if let filter = aggregate.filter, row.isNull(first) {
      guard try tester.holds(filter, table, column) else { return }
    }
    var value: Value?
    if let field = aggregate.field { value = try column(field) }
    try accumulator.add(value)
  }
}
