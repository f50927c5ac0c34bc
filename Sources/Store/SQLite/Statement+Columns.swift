import CSQLite

/// How SQLite holds a value.
enum StorageClass {
  case null, integer, real, text, blob
}

// MARK: Columns of the current row, counted from 0

extension Statement {
  var columnCount: Int { Int(sqlite3_column_count(pointer)) }

  func storageClass(_ column: Int32) -> StorageClass {
    switch sqlite3_column_type(pointer, column) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

  func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  func real(_ column: Int32) -> Double { sqlite3_column_double(pointer, column) }

  /// Calls `body` with the octets of a text or blob; they are valid until the next step.
  func withOctets<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let isBlob = sqlite3_column_type(pointer, column) == SQLITE_BLOB
    let base =
      isBlob
      ? sqlite3_column_blob(pointer, column)
      : UnsafeRawPointer(sqlite3_column_text(pointer, column))
    let count = Int(sqlite3_column_bytes(pointer, column))
    return body(UnsafeRawBufferPointer(start: base, count: base == nil ? 0 : count))
  }

  func text(_ column: Int32) -> String { withOctets(column) { String(decoding: $0, as: UTF8.self) } }

  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  func octets(_ column: Int32) -> [UInt8] { withOctets(column) { Array($0) } }
}
