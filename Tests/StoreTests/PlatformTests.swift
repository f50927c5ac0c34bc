import CEL
import RulesEngine
import Testing

@testable import Store

/// Tables and views of a platform's own, in whatever form it keeps its values.
@Suite struct PlatformTests {
  let folder = TemporaryFolder()
  var path: String { folder.file("platform.db") }

  private func store(_ script: String, _ types: [(String, ValueType)], table: String = "t") throws -> Store {
    try Database.openForWriting(path).execute(script)
    let fields = [field("id", .string)] + types.map { field($0.0, $0.1) }
    let entity = Entity(name: "thing", table: table, key: 0, fields: fields, isManaged: false)
    return try Store(path: path, model: Model(entities: [entity]), currency: usd, mode: .readWrite)
  }

  static let readable: [(String, ValueType, Value)] = [
    ("DECIMAL(10,2) = 84.10", .money, dollars("84.1")), ("TEXT = '84.10'", .money, dollars("84.10")),
    ("INTEGER = 84", .decimal, decimal("84")),
    ("REAL = 123456789012.345", .decimal, decimal("123456789012.345")),
    ("REAL = 4", .int, 4), ("TEXT = '5'", .int, 5), ("INTEGER = 5", .double, 5.0),
    ("INTEGER = 7", .string, "7"),
    ("TEXT = 'true'", .bool, true), ("INTEGER = 0", .bool, false),
    ("TEXT = '2026-11-21T12:00:00Z'", .timestamp, .timestamp(noon)),
    ("TEXT = '2026-11-21 12:00:00'", .timestamp, .timestamp(noon)),
    ("TEXT = '2026-11-21'", .timestamp, instant("2026-11-21T00:00:00Z")),
    ("TEXT = '1h'", .duration, .duration(Duration(seconds: 3600)!)), ("TEXT = '[1,2]'", .list(.int), [1, 2]),
    ("TEXT = 'ab'", .bytes, .bytes(Bytes(utf8: "ab"))),
  ]

  @Test("values are read exactly from what the platform wrote", arguments: readable)
  func reads(_ column: String, _ type: ValueType, _ expected: Value) throws {
    let parts = column.split(separator: " = ").map(String.init)
    let store = try store(
      "CREATE TABLE t(id TEXT PRIMARY KEY, v \(parts[0])); INSERT INTO t VALUES('a', \(parts[1]))",
      [("v", type)])
    #expect(try store.row(entity: 0, key: "a")?[1] == expected)
  }

  static let unreadable: [(String, ValueType, String)] = [
    ("REAL = 0.30000000000000004", .money, "a floating point number that is not exact"),
    ("REAL = 1.5", .int, "a floating point number"), ("TEXT = '1,000.00'", .money, "a text"),
    ("INTEGER = 2", .bool, "a whole number"), ("INTEGER = -1", .uint, "a whole number"),
    ("TEXT = '2026-02-30'", .timestamp, "a text"), ("TEXT = '{'", .dyn, "a text"),
    ("BLOB = x'00'", .string, "a blob"),
  ]

  @Test("what would not be exact is an error that names the column", arguments: unreadable)
  func refuses(_ column: String, _ type: ValueType, _ held: String) throws {
    let parts = column.split(separator: " = ").map(String.init)
    let store = try store(
      "CREATE TABLE t(id TEXT PRIMARY KEY, v \(parts[0])); INSERT INTO t VALUES('a', \(parts[1]))",
      [("v", type)])
    let error = storageError { _ = try store.row(entity: 0, key: "a") }
    #expect(error?.kind == .constraint)
    #expect(error?.message.hasPrefix("t.v in \(path) holds \(held)") == true)
  }

