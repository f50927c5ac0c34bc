import Foundation
import Testing

/// Runs that are ended from outside: started again, they end as if nothing had happened.
///
/// The moments are chosen by progress, not by time: events are fed through a pipe up to a line drawn by a seeded
/// generator, and the process is ended there, wherever in its work it is. `scripts/crash-test` is the long version.
@Suite struct CrashTests {
  private static let words = ["run", "--rules", "rules", "--clock", "events", "--quiet", "--db"]
  private static let until = ["--until", "2026-10-05T00:00:00Z"]

  /// Two months of events, as the lines of one stream.
  private let lines: [Data]

  init() throws {
    lines = try ["2026-08", "2026-09"].flatMap { month in
      try Data(contentsOf: Tool.root.appending(path: "examples/events/\(month).ndjson"))
        .split(separator: 0x0A).map { $0 + [0x0A] }
    }
  }

  /// Feeds the first `count` lines to a run, and gives it while it still waits for more.
  private func feed(_ count: Int, to path: String) throws -> (Tool.Running, FileHandle) {
    let (running, input) = try Tool.startWithPipe(Self.words + [path])
    try input.write(contentsOf: Data(lines.prefix(count).joined()))
    return (running, input)
  }

  /// Feeds everything and lets the run come to its end.
  private func complete(_ path: String) throws -> Tool.Outcome {
    let (running, input) = try Tool.startWithPipe(Self.words + [path] + Self.until)
    try input.write(contentsOf: Data(lines.joined()))
    try input.close()
    return try running.finish()
  }

  @Test func `killed at ten moments and run again, it ends as if nothing had happened`() throws {
    let scratch = try Scratch()
    #expect(try complete(scratch.path("clean.db")).status == 0)
    let seed = ProcessInfo.processInfo.environment["BYLAW_SEED"].flatMap { UInt64($0) } ?? 20_261_121
    var generator = SeededGenerator(seed)
    for _ in 0..<10 {
      let (running, input) = try feed(
        Int.random(in: 1...lines.count, using: &generator), to: scratch.path("a.db"))
      running.kill()
      let outcome = try running.finish()
      #expect(outcome.status == SIGKILL, "seed \(seed): \(outcome.errors)")
      try input.close()
    }
    let last = try complete(scratch.path("a.db"))
    #expect(last.status == 0, "seed \(seed): \(last.errors)")
    let isEqual = try SQL.dump(scratch.path("a.db")) == SQL.dump(scratch.path("clean.db"))
    #expect(isEqual, "seed \(seed)")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `stopped while it waits for events, it ends well and says how to go on`(_ signal: Int32) throws {
    let scratch = try Scratch()
    let path = scratch.path("a.db")
    let words = Self.words.filter { $0 != "--quiet" }
    let (running, input) = try Tool.startWithPipe(words + [path])
    try input.write(contentsOf: Data(lines.prefix(100).joined()))
    while try SQL.count("SELECT count(*) FROM bylaw_inbox WHERE cause IS NULL", in: path) < 100,
      running.isRunning
    {}
    running.send(signal)
    let outcome = try running.finish()
    try input.close()
    #expect(outcome.status == 130)
    #expect(outcome.output.contains("Stopped. Run the same command again to go on."))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == ["a.db"])
    #expect(try complete(path).status == 0)
    #expect(try complete(scratch.path("clean.db")).status == 0)
    #expect(try SQL.dump(path) == (try SQL.dump(scratch.path("clean.db"))))
  }
}

/// SplitMix64: the same seed gives the same numbers everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
