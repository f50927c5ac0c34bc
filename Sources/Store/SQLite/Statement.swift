import CSQLite
import Glibc
import RulesEngine

/// A prepared statement, used again and again.
///
/// Bind every parameter, step through the rows, reset. A failed binding is reported by the next `step`.
final class Statement {
  private let handle: StatementHandle
  let database: Database
  /// Whether it writes something that nobody has noted how to take back.
  private var needsSavepoint: Bool
  private var bindingFailure: Int32 = SQLITE_OK
  /// Copies of the texts that are bound, so that SQLite need not make its own. What does not fit is left to SQLite, and
  /// next time there is room for it. Empty where parameters stay bound from one use to the next.
  private var texts = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var textCount = 0
  private var isBoundAnew = false

  init(_ handle: consuming StatementHandle, database: Database) {
    self.handle = handle
    self.database = database
    needsSavepoint = sqlite3_stmt_readonly(self.handle.pointer) == 0
  }

  deinit { texts.deallocate() }

  /// Says that whoever runs it notes how to take it back, or that what it writes may stay.
  func isNoted() -> Statement {
    needsSavepoint = false
    return self
  }

  /// Says that every parameter is bound anew before each use.
  func boundAnew() -> Statement {
    isBoundAnew = true
    return self
  }

  var pointer: OpaquePointer { handle.pointer }

  /// Goes to the next row; false at the end.
  func step() throws(StorageError) -> Bool {
    if bindingFailure != SQLITE_OK {
      let code = bindingFailure
      reset()
      throw database.failure(code)
    }
    if needsSavepoint { try database.makeSavepoint() }
    let code = sqlite3_step(pointer)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    let failure = database.failure(code)
    reset()
    throw failure
  }

  /// Runs a statement that gives no rows, and makes it ready for the next use.
  func run() throws(StorageError) {
    _ = try step()
    reset()
  }

  /// Makes the statement ready for the next use; its rows are gone.
  func reset() {
    bindingFailure = SQLITE_OK
    sqlite3_reset(pointer)
    if textCount > texts.count { makeRoom() }
    textCount = 0
  }

  private func makeRoom() {
    // Nothing may point into the old memory.
    sqlite3_clear_bindings(pointer)
    texts.deallocate()
    texts = .allocate(byteCount: textCount * 2, alignment: 1)
  }

  /// Longer texts are rare, and would be kept as long as the statement.
  private static let longestText = 4096

  func check(_ code: Int32) {
    if code != SQLITE_OK, bindingFailure == SQLITE_OK { bindingFailure = code }
  }
}

// MARK: Parameters, counted from 1

extension Statement {
  func bind(_ value: Int64, at index: Int32) { check(sqlite3_bind_int64(pointer, index, value)) }

  func bind(_ value: Double, at index: Int32) { check(sqlite3_bind_double(pointer, index, value)) }

  func bindNull(at index: Int32) { check(sqlite3_bind_null(pointer, index)) }

  func bind(_ value: Int64?, at index: Int32) {
    if let value { bind(value, at: index) } else { bindNull(at: index) }
  }

  func bind(_ text: String, at index: Int32) {
    var text = text
    text.withUTF8 { octets in
      octets.withMemoryRebound(to: CChar.self) { bindText($0.baseAddress, count: $0.count, at: index) }
    }
  }

  func bind(_ text: String?, at index: Int32) {
    if let text { bind(text, at: index) } else { bindNull(at: index) }
  }

  /// Binds octets that are UTF-8 as text.
  func bind(utf8 octets: [UInt8], at index: Int32) {
    octets.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { bindText($0.baseAddress, count: $0.count, at: index) }
    }
  }

  func bind(blob octets: [UInt8], at index: Int32) {
    octets.withUnsafeBytes { buffer in
      if let base = buffer.baseAddress, !buffer.isEmpty {
        check(bylaw_bind_blob(pointer, index, base, UInt64(buffer.count)))
      } else {
        check(sqlite3_bind_zeroblob(pointer, index, 0))
      }
    }
  }

  private func bindText(_ base: UnsafePointer<CChar>?, count: Int, at index: Int32) {
    // A null pointer would bind NULL; an empty text still needs an address.
    if let base, isBoundAnew, count > 0, count <= Self.longestText {
      let start = textCount
      textCount += count
      guard textCount <= texts.count, let copy = texts.baseAddress else {
        return check(bylaw_bind_text(pointer, index, base, UInt64(count)))
      }
      memcpy(copy + start, base, count)
      check(
        bylaw_bind_lasting_text(
          pointer, index, (copy + start).assumingMemoryBound(to: CChar.self), UInt64(count)))
    } else if let base {
      check(bylaw_bind_text(pointer, index, base, UInt64(count)))
    } else {
      check(bylaw_bind_text(pointer, index, "", 0))
    }
  }
}