  @Test("a table that is not there, or lacks a column, is named")
  func missing() throws {
    let error = storageError { _ = try store("CREATE TABLE t(id TEXT)", [("v", .string)]) }
    #expect(error?.message == "the table t in \(path) has no column v; its columns are id")
    let other = storageError { _ = try store("SELECT 1", [], table: "u") }
    #expect(
      other?.message
        == "\(path) has no table or view u, which the entity thing reads; make it, or let Bylaw manage it")
  }

  @Test("the platform's tables stay as they are")
  func untouched() throws {
    let store = try store("CREATE TABLE t(id TEXT, V TEXT)", [("v", .string)])
    let found = try store.database.text("SELECT group_concat(sql) FROM sqlite_schema WHERE tbl_name = 't'")
    #expect(found == "CREATE TABLE t(id TEXT, V TEXT)")
  }

  @Test("upserts work without a unique key, and through views")
  func upserts() throws {
    let store = try store(
      """
      CREATE TABLE base(id TEXT, v TEXT, w INT);
      CREATE VIEW t AS SELECT id, v, w FROM base;
      CREATE TRIGGER t1 INSTEAD OF INSERT ON t BEGIN INSERT INTO base VALUES(new.id, new.v, new.w); END;
      CREATE TRIGGER t2 INSTEAD OF UPDATE ON t BEGIN UPDATE base SET v = new.v, w = new.w WHERE id = new.id; END;
      """, [("v", .string), ("w", .int)])
    for values: [(column: Int, value: Value?)] in [[(1, "x"), (2, 1)], [(1, "y")], []] {
      #expect(try store.write(RowChange(verb: .upsert, entity: 0, key: "a", values: values)) >= 1)
    }
    #expect(try store.rows(RowQuery(entity: 0), now: noon) == [["a", "y", 1]])
  }

  @Test("a column that ignores case does not make two keys one")
  func collation() throws {
    let store = try store(
      "CREATE TABLE t(id TEXT COLLATE NOCASE, v TEXT COLLATE NOCASE); INSERT INTO t VALUES('ABC', 'Paid')",
      [("v", .string)])
    #expect(try store.row(entity: 0, key: "abc") == nil)
    #expect(try store.row(entity: 0, key: "ABC") != nil)
    let entity = store.model.entities[0]
    for (condition, expected) in [("row.v == \"paid\"", 0), ("row.v == \"Paid\"", 1), ("row.v < \"a\"", 1)] {
      let filter = try Shop.filter(condition, entity)
      #expect(
        try store.rows(RowQuery(entity: 0, filter: filter), now: noon).count == expected, "\(condition)")
    }
    #expect(try store.rows(RowQuery(entity: 0, equal: [(1, "paid")]), now: noon).isEmpty)
  }

  @Test("filters, windows and sums see values and not their form")
  func forms() throws {
    let store = try store(
      """
      CREATE TABLE t(id TEXT, by_id TEXT, total, placed_at);
      INSERT INTO t VALUES('1', 'c', '9.50', '2026-11-21 11:00:00'), ('2', 'c', 10, 1795262400000000),
        ('3', 'c', 20.25, '2026-11-01T00:00:00Z'), ('4', 'c', NULL, NULL);
      """, [("by_id", .string), ("total", .money), ("placed_at", .timestamp)])
    let filter = try Shop.filter("row.total >= 9.50 && row.total < 20.00", store.model.entities[0])
    let sum = Aggregate(id: 0, function: .sum, entity: 0, by: 1, field: 2, filter: filter)
    #expect(try store.aggregate(sum, key: "c", now: noon) == dollars("19.50"))
    let day = Aggregate.Window(length: Duration(seconds: 86_400)!, of: 3)
    let recent = Aggregate(id: 1, function: .list, entity: 0, by: 1, field: 0, within: day)
    #expect(try store.aggregate(recent, key: "c", now: noon) == ["1", "2"])
    let count = Aggregate(id: 2, function: .count, entity: 0, by: 1, filter: filter, within: day)
    #expect(try store.aggregate(count, key: "c", now: noon) == 2)
  }
}
