import Foundation
import Testing

/// Totals computed twice: by the engine, and from the raw data by another program.
@Suite struct TotalsTests {
  @Test func `the sample of the purchase history has the totals that plain SQL finds`() throws {
    let scratch = try Scratch()
    let events = "examples/cdnow/sample.ndjson"
    let outcome = try Tool.run(
      "run", events, "--rules", "examples/cdnow", "--db", scratch.path("a.db"), "--clock", "events",
      "--until",
      "1998-07-01T00:00:00Z")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let compare = Tool.root.appending(path: "Tests/Data/cdnow_compare.py").path
    let table = try SQL.script(compare, scratch.path("a.db"), Tool.root.appending(path: events).path)
    #expect(table.split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix("  yes") }, "\(table)")
    #expect(table.split(separator: "\n").count == 9)
  }

  @Test func `the demo's charges per family are those that SQL finds in the outbox`() throws {
    let scratch = try Scratch()
    let months = ["08", "09", "10"].map { "examples/events/2026-\($0).ndjson" }
    let outcome = try Tool.start(
      ["run"] + months + [
        "--rules", "rules", "--db", scratch.path("a.db"), "--clock", "events", "--until",
        "2026-11-01T00:00:00Z",
        "--decisions", scratch.path("decisions.ndjson"),
      ]
    ).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let families = Tool.root.appending(path: "Tests/Data/families.py").path
    let rules = Tool.root.appending(path: "rules").path
    let journal = try SQL.script(families, scratch.path("a.db"), rules)
    let shown = try Tool.shell(
      "source scripts/lib.sh && cd \"$root\" && families \"$1\"", scratch.path("decisions.ndjson"))
    #expect(journal.split(separator: "\n").count == 5 && journal.contains(" charged"))
    #expect(shown == journal)
  }
}
