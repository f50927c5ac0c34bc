import CEL
import RulesEngine

/// The table or view of an entity. A class, so that passing it on copies nothing.
final class Table {
  let entity: Entity
  let columns: [Column]
  /// The name in SQL.
  let sql: String
  /// Whether the store made it: its values are in our own form and its key is unique.
  var isOwn = false

  init(_ entity: Entity) throws(StorageError) {
    self.entity = entity
    var columns: [Column] = []
    for field in entity.fields { columns.append(try Column(field, table: entity.table)) }
    guard columns.indices.contains(entity.key) else {
      throw StorageError(.schema, "the entity \(entity.name) has no key")
    }
    let key = columns[entity.key]
    guard key.encoding.canBeKey else {
      throw StorageError(
        .schema, "\(key.place) is a \(key.encoding.rawValue) and cannot be a key; use a string or an int")
    }
    guard !entity.table.lowercased().hasPrefix("bylaw_"), !entity.table.lowercased().hasPrefix("sqlite_")
    else {
      throw StorageError(
        .schema,
        "the table name \(entity.table) is taken: names that begin with bylaw_ or sqlite_ are not for models")
    }
    self.columns = columns
    sql = quoted(entity.table)
  }

  var name: String { entity.table }
  var key: Column { columns[entity.key] }
  /// All columns for a SELECT.
  var columnList: String { columns.map(\.sql).joined(separator: ", ") }
}
