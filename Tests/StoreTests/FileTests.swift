import CEL
import Glibc
import RulesEngine
import Testing

@testable import Store

/// Files that cannot be opened, or fail later: each with a sentence that says what to do.
@Suite struct FileTests {
  let folder = TemporaryFolder()

  @Test("what is kept is there after closing, and the folder holds one file")
  func reopening() throws {
    do {
      let store = try Shop.store(folder.file("a.db"))
      try store.begin()
      try Shop.insert(store, "o1", ["total": dollars("84.50")])
      try store.commit()
      #expect(folder.names().contains("a.db.lock"))
    }
    #expect(folder.names() == ["a.db"])
    let store = try Shop.store(folder.file("a.db"))
    #expect(try store.row(entity: Shop.order, key: "o1")?[3] == dollars("84.50"))
  }

  @Test("a missing folder, a missing file, a folder")
  func missing() {
    #expect(
      open("no/such/a.db")
        == "the folder no/such for the database no/such/a.db does not exist; create it first")
    #expect(
      open(folder.file("a.db"), .readOnly)
        == "there is no database \(folder.file("a.db")); check the name, or process events into it first")
    #expect(open(folder.path) == "\(folder.path) is a folder; name a file for the database")
    #expect(open("") == "the name of the database file is empty or holds a zero byte")
    #expect(folder.names() == [])
  }

  @Test("a file that is no database", arguments: [Store.Mode.readWrite, .readOnly])
  func foreign(_ mode: Store.Mode) {
    folder.write(Array(String(repeating: "once upon a time ", count: 100).utf8), to: "story.txt")
    #expect(
      open(folder.file("story.txt"), mode)
        == "\(folder.file("story.txt")) is not a SQLite database; name another file, or move this one away")
    #expect(folder.read("story.txt").count == 1700, "it is left as it is")
    #expect(folder.names() == ["story.txt"])
  }

  @Test(
    "a database of a later version",
    arguments: [
      "PRAGMA user_version = 99", "UPDATE bylaw_meta SET value = 99 WHERE key = 'schema'",
    ])
  func newer(_ change: String) throws {
    try execute("a.db", change)
    for mode in [Store.Mode.readWrite, .readOnly] {
      let error = storageError {
        _ = try Store(path: folder.file("a.db"), model: Model(), currency: usd, mode: mode)
      }
      #expect(error?.kind == .newerSchema)
      #expect(error?.message.contains("was written by a newer version of Bylaw (its schema is 99") == true)
    }
  }

  @Test("a full disk: nothing of the transaction stays, and it goes on when there is room")
  func full() throws {
    let store = try Shop.store(folder.file("a.db"))
    try store.database.execute("PRAGMA max_page_count = 40")
    let data = "\"" + String(repeating: "x", count: 2000) + "\""
    try store.begin()
    _ = try store.admit(event("kept", data: data))
    try store.commit()
    try store.begin()
    let error = storageError {
      for number in 0..<1000 { _ = try store.admit(event("e\(number)", data: data)) }
      try store.commit()
    }
    store.rollback()
    #expect(error?.kind == .full)
    #expect(error?.message.hasPrefix("there is no space left for \(folder.file("a.db"));") == true)
    try store.database.execute("PRAGMA max_page_count = 100000")
    try store.begin()
    #expect(try store.admit(event("kept", data: data)) == .duplicate)
    #expect(try store.admit(event("e0", data: data)) == .new(2))
    try store.commit()
  }

  @Test("a full disk inside a step")
  func fullInStep() throws {
    let store = try Shop.store(folder.file("a.db"))
    try store.database.execute("PRAGMA max_page_count = 40")
    try store.begin()
    #expect(throws: ProcessingError.self) {
      try store.atomically { () throws(ProcessingError) in
        try storing { () throws(StorageError) in
          let data = "\"" + String(repeating: "x", count: 500_000) + "\""
          _ = try store.admit(event("e1", data: data))
        }
      }
    }
    store.rollback()
    #expect(try store.status().events == 0)
  }

  @Test("a damaged file is never read as if it were whole")
  func damaged() throws {
    do {
      let store = try Shop.store(folder.file("a.db"))
      try store.begin()
      for number in 0..<200 { try Shop.insert(store, "o\(number)", ["status": .string("text \(number)")]) }
      try store.commit()
    }
    var octets = folder.read("a.db")
    for index in 4096..<octets.count where index % 7 == 0 { octets[index] = octets[index] ^ 0x5A }
    folder.write(octets, to: "a.db")
    let error = storageError {
      let store = try Shop.store(folder.file("a.db"))
      _ = try store.rows(RowQuery(entity: Shop.order), now: noon)
    }
    #expect(error?.kind == .corrupt)
    #expect(error?.message.contains("is damaged") == true)
    #expect(error?.message.contains("restore it from a backup") == true)
  }

  @Test("a torn file, cut in the middle of a page")
  func torn() throws {
    _ = try Shop.store(folder.file("a.db"))
    folder.write(Array(folder.read("a.db").prefix(9000)), to: "a.db")
    #expect(
      [.corrupt, .schema, .notADatabase].contains(
        storageError {
          let store = try Shop.store(folder.file("a.db"))
          _ = try store.rows(RowQuery(entity: Shop.order), now: noon)
          _ = try store.status()
        }?.kind))
  }

  @Test("a folder and a file that may not be written can still be read")
  func readOnly() async throws {
    let path = folder.file("a.db")
    do {
      let store = try Shop.store(path)
      _ = try store.admit(event("e1"))
    }
    chmod(folder.path, 0o555)
    await #expect(processExitsWith: .success) { [path = path as String] in
      // Root may write anywhere, so that this is tried out as somebody else.
      if geteuid() == 0 { #expect(setuid(65_534) == 0) }
      let error = storageError { _ = try Shop.store(path) }
      #expect(error?.kind == .readOnly)
      #expect(
        error?.message.hasPrefix("\(path) cannot be written: the file or its folder is read-only;") == true)
      let reader = try Store(path: path, model: Shop.model(), currency: usd, mode: .readOnly)
      #expect(try reader.status().events == 1)
      #expect(try reader.copyToMemory().admit(event("e1")) == .duplicate)
    }
  }

  @Test("what is opened for reading is not written")
  func reading() throws {
    _ = try Shop.store(folder.file("a.db"))
    let reader = try Store(path: folder.file("a.db"), model: Shop.model(), currency: usd, mode: .readOnly)
    let error = storageError { _ = try reader.admit(event("e1")) }
    #expect(error?.kind == .readOnly)
    #expect(error?.message.contains("cannot be written") == true)
  }

  @Test("a rulebook in another currency is kept away from amounts")
  func currency() throws {
    _ = try Shop.store(folder.file("a.db"))
    let error = storageError {
      _ = try Store(path: folder.file("a.db"), model: Shop.model(), currency: eur, mode: .readWrite)
    }
    #expect(error?.kind == .schema)
    #expect(error?.message.contains("are in USD, but the rulebook's currency is EUR") == true)
  }

  private func open(_ path: String, _ mode: Store.Mode = .readWrite) -> String? {
    storageError { _ = try Store(path: path, model: Shop.model(), currency: usd, mode: mode) }?.message
  }

  /// Makes a database and runs a statement on it.
  private func execute(_ name: String, _ sql: String) throws {
    _ = try Shop.store(folder.file(name))
    try Database.openForWriting(folder.file(name)).execute(sql)
  }
}
