import CEL
import Glibc
import RulesEngine
import Testing

@testable import Store

/// Several processes, and processes that end in the middle.
@Suite struct ProcessTests {
  let folder = TemporaryFolder()

  @Test("a second writer is told who is first, in this process and in others")
  func writers() async throws {
    let path = folder.file("a.db")
    let store = try Shop.store(path)
    let message =
      "\(path) is being written by process \(getpid()); "
      + "one process writes to a database at a time: stop it, or wait for it"
    let error = storageError { _ = try Shop.store(path) }
    #expect(error == StorageError(.busy, message))
    await #expect(processExitsWith: .success) { [path = path as String, message = message as String] in
      let error = storageError { _ = try Shop.store(path) }
      #expect(error == StorageError(.busy, message))
    }
    _ = store.path
  }

  @Test("another name of the same file is the same file")
  func links() throws {
    let store = try Shop.store(folder.file("a.db"))
    symlink(folder.file("a.db"), folder.file("b.db"))
    #expect(storageError { _ = try Shop.store(folder.file("b.db")) }?.kind == .busy)
    _ = store.path
  }

  @Test("readers go on while another process writes")
  func readers() throws {
    let path = folder.file("a.db")
    let store = try Shop.store(path)
    try store.begin()
    _ = try store.admit(event("e1"))
    let reader = try Store(path: path, model: Shop.model(), currency: usd, mode: .readOnly)
    #expect(try reader.status().events == 0)
    try store.commit()
    #expect(try reader.status().events == 1)
    _ = try store.admit(event("e2"))
    #expect(try reader.copyToMemory().status().events == 2)
  }

  @Test("a connection of another program that holds the file is named as the reason")
  func foreignWriter() throws {
    let path = folder.file("a.db")
    let store = try Shop.store(path)
    let other = try Database.openForWriting(path)
    try other.execute("BEGIN IMMEDIATE")
    try store.database.execute("PRAGMA busy_timeout = 1")
    let error = storageError { try store.begin() }
    #expect(error?.kind == .busy)
    #expect(error?.message.contains("is locked by another process that is writing to it") == true)
    try other.execute("ROLLBACK")
    try store.begin()
    store.rollback()
  }

  @Test("of a process that is killed in a transaction nothing stays, and the next one can write")
  func killed() async throws {
    let path = folder.file("a.db")
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try Shop.store(path)
      try store.begin()
      _ = try store.admit(event("done"))
      try store.commit()
      try store.begin()
      _ = try store.admit(event("half"))
      try Shop.insert(store, "o1", [:])
      kill(getpid(), SIGKILL)
    }
    #expect(folder.names().contains("a.db.lock"), "the lock file is left over")
    let store = try Shop.store(path)
    #expect(try store.status().events == 1)
    #expect(try store.rows(RowQuery(entity: Shop.order), now: noon).isEmpty)
    try store.begin()
    #expect(try store.admit(event("half")) == .new(2))
    #expect(try store.admit(event("done")) == .duplicate)
    try store.commit()
  }

  @Test("a process that is killed while migrating leaves the old schema")
  func killedInMigration() async throws {
    let path = folder.file("a.db")
    _ = try Shop.store(path)
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let database = try Database.openForWriting(path)
      try database.execute(
        "BEGIN IMMEDIATE; CREATE TABLE bylaw_half(a); PRAGMA user_version = 2;"
          + "UPDATE bylaw_meta SET value = 2 WHERE key = 'schema'")
      kill(getpid(), SIGKILL)
    }
    let store = try Shop.store(path)
    #expect(try Schema.version(of: store.database) == Migration.latest)
    #expect(try store.database.integer("SELECT 1 FROM sqlite_schema WHERE name = 'bylaw_half'") == nil)
  }
}
