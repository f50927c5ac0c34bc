import CEL
import RulesEngine

/// Makes the tables of a model, or checks that those that are there fit it.
struct TableSetup {
  let database: Database
  /// Whether tables and columns may be made.
  let mayWrite: Bool

  /// The tables of a model, ready to be read and written.
  func tables(for model: Model) throws(StorageError) -> [Table] {
    var tables: [Table] = []
    for entity in model.entities {
      let table = try Table(entity)
      try prepare(table)
      tables.append(table)
    }
    if mayWrite { try makeIndexes(model, tables) }
    return tables
  }

  private func prepare(_ table: Table) throws(StorageError) {
    let known = try recordedTypes(table.name)
    if try exists(table.name) {
      table.isOwn = !known.isEmpty
      try fit(table, known)
    } else if table.entity.isManaged {
      // A reader may be newer than the database; what is not there yet fails when it is read.
      guard mayWrite else { return }
      try create(table)
      table.isOwn = true
    } else {
      throw StorageError(
        .schema,
        "\(database.path) has no table or view \(table.name), which the entity \(table.entity.name) reads; "
          + "make it, or let Bylaw manage it")
    }
  }

  private func exists(_ name: String) throws(StorageError) -> Bool {
    let find = try database.prepare(
      "SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ?1 COLLATE NOCASE")
    defer { find.reset() }
    find.bind(name, at: 1)
    return try find.step()
  }

  private func recordedTypes(_ table: String) throws(StorageError) -> [OctetText: String] {
    guard try exists("bylaw_model") else { return [:] }
    let find = try database.prepare("SELECT column_name, type FROM bylaw_model WHERE table_name = ?1")
    defer { find.reset() }
    find.bind(table, at: 1)
    var types: [OctetText: String] = [:]
    while try find.step() { types[OctetText(find.text(0))] = find.text(1) }
    return types
  }

  private func create(_ table: Table) throws(StorageError) {
    let lines = table.columns.enumerated().map { position, column in
      "\(column.sql) \(column.encoding.sqlType)"
        + (position == table.entity.key ? " PRIMARY KEY NOT NULL" : "")
    }
    // A whole-number key is the row's own number; every other key spares the second tree.
    let options = table.key.encoding.sqlType == "INTEGER" ? "STRICT" : "STRICT, WITHOUT ROWID"
    try database.execute("CREATE TABLE \(table.sql)(\(lines.joined(separator: ", "))) \(options)")
    for column in table.columns { try record(column, of: table) }
  }

  private func record(_ column: Column, of table: Table) throws(StorageError) {
    let add = try database.prepare(
      "INSERT INTO bylaw_model(table_name, column_name, type) VALUES(?1, ?2, ?3)")
    add.bind(table.name, at: 1)
    add.bind(column.name, at: 2)
    add.bind(column.encoding.rawValue, at: 3)
    try add.run()
  }
}

// MARK: Tables that are there

extension TableSetup {
  private func fit(_ table: Table, _ known: [OctetText: String]) throws(StorageError) {
    let found = try columnNames(table)
    for column in table.columns {
      if let recorded = known[OctetText(column.name)], recorded != column.encoding.rawValue {
        throw StorageError(
          .schema,
          "\(column.place) was made as \(recorded) in \(database.path), but the model says "
            + "\(column.encoding.rawValue); give the field another name, or convert the column")
      }
      if found.contains(lowercase(column.name)) { continue }
      guard table.isOwn, table.entity.isManaged else {
        throw StorageError(
          .schema,
          "the table \(table.name) in \(database.path) has no column \(column.name); "
            + "its columns are \(found.sorted().joined(separator: ", "))")
      }
      guard known[OctetText(column.name)] == nil else {
        throw StorageError(
          .schema,
          "\(column.place) is gone from \(database.path): something else than Bylaw changed the table; "
            + "restore the database from a backup")
      }
      guard mayWrite else { continue }
      try database.execute("ALTER TABLE \(table.sql) ADD COLUMN \(column.sql) \(column.encoding.sqlType)")
      try record(column, of: table)
    }
  }

  /// The names of the columns that a table or view has, in lower case as SQLite compares them.
  private func columnNames(_ table: Table) throws(StorageError) -> Set<String> {
    let find = try database.prepare("SELECT name FROM pragma_table_xinfo(?1)")
    defer { find.reset() }
    find.bind(table.name, at: 1)
    var names: Set<String> = []
    while try find.step() { names.insert(lowercase(find.text(0))) }
    return names
  }

  /// SQLite takes names that differ in ASCII case for the same.
  private func lowercase(_ name: String) -> String {
    String(decoding: name.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
  }
}

// MARK: Indexes

extension TableSetup {
  /// One index for each column that related rows are found by, with the time that windows look at behind it.
  private func makeIndexes(_ model: Model, _ tables: [Table]) throws(StorageError) {
    for wanted in wantedIndexes(model) {
      let table = tables[wanted.entity]
      guard table.isOwn, table.entity.isManaged, wanted.by != table.entity.key else { continue }
      let columns = ([wanted.by] + wanted.windows).map { table.columns[$0] }
      let name = (["bylaw", table.name] + columns.map(\.name)).joined(separator: "_")
      try database.execute(
        "CREATE INDEX IF NOT EXISTS \(quoted(name)) ON \(table.sql)"
          + "(\(columns.map(\.sql).joined(separator: ", ")))")
    }
  }

  private struct WantedIndex {
    var entity: Int
    var by: Int
    var windows: [Int]
  }

  private func wantedIndexes(_ model: Model) -> [WantedIndex] {
    var wanted: [WantedIndex] = []
    func want(_ entity: Int, _ by: Int, _ window: Int?) {
      guard let place = wanted.firstIndex(where: { $0.entity == entity && $0.by == by }) else {
        wanted.append(WantedIndex(entity: entity, by: by, windows: window.map { [$0] } ?? []))
        return
      }
      // The first window of the model gets the index; others are filtered among the key's rows.
      if let window, wanted[place].windows.isEmpty { wanted[place].windows = [window] }
    }
    for (position, entity) in model.entities.enumerated() {
      if let tenant = entity.tenant { want(position, tenant, nil) }
      for related in entity.related { want(related.entity, related.by, nil) }
      for fact in entity.facts {
        guard case .aggregate(let aggregate) = fact.source else { continue }
        want(aggregate.entity, aggregate.by, aggregate.within?.of)
      }
    }
    return wanted
  }
}
