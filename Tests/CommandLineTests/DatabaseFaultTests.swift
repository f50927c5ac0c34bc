import Foundation
import Testing

/// Databases that cannot be used: what is wrong with which file, what to do, and nothing changed.
@Suite struct DatabaseFaultTests {
  static let rules = "examples/cdnow"
  static let events = "examples/cdnow/sample.ndjson"

  private func run(_ path: String, rules: String = rules, events: String = events) throws -> Tool.Outcome {
    try Tool.run("run", events, "--rules", rules, "--db", path, "--clock", "events")
  }

  /// A way to spoil a good database, as a Python program on its path.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var program: String
    var says: String
    /// Whether only reading far enough finds it.
    var isDeep = false

    init(_ name: String, _ program: String, _ says: String, isDeep: Bool = false) {
      (testDescription, self.program, self.says, self.isDeep) = (name, program, says, isDeep)
    }
  }

  static let cases = [
    Case(
      "written by a newer version",
      "c = sqlite3.connect(path); c.execute('PRAGMA user_version = 99'); c.commit()",
      "was written by a newer version of Bylaw (its schema is 99, this one knows"),
    Case(
      "a text file", "open(path, 'w').write('hello ' * 1000)", "is not a SQLite database; name another file"),
    Case("random bytes", "open(path, 'wb').write(os.urandom(9000))", "is not a SQLite database"),
    Case(
      "cut short", "os.truncate(path, 6000)", "is damaged (database disk image is malformed); restore it from"
    ),
    Case(
      "overwritten in the middle",
      "b = bytearray(open(path, 'rb').read()); b[4096:] = bytes(x ^ 0x5A for x in b[4096:]); open(path, 'wb').write(b)",
      "is damaged"),
    Case("a folder", "os.remove(path); os.mkdir(path)", "is a folder; name a file for the database"),
    Case(
      "the tables of something else",
      "c = sqlite3.connect(path); c.execute('DROP TABLE orders'); c.execute('CREATE TABLE orders(id TEXT)'); c.commit()",
      "is gone from"),
    Case(
      "another currency",
      "c = sqlite3.connect(path); c.execute(\"UPDATE bylaw_meta SET value = 'EUR' WHERE key = 'currency'\"); c.commit()",
      "are in EUR, but the rulebook's currency is USD; use a database of its own"),
  ]

  @Test(arguments: cases)
  func `is refused with a remedy, and left as it is`(_ example: Case) throws {
    let scratch = try Scratch()
    let path = scratch.path("a.db")
    #expect(try run(path).status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == ["a.db"])
    try SQL.python("import os, sqlite3, sys; path = sys.argv[1]; \(example.program)", path)
    let before = try? Data(contentsOf: scratch.url("a.db"))
    let outcome = try run(path)
    #expect(outcome.status == 3)
    #expect(outcome.errors.hasPrefix("bylaw: ") && outcome.errors.contains(example.says), "\(outcome.errors)")
    #expect(outcome.errors.contains(path))
    #expect((try? Data(contentsOf: scratch.url("a.db"))) == before)
  }

  @Test(arguments: [
    ("nowhere/a.db", "the folder nowhere for the database nowhere/a.db does not exist; create it first"),
    (".", ". is a folder; name a file for the database"),
    ("", "the name of the database file is empty"),
  ])
  func `a path that cannot be`(_ path: String, _ says: String) throws {
    let outcome = try run(path)
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
  }

  @Test(arguments: ["file", "folder"])
  func `may not be written, but still be read`(_ what: String) throws {
    let scratch = try Scratch()
    let path = scratch.path("a.db")
    #expect(try run(path).status == 0)
    let before = try Data(contentsOf: scratch.url("a.db"))
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    let folderMode = what == "folder" ? 0o555 : 0o777
    try manager.setAttributes([.posixPermissions: folderMode], ofItemAtPath: scratch.folder.path)
    defer { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.folder.path) }
    // Root may write anything; it tries this as somebody else.
    let words = ["run", Self.events, "--rules", Self.rules, "--db", path, "--clock", "events"]
    guard let outcome = try Tool.runUnprivileged(words) else { return }
    #expect(outcome.status == 3)
    #expect(
      outcome.errors.contains(
        "\(path) cannot be written: the file or its folder is read-only; allow this user"),
      "\(outcome.errors)")
    #expect(try Data(contentsOf: scratch.url("a.db")) == before)
    let status = try #require(try Tool.runUnprivileged(["status", "--db", path]))
    #expect(status.status == 0, "\(status.errors)")
  }

  @Test func `a second writer is told who is first, and readers are not held up`() throws {
    let scratch = try Scratch()
    let path = scratch.path("a.db")
    let (first, input) = try Tool.startWithPipe([
      "run", "--rules", Self.rules, "--db", path, "--clock", "events",
    ])
    let line = try #require(
      try String(contentsOf: Tool.root.appending(path: Self.events), encoding: .utf8).split(separator: "\n")
        .first)
    try input.write(contentsOf: Data("\(line)\n".utf8))
    while try SQL.count("SELECT count(*) FROM bylaw_decisions", in: path) == 0, first.isRunning {}
    let second = try run(path)
    #expect(second.status == 3)
    #expect(
      second.errors.contains(
        "\(path) is being written by process \(first.processID); one process writes to a"),
      "\(second.errors)")
    #expect(try Tool.run("status", "--db", path).status == 0)
    try input.close()
    #expect(try first.finish().status == 0)
    #expect(try run(path).status == 0)
  }

  @Test func `a full disk keeps what was done, and it goes on when there is room`() throws {
    let scratch = try Scratch()
    let many = ["examples/events/2026-08.ndjson", "--rules", "rules", "--clock", "events"]
    #expect(try Tool.start(["run"] + many + ["--db", scratch.path("clean.db")]).finish().status == 0)
    let disk = scratch.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    let words = ["run"] + many + ["--db", "\(disk)/a.db", "--quiet"]
    guard let outcome = try Tool.runOnSmallDisk(kibibytes: 1_600, at: disk, words) else { return }
    #expect(outcome.status == 3)
    #expect(
      outcome.errors.contains(
        "there is no space left for \(disk)/a.db; the last step was undone, everything before it is kept; "
          + "free some space and do the same again"), "\(outcome.errors)")
    #expect(try SQL.count("SELECT count(*) FROM bylaw_decisions", in: "\(disk)/a.db") > 0)
    #expect(try Tool.start(words).finish().status == 0)
    #expect(try SQL.dump("\(disk)/a.db") == (try SQL.dump(scratch.path("clean.db"))))
  }

  @Test func `decisions that cannot be written to their file are still in the database`() throws {
    let scratch = try Scratch()
    let words = [
      "run", Self.events, "--rules", Self.rules, "--db", scratch.path("a.db"), "--clock", "events",
    ]
    let outcome = try Tool.start(words + ["--decisions", "/dev/full"]).finish()
    #expect(outcome.status == 3)
    #expect(
      outcome.errors.contains(
        "cannot write /dev/full: No space left on device; the decisions are in the database: "
          + "bylaw log decisions --db \(scratch.path("a.db"))"), "\(outcome.errors)")
    #expect(try SQL.count("SELECT count(*) FROM bylaw_decisions", in: scratch.path("a.db")) > 0)
    let folder = try Tool.start(words + ["--decisions", scratch.folder.path]).finish()
    #expect(
      folder.status == 3 && folder.errors.contains("cannot write \(scratch.folder.path): Is a directory"))
  }

  @Test(arguments: [
    ("no-such.ndjson", "cannot read no-such.ndjson: No such file or directory"),
    ("examples", "cannot read examples: it is a folder; name a file of events, one a line"),
  ])
  func `events that cannot be read are told before anything is done`(_ file: String, _ says: String) throws {
    let scratch = try Scratch()
    let outcome = try Tool.run("run", Self.events, file, "--rules", Self.rules, "--db", scratch.path("a.db"))
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == [])
  }

  @Test(arguments: [
    ("", "", "no rule files in"),
    ("a.yaml", "rule: x\non: nothing\ndo: []\n", "has errors and was not loaded"),
    ("a.yaml", "rule: [\n", "error[Y"),
    ("rulebook.yaml", "name: x\nversion: 1\ncurrency: XXQ\n", "error["),
  ])
  func `a rulebook with mistakes is shown, and nothing is done`(
    _ name: String, _ text: String, _ says: String
  ) throws {
    let (rules, scratch) = (try Scratch(), try Scratch())
    if !name.isEmpty { try rules.write(name, text) }
    let outcome = try run(scratch.path("a.db"), rules: rules.folder.path)
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == [])
  }
}
