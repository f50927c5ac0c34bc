import CEL
import CSQLite
import RulesEngine

/// An open SQLite database. Used by one thread at a time.
final class Database {
  private let handle: ConnectionHandle
  /// The file as the caller named it, for messages.
  let path: String
  /// How to take back what the open transaction has written.
  var undo = UndoLog()
  /// Takes back a change of a row of the model.
  var undoRow: ((RowChange, [Value?]?) throws(StorageError) -> Void)?
  /// Values that SQL functions of this connection refer to; they live as long as the connection.
  var attachments: [AnyObject] = []

  init(_ handle: consuming ConnectionHandle, path: String) {
    self.handle = handle
    self.path = path
  }

  var pointer: OpaquePointer { handle.pointer }

  /// How many rows the last statement touched.
  var changes: Int { Int(sqlite3_changes(pointer)) }

  /// The row id of the last insert.
  var lastInsertedID: Int64 { sqlite3_last_insert_rowid(pointer) }

  /// Whether a transaction is open. SQLite ends one by itself after some failures, such as a full disk.
  var isInTransaction: Bool { sqlite3_get_autocommit(pointer) == 0 }

  /// Compiles one statement to be used many times.
  func prepare(_ sql: String) throws(StorageError) -> Statement {
    var made: OpaquePointer?
    let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
    let code = sqlite3_prepare_v3(pointer, sql, Int32(clamping: sql.utf8.count), flags, &made, nil)
    guard code == SQLITE_OK, let made else { throw failure(code) }
    return Statement(StatementHandle(made), database: self)
  }

  /// Runs one or more statements without parameters.
  func execute(_ script: String) throws(StorageError) {
    try makeSavepoint()
    let code = sqlite3_exec(pointer, script, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// Lets SQLite itself take back what comes next, where nothing else would.
  func makeSavepoint() throws(StorageError) {
    guard undo.isNoting else { return }
    let code = sqlite3_exec(pointer, "SAVEPOINT bylaw", nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
    undo.noteSavepoint()
  }

  /// The first column of the first row of a query; nil for no row or NULL.
  func integer(_ sql: String) throws(StorageError) -> Int64? {
    let statement = try prepare(sql)
    defer { statement.reset() }
    guard try statement.step(), !statement.isNull(0) else { return nil }
    return statement.integer(0)
  }

  /// The first column of the first row of a query as text; nil for no row or NULL.
  func text(_ sql: String) throws(StorageError) -> String? {
    let statement = try prepare(sql)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return statement.optionalText(0)
  }

  /// The first column of every row as text.
  func texts(_ sql: String) throws(StorageError) -> [String] {
    let statement = try prepare(sql)
    defer { statement.reset() }
    var all: [String] = []
    while try statement.step() { all.append(statement.text(0)) }
    return all
  }

  /// The error for the last failed call on this connection.
  func failure(_ code: Int32) -> StorageError {
    let extended = sqlite3_extended_errcode(pointer)
    let detail = String(cString: sqlite3_errmsg(pointer))
    return StorageError.sqlite(
      code: extended & 0xff == code & 0xff ? extended : code, detail: detail, path: path,
      systemError: sqlite3_system_errno(pointer))
  }
}
