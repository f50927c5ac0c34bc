import CSQLite
import RulesEngine

extension Database {
  /// Opens a database for writing, made when there is none. The caller holds the write lock.
  static func openForWriting(_ path: String) throws(StorageError) -> Database {
    let database = try open(path, name: path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
    guard sqlite3_db_readonly(database.pointer, "main") == 0 else { throw .readOnly(path) }
    try database.protect()
    _ = try database.text("PRAGMA journal_mode = WAL")
    try database.execute(
      """
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = 4000;
      PRAGMA journal_size_limit = 67108864;
      """)
    return database
  }

  /// Opens an existing database for reading; other processes may write to it meanwhile.
  static func openForReading(_ path: String) throws(StorageError) -> Database {
    do {
      return try probed(open(path, name: path, flags: SQLITE_OPEN_READONLY))
    } catch let failure {
      // Reading a write-ahead log needs a shared-memory file beside it. Where that cannot be made, and no log is
      // left over, nobody is writing and the file can be read as it stands.
      let nobodyWrites = FilePlace.size(path + "-wal") == 0 && !FilePlace.mayWrite(FilePlace.folder(of: path))
      guard nobodyWrites, failure.kind != .notADatabase else { throw failure }
      let name = "file:" + escaped(path) + "?immutable=1"
      return try probed(open(path, name: name, flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI))
    }
  }

  /// Opens an empty database that lives in memory only.
  static func openInMemory() throws(StorageError) -> Database {
    let database = try open(":memory:", name: ":memory:", flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY)
    try database.protect()
    return database
  }

  private static func open(_ path: String, name: String, flags: Int32) throws(StorageError) -> Database {
    var made: OpaquePointer?
    let code = sqlite3_open_v2(name, &made, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard let made else { throw StorageError(.other, "\(path) cannot be opened: there is no memory left") }
    let database = Database(ConnectionHandle(made), path: path)
    guard code == SQLITE_OK else { throw database.failure(code) }
    sqlite3_busy_timeout(made, 5000)
    return database
  }

  /// The first read: it is where SQLite notices that a file is no database.
  private static func probed(_ database: Database) throws(StorageError) -> Database {
    try database.protect()
    try database.execute("PRAGMA query_only = 1")
    return database
  }

  /// Settings for every connection: nothing in the file can make us run what we did not ask for.
  private func protect() throws(StorageError) {
    let code = bylaw_defend(pointer)
    guard code == SQLITE_OK else { throw failure(code) }
    try execute(
      """
      PRAGMA trusted_schema = OFF;
      PRAGMA foreign_keys = OFF;
      PRAGMA cell_size_check = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -32768;
      """)
    let encoding = try text("PRAGMA encoding") ?? "UTF-8"
    _ = try integer("SELECT count(*) FROM sqlite_schema")
    guard encoding == "UTF-8" else {
      throw StorageError(
        .schema,
        "\(path) keeps its texts as \(encoding); only UTF-8 databases can be used: copy it into a new one")
    }
  }

  /// The path with the characters that mean something in a file URI written as `%xx`.
  private static func escaped(_ path: String) -> String {
    var text = ""
    for octet in path.utf8 {
      switch octet {
      case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"), 0...32, 127...255:
        text += octet < 16 ? "%0" + String(octet, radix: 16) : "%" + String(octet, radix: 16)
      default: text.unicodeScalars.append(Unicode.Scalar(octet))
      }
    }
    return text
  }
}

extension Database {
  /// A copy of the whole database in memory, of one moment, while others may go on writing to the original.
  func copyToMemory() throws(StorageError) -> Database {
    let copy = try Database.openInMemory()
    guard let backup = sqlite3_backup_init(copy.pointer, "main", pointer, "main") else {
      throw copy.failure(sqlite3_errcode(copy.pointer))
    }
    let code = sqlite3_backup_step(backup, -1)
    let end = sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE, end == SQLITE_OK else { throw failure(code == SQLITE_DONE ? end : code) }
    return copy
  }
}
