import Foundation
import Testing

/// A long real stream, read in the two ways there are.
@Suite struct StreamTests {
  /// The purchase history that `scripts/check-cdnow` reads, beside the project; it is not part of it.
  static let history = Tool.root.appending(path: "../shared/data/cdnow.ndjson.gz").path
  /// A debug build takes its time: without `BYLAW_STREAM=all`, only the first events are read.
  static let count = ProcessInfo.processInfo.environment["BYLAW_STREAM"] == "all" ? 1_000_000 : 12_000

  @Test(.enabled(if: FileManager.default.fileExists(atPath: history), "there is no purchase history here"))
  func `a real stream leads to the same database from a file and through a pipe`() throws {
    let scratch = try Scratch()
    let lines = try Tool.shell(
      "gzip -dc \"$1\" | head -n \"$2\" >\"$3\"; wc -l <\"$3\"", Self.history, "\(Self.count)",
      scratch.path("in.ndjson"))
    #expect(Int(lines.filter { !$0.isWhitespace }) ?? 0 >= 10_000)
    let options = [
      "--rules", "examples/cdnow", "--clock", "events", "--until", "1998-07-01T00:00:00Z", "--db",
    ]
    // A file is read ahead by a second thread; what comes through a pipe is read by the one that decides.
    let file = try Tool.start(
      ["run", scratch.path("in.ndjson")] + options + [
        scratch.path("file.db"), "--decisions", scratch.path("file.ndjson"),
      ]
    ).finish()
    #expect(file.status == 0, "\(file.errors)")
    let (running, pipe) = try Tool.startWithPipe(
      ["run", "-"] + options + [scratch.path("pipe.db"), "--decisions", scratch.path("pipe.ndjson")])
    try pipe.write(contentsOf: Data(contentsOf: scratch.url("in.ndjson")))
    try pipe.close()
    let piped = try running.finish()
    #expect(piped.status == 0, "\(piped.errors)")
    let same = try Tool.shell(
      "cmp \"$1\" \"$2\" && echo same", scratch.path("file.ndjson"), scratch.path("pipe.ndjson"))
    #expect(same == "same\n")
    let dump = try SQL.dump(scratch.path("file.db"))
    #expect(dump.utf8.count > 1_000_000)
    // Not as an expectation of equal texts: on failure it would print them.
    #expect(try SQL.dump(scratch.path("pipe.db")) == dump ? true : false)
  }
}
