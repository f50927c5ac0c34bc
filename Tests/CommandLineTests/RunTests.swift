import Foundation
import Testing

/// `bylaw run` as a whole: what it keeps, what it refuses, and what survives.
@Suite struct RunTests {
  private static let rules = "rules"
  private static let events = ["examples/events/2026-08.ndjson", "examples/events/2026-09.ndjson"]

  private func run(_ scratch: Scratch, _ name: String, _ inputs: [String] = events) throws -> Tool.Outcome {
    try Tool.start(
      ["run"] + inputs + [
        "--rules", Self.rules, "--db", scratch.path("\(name).db"), "--clock", "events", "--until",
        "2026-10-05T00:00:00Z", "--decisions", scratch.path("\(name).ndjson"),
      ]
    ).finish()
  }

  private func dump(_ scratch: Scratch, _ name: String) throws -> String {
    try SQL.dump(scratch.path("\(name).db"))
  }

  @Test func `the same input gives the same bytes, and nothing the second time`() throws {
    let scratch = try Scratch()
    let first = try run(scratch, "a")
    #expect(first.status == 0, "\(first.errors)")
    #expect(try run(scratch, "b").status == 0)
    let decisions = try scratch.read("a.ndjson")
    #expect(decisions.utf8.count > 100_000)
    #expect(decisions == (try scratch.read("b.ndjson")))
    let before = try dump(scratch, "a")
    #expect(before == (try dump(scratch, "b")))
    let again = try run(scratch, "a")
    #expect(again.status == 0)
    #expect(try scratch.read("a.ndjson") == "")
    #expect(before == (try dump(scratch, "a")))
  }

  @Test func `bad lines are parked with their reasons, the others go on`() throws {
    let scratch = try Scratch()
    let first = try run(scratch, "a", ["examples/events/bad.ndjson"])
    #expect(first.status == 1)
    let log = try Tool.run("log", "dead-letters", "--db", scratch.path("a.db"), "--format", "json")
    let codes = log.output.split(separator: "\n").compactMap { line in
      line.split(separator: "\"code\":\"").last.map { String($0.prefix(5)) }
    }
    #expect(codes.sorted() == ["E0101", "E0102", "E0102", "E0104", "E0105", "E0107"])
    let before = try dump(scratch, "a")
    #expect(try run(scratch, "a", ["examples/events/bad.ndjson"]).status == 1)
    #expect(before == (try dump(scratch, "a")))
  }

  @Test func `a file, read ahead on a second thread, gives what standard input gives`() throws {
    let scratch = try Scratch()
    var text = ""
    for name in Self.events + ["examples/events/bad.ndjson"] {
      text += try String(contentsOf: Tool.root.appending(path: name), encoding: .utf8) + "\n \n"
    }
    text += #"{"specversion":"1.0","id":"torn"#
    try scratch.write("events.ndjson", text)
    #expect(try run(scratch, "file", [scratch.path("events.ndjson")]).status == 1)
    let piped = try Tool.start(
      [
        "run", "-", "--rules", Self.rules, "--db", scratch.path("piped.db"), "--clock", "events", "--until",
        "2026-10-05T00:00:00Z", "--decisions", scratch.path("piped.ndjson"),
      ], input: text
    ).finish()
    #expect(piped.status == 1)
    #expect(try scratch.read("file.ndjson") == (try scratch.read("piped.ndjson")))
    let own = try dump(scratch, "file").replacing(scratch.path("events.ndjson"), with: "standard input")
    #expect(own == (try dump(scratch, "piped")))
  }

  @Test func `reads standard input`() throws {
    let scratch = try Scratch()
    let text = try String(contentsOf: Tool.root.appending(path: Self.events[0]), encoding: .utf8)
    let head = text.split(separator: "\n").prefix(50).joined(separator: "\n")
    let outcome = try Tool.run(
      "run", "-", "--rules", Self.rules, "--db", scratch.path("a.db"), "--clock", "events", input: head)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("events processed"))
  }
}
