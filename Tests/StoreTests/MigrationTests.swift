import CEL
import RulesEngine
import Testing

@testable import Store

@Suite struct MigrationTests {
  let folder = TemporaryFolder()
  static let next = Migration(
    version: Migration.latest + 1, script: "ALTER TABLE bylaw_timers ADD COLUMN lane TEXT;")

  @Test("the steps that are missing are run, once")
  func steps() throws {
    let database = try Database.openInMemory()
    #expect(try Schema.version(of: database) == 0)
    try Schema.migrate(database)
    try Schema.migrate(database)
    #expect(try Schema.version(of: database) == Migration.latest)
    #expect(try database.integer("PRAGMA application_id") == Schema.applicationID)
    try Schema.migrate(database, Migration.all + [Self.next])
    #expect(try Schema.version(of: database) == Self.next.version)
    #expect(try database.integer("PRAGMA user_version") == Int64(Self.next.version))
    #expect(storageError { try Schema.migrate(database) }?.kind == .newerSchema)
  }

  @Test(
    "a step that fails leaves the old schema, wherever it fails",
    arguments: [
      "SELECT no_such_thing;", "CREATE TABLE a(b); CREATE TABLE a(b);",
      "ALTER TABLE bylaw_timers ADD COLUMN lane TEXT; DROP TABLE no_such_table;",
    ])
  func failing(_ script: String) throws {
    let database = try Database.openInMemory()
    try Schema.migrate(database)
    let before = try database.texts("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name")
    let steps = Migration.all + [Self.next, Migration(version: Migration.latest + 2, script: script)]
    #expect(storageError { try Schema.migrate(database, steps) } != nil)
    #expect(try Schema.version(of: database) == Migration.latest)
    #expect(try database.texts("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name") == before)
    #expect(!database.isInTransaction)
  }

  @Test("the header of a platform's own file is left alone")
  func platform() throws {
    let path = folder.file("platform.db")
    try Database.openForWriting(path).execute("CREATE TABLE own(a); PRAGMA user_version = 41")
    let store = try Shop.store(path)
    #expect(try store.database.integer("PRAGMA user_version") == 41)
    #expect(try store.database.integer("PRAGMA application_id") == 0)
    #expect(try Schema.version(of: store.database) == Migration.latest)
  }

  @Test("a model that grows adds its columns and tables")
  func growing() throws {
    let path = folder.file("a.db")
    do {
      let store = try Shop.store(path)
      try Shop.insert(store, "o1", [:])
    }
    var model = Shop.model()
    model.entities[Shop.order].fields.append(field("note", .string))
    model.entities.append(Entity(name: "shop", table: "shops", key: 0, fields: [field("id", .int)]))
    let reader = try Store(path: path, model: model, currency: usd, mode: .readOnly)
    #expect(storageError { _ = try reader.row(entity: Shop.order, key: "o1") }?.kind == .schema)
    let copy = try reader.copyToMemory()
    #expect(try copy.row(entity: Shop.order, key: "o1")?.count == 10)
    let store = try Store(path: path, model: model, currency: usd, mode: .readWrite)
    try store.write(RowChange(verb: .update, entity: Shop.order, key: "o1", values: [(9, "new")]))
    #expect(try store.row(entity: Shop.order, key: "o1")?[9] == "new")
    #expect(try store.rows(RowQuery(entity: 2), now: noon).isEmpty)
  }

  @Test("a column whose type changes is refused")
  func retyped() throws {
    let path = folder.file("a.db")
    _ = try Shop.store(path)
    var model = Shop.model()
    model.entities[Shop.order].fields[8].type.value = .duration
    let error = storageError { _ = try Store(path: path, model: model, currency: usd, mode: .readWrite) }
    #expect(
      error?.message == "orders.placed_at was made as timestamp in \(path), but the model says duration; "
        + "give the field another name, or convert the column")
  }

  @Test(
    "names and types that cannot be tables",
    arguments: [
      ("bylaw_inbox", ValueType.string, "the table name bylaw_inbox is taken"),
      ("t", .money, "t.id is a money and cannot be a key; use a string or an int"),
      ("t", .opaque("x", []), "t.id has a type that no column can have"),
    ])
  func refused(_ table: String, _ type: ValueType, _ message: String) {
    let model = Model(entities: [Entity(name: "t", table: table, key: 0, fields: [field("id", type)])])
    let error = storageError {
      _ = try Store(path: ":memory:", model: model, currency: usd, mode: .readWrite)
    }
    #expect(error?.kind == .schema)
    #expect(error?.message.hasPrefix(message) == true)
  }

  @Test("related rows are found by an index")
  func indexes() throws {
    let day = Aggregate.Window(length: Duration(seconds: 86_400)!, of: 8)
    let fact = Fact(name: "recent", type: .int, source: .aggregate(try Shop.aggregate(.count, within: day)))
    let store = try Shop.store(facts: [fact])
    let plan = try store.database.prepare(
      "EXPLAIN QUERY PLAN SELECT count(*) FROM orders WHERE customer_id = 'x' AND placed_at > 1 AND placed_at <= 2"
    )
    #expect(try plan.step())
    #expect(plan.text(3).contains("USING COVERING INDEX bylaw_orders_customer_id_placed_at"))
    plan.reset()
  }

  @Test("names in SQL may be any text")
  func names() throws {
    let fields = [field("a \"b\"; DROP TABLE x", .int), field("select", .string)]
    let model = Model(entities: [Entity(name: "t", table: "my \"table\"", key: 0, fields: fields)])
    let store = try Store(path: ":memory:", model: model, currency: usd, mode: .readWrite)
    try store.write(RowChange(verb: .upsert, entity: 0, key: 1, values: [(1, "x")]))
    #expect(try store.row(entity: 0, key: 1) == [1, "x"])
  }
}
