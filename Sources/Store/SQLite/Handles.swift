import CSQLite

/// The only owner of an open connection; closing it is its last act.
struct ConnectionHandle: ~Copyable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  // The `_v2` form waits for statements that are still alive, so the order of deinitialisation does not matter.
  deinit { sqlite3_close_v2(pointer) }
}

/// The only owner of a prepared statement.
struct StatementHandle: ~Copyable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  deinit { sqlite3_finalize(pointer) }
}
