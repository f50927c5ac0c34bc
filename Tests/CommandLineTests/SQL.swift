import Foundation

/// Databases looked at, and spoilt, by another program than ours: Python's `sqlite3`.
enum SQL {
  struct Failure: Error { var message: String }

  /// Runs a Python program; the paths are its arguments.
  @discardableResult
  static func python(_ program: String, _ arguments: String...) throws -> String {
    try run(["-c", program] + arguments)
  }

  /// Runs a Python script.
  static func script(_ path: String, _ arguments: String...) throws -> String {
    try script(path, arguments)
  }

  /// Runs a Python script; with `-B`, so that it leaves nothing in the project's folder.
  static func script(_ path: String, _ arguments: [String]) throws -> String {
    try run(["-B", path] + arguments)
  }

  /// Every table of a database as text, rows sorted: what two runs are compared by.
  static func dump(_ path: String) throws -> String {
    try run([Tool.root.appending(path: "Tests/Data/dump.py").path, path])
  }

  /// One number of a database, 0 while it is not there yet.
  static func count(_ query: String, in path: String) throws -> Int {
    let program = """
      import sqlite3, sys
      try:
        connection = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=5)
        print(connection.execute(sys.argv[2]).fetchone()[0])
      except sqlite3.OperationalError:
        print(0)
      """
    return Int(try python(program, path, query).filter { !$0.isWhitespace }) ?? 0
  }

  /// The first column of every row of a query.
  static func texts(_ query: String, in path: String) throws -> [String] {
    let program = """
      import sqlite3, sys
      for row in sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=5).execute(sys.argv[2]):
        print(row[0])
      """
    return try python(program, path, query).split(separator: "\n").map(String.init)
  }

  private static func run(_ arguments: [String]) throws -> String {
    let program = URL(fileURLWithPath: "/usr/bin/env")
    let outcome = try Tool.Running(program, ["python3"] + arguments, nil, Tool.root).finish()
    guard outcome.status == 0 else { throw Failure(message: outcome.errors) }
    return outcome.output
  }
}
