public import RulesEngine
internal import CEL

extension Store {
  /// Writes one change. Returns how many rows it touched; an upsert always touches one.
  ///
  /// - Throws: `.constraint`, naming table and column, when the row is refused: a key that is there already, a value
  ///   that its column cannot hold.
  @discardableResult
  public func write(_ change: RowChange) throws(StorageError) -> Int {
    let table = tables[change.entity]
    if change.verb == .upsert {
      if !table.isOwn { return try upsertByHand(change, table) }
      return try max(1, run(change, table))
    }
    return try run(change, table)
  }

  /// A platform's table may have no unique key that SQLite knows of, and a view never has one.
  private func upsertByHand(_ change: RowChange, _ table: Table) throws(StorageError) -> Int {
    let key = table.entity.key
    var change = change
    guard try row(entity: change.entity, key: change.key) != nil else {
      change.verb = .insert
      return try run(change, table)
    }
    change.verb = .update
    change.values.removeAll { $0.column == key }
    return try max(1, run(change, table))
  }

  private func run(_ change: RowChange, _ table: Table) throws(StorageError) -> Int {
    var change = change
    let key = table.entity.key
    let isNew = change.verb == .insert || change.verb == .upsert
    if isNew, !change.values.contains(where: { $0.column == key }) {
      change.values.insert((key, change.key), at: 0)
    }
    let plan = try plan(change, table)
    guard let statement = plan.statement else { return 0 }
    let old = try rowToRestore(change, table)
    var index: Int32 = 0
    do {
      for (column, value) in change.values where !plan.columns.isEmpty {
        index += 1
        try encoder.bind(value, table.columns[column], to: statement, at: index)
      }
      if plan.bindsKey { try encoder.bind(change.key, table.key, to: statement, at: index + 1) }
    } catch {
      statement.reset()
      throw error
    }
    try statement.run()
    if let old { database.undo.note(.row(change, old: old)) }
    // What a view's triggers write is not counted; an insert that did not fail wrote its row.
    return change.verb == .insert ? max(1, database.changes) : database.changes
  }

  /// The row that takes back a change of a table of our own, nil inside where there was none; without one, SQLite has
  /// to do it.
  private func rowToRestore(_ change: RowChange, _ table: Table) throws(StorageError) -> [Value?]?? {
    guard database.undo.isNoting else { return nil }
    let isExact =
      table.isOwn && (change.verb != .update || !change.values.contains { $0.column == table.entity.key })
    guard isExact, let old = try old(change) else {
      try database.makeSavepoint()
      return nil
    }
    return .some(old)
  }

  /// Takes back a change of a row that was `old` before.
  func takeBack(_ change: RowChange, _ old: [Value?]?) throws(StorageError) {
    var inverse = RowChange(verb: .delete, entity: change.entity, key: change.key, values: [])
    guard let old else {
      if change.verb == .insert || change.verb == .upsert { try write(inverse) }
      return
    }
    inverse.verb = change.verb == .delete ? .insert : .update
    inverse.values =
      change.verb == .delete
      ? old.enumerated().map { ($0.offset, $0.element) }
      : change.values.filter { $0.column != tables[change.entity].entity.key }.map {
        ($0.column, old[$0.column])
      }
    try write(inverse)
  }

  /// The row before a change, nil inside where there is none; nil where it is not known.
  private func old(_ change: RowChange) throws(StorageError) -> [Value?]?? {
    switch change.verb {
    case .insert: .some(nil)
    case .upsert: .some(try row(entity: change.entity, key: change.key))
    case .update, .delete: change.old.map { .some($0) }
    }
  }

  private func plan(_ change: RowChange, _ table: Table) throws(StorageError) -> WritePlan {
    if let lastWritePlan, lastWritePlan.fits(change) { return lastWritePlan }
    let made = try knownPlan(change, table)
    lastWritePlan = made
    return made
  }

  private func knownPlan(_ change: RowChange, _ table: Table) throws(StorageError) -> WritePlan {
    let columns = change.verb == .delete ? [] : change.values.map(\.column)
    let key = WritePlanKey(verb: change.verb, entity: change.entity, columns: columns)
    if let made = writePlans[key] { return made }
    let made = try WritePlan(key, table, database)
    writePlans[key] = made
    return made
  }
}
