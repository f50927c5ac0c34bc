import CEL
import RulesEngine

/// Which prepared statement a change uses.
struct WritePlanKey: Hashable {
  let verb: RowChange.Verb
  let entity: Int
  let columns: [Int]
}

/// A change as SQL. Parameters: the values in the order of the columns, then the key.
final class WritePlan {
  private let key: WritePlanKey
  var columns: [Int] { key.columns }
  /// Nil where there is nothing to do, as in an update of no column.
  let statement: Statement?
  /// Whether the key is bound behind the values.
  let bindsKey: Bool

  init(_ key: WritePlanKey, _ table: Table, _ database: Database) throws(StorageError) {
    self.key = key
    bindsKey = key.verb == .update || key.verb == .delete
    let sql: String?
    switch key.verb {
    case .insert: sql = Self.insert(table, key.columns)
    case .upsert: sql = Self.insert(table, key.columns) + Self.onConflict(table, key.columns)
    case .update: sql = key.columns.isEmpty ? nil : Self.update(table, key.columns)
    case .delete: sql = "DELETE FROM \(table.sql) WHERE \(table.key.sql) = ?1"
    }
    // `Store.run` notes how to take it back.
    statement = if let sql { try database.prepare(sql).isNoted().boundAnew() } else { nil }
  }

  /// Whether it carries out a change like this one.
  func fits(_ change: RowChange) -> Bool {
    guard key.verb == change.verb, key.entity == change.entity else { return false }
    if key.verb == .delete { return true }
    guard key.columns.count == change.values.count else { return false }
    for position in key.columns.indices where key.columns[position] != change.values[position].column {
      return false
    }
    return true
  }

  private static func insert(_ table: Table, _ columns: [Int]) -> String {
    let names = columns.map { table.columns[$0].sql }.joined(separator: ", ")
    let values = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
    return "INSERT INTO \(table.sql)(\(names)) VALUES(\(values))"
  }

  private static func onConflict(_ table: Table, _ columns: [Int]) -> String {
    let changed = columns.filter { $0 != table.entity.key }.map { table.columns[$0].sql }
    let action =
      changed.isEmpty
      ? "NOTHING" : "UPDATE SET " + changed.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    return " ON CONFLICT(\(table.key.sql)) DO \(action)"
  }

  private static func update(_ table: Table, _ columns: [Int]) -> String {
    let changes = columns.enumerated().map { "\(table.columns[$1].sql) = ?\($0 + 1)" }
    return "UPDATE \(table.sql) SET \(changes.joined(separator: ", ")) "
      + "WHERE \(table.key.sql) = ?\(columns.count + 1)"
  }
}
