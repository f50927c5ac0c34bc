import CEL
import RulesEngine

/// A query of a log, put together from a filter.
struct LogQuery {
  /// The query without conditions.
  let select: String
  /// The column of the instant that `since` and `until` look at.
  let instant: String
  /// The columns by which entries are numbered.
  let order: String
  /// The columns of the other conditions; nil where the log has no such thing, and the condition finds nothing.
  var subject: String?
  var type: String?
  var name: String?
  var state: String?

  /// Calls `body` for each entry, until it returns false.
  func run(
    _ database: Database, _ filter: LogFilter, _ body: (Statement) throws(StorageError) -> Bool
  ) throws(StorageError) {
    let conditions = texts(filter)
    var sql = select + " WHERE (?1 IS NULL OR \(instant) >= ?1) AND (?2 IS NULL OR \(instant) < ?2)"
    for (offset, condition) in conditions.enumerated() {
      sql += " AND \(condition.column ?? "NULL") = ?\(offset + 3)"
    }
    let direction = filter.newestFirst ? "DESC" : "ASC"
    sql += " ORDER BY \(order) \(direction)"
    let statement = try database.prepare(sql)
    defer { statement.reset() }
    statement.bind(filter.since.map(\.microsecondsRoundedUp), at: 1)
    statement.bind(filter.until.map(\.microsecondsRoundedUp), at: 2)
    for (offset, condition) in conditions.enumerated() {
      statement.bind(condition.text, at: Int32(offset + 3))
    }
    var left = filter.limit ?? .max
    while left > 0, try statement.step() {
      left -= 1
      guard try body(statement) else { return }
    }
  }

  private func texts(_ filter: LogFilter) -> [(column: String?, text: String)] {
    [(subject, filter.subject), (type, filter.type), (name, filter.name), (state, filter.state)]
      .compactMap { column, text in text.map { (column, $0) } }
  }
}
