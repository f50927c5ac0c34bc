import CSQLite
import Glibc
import RulesEngine

extension StorageError {
  /// The error for a result code: what happened, in which file, and what to do.
  static func sqlite(code: Int32, detail: String, path: String, systemError: Int32) -> StorageError {
    let reason = systemError == 0 ? detail : systemMessage(systemError)
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED:
      return StorageError(
        .busy,
        "\(path) is locked by another process that is writing to it; wait until that is done and try again")
    case SQLITE_READONLY, SQLITE_PERM: return readOnly(path)
    case SQLITE_FULL: return full(path)
    case SQLITE_IOERR where [ENOSPC, EDQUOT, EFBIG].contains(systemError): return full(path)
    case SQLITE_IOERR:
      return StorageError(
        .inputOutput, "reading or writing \(path) failed (\(reason)); check the disk it is on, then try again"
      )
    case SQLITE_CORRUPT: return damaged(path, detail)
    case SQLITE_NOTADB:
      return StorageError(
        .notADatabase, "\(path) is not a SQLite database; name another file, or move this one away")
    case SQLITE_CANTOPEN:
      return StorageError(
        .inputOutput,
        "\(path) cannot be opened (\(reason)); check that the file and its folder exist and may be read")
    case SQLITE_CONSTRAINT: return constraint(code: code, detail: detail, path: path)
    case SQLITE_TOOBIG:
      return StorageError(.constraint, "a value is too long to be kept in \(path); the limit is 1 GB")
    case SQLITE_SCHEMA, SQLITE_ERROR, SQLITE_MISMATCH:
      return StorageError(
        .schema, "\(path) does not fit what is asked of it: \(detail); compare its tables with the model")
    default: return StorageError(.other, "\(path): \(detail) (SQLite code \(code))")
    }
  }

  static func readOnly(_ path: String) -> StorageError {
    StorageError(
      .readOnly,
      "\(path) cannot be written: the file or its folder is read-only; "
        + "allow this user to write both, or work on a copy")
  }

  static func full(_ path: String) -> StorageError {
    StorageError(
      .full,
      "there is no space left for \(path); the last step was undone, everything before it is kept; "
        + "free some space and do the same again")
  }

  static func damaged(_ path: String, _ detail: String) -> StorageError {
    StorageError(
      .corrupt,
      "\(path) is damaged (\(detail)); restore it from a backup, "
        + "or save what is readable with: sqlite3 \(path) .recover")
  }

  /// The sentence for a refused row; SQLite's detail names the table and column (`services.id`), never a value.
  private static func constraint(code: Int32, detail: String, path: String) -> StorageError {
    let place = detail.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? detail
    switch Int(code) {
    case BYLAW_CONSTRAINT_PRIMARYKEY, BYLAW_CONSTRAINT_UNIQUE, BYLAW_CONSTRAINT_ROWID:
      return StorageError(
        .constraint,
        "another row has the same \(place) in \(path); use upsert to change the row that is there")
    case BYLAW_CONSTRAINT_NOTNULL:
      return StorageError(.constraint, "\(place) needs a value in \(path), and none was given")
    case BYLAW_CONSTRAINT_DATATYPE:
      return StorageError(.constraint, "a value does not fit its column in \(path): \(place)")
    default: return StorageError(.constraint, "\(path) refused a row: \(detail)")
    }
  }
}

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
  return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
