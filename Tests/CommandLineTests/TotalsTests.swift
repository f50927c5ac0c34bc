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

  @Test func `what the demo shows of each family follows from its events by another program`() throws {
    let scratch = try Scratch()
    let months = ["08", "09", "10", "11"].map { "examples/events/2026-\($0).ndjson" }
    let (database, end) = (scratch.path("a.db"), "2026-11-08T00:00:00Z")
    let outcome = try Tool.start(
      ["run"] + months + ["--rules", "rules", "--db", database, "--clock", "events", "--until", end]
    ).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let shown = try Tool.shell("scripts/families \"$1\" \"$2\"", database, Tool.path.path)
    let computed = try SQL.script(
      Tool.root.appending(path: "Tests/Data/families/totals.py").path, [database, end] + months)
    #expect(shown == computed)
    let lines = shown.split(separator: "\n").map(String.init)
    for family in ["fees", "escalation", "routing", "favorites", "retention"] {
      #expect(lines.contains { $0.hasPrefix(family) }, "nothing is shown of \(family)")
    }
    // Something happens of each kind: two currencies, money back, answers of both sorts, clocks that run out.
    for pattern in [
      /fees +charged +.* EUR +[1-9]/, /fees +refunded +.* EUR +[1-9]/, /fees +refunded +.* USD +[1-9]/,
      /escalation +sla .* breached [1-9]/, /escalation +chain .* answered [1-9].*, never answered [1-9]/,
      /routing .* accepted [1-9].*, rejected [1-9].*, given [1-9].*, queued [1-9]/,
      /favorites .* asked [1-9].*, added [1-9].*, expired [1-9]/,
      /retention .* exposed [1-9].*, converted [1-9].*, held out [1-9]/,
    ] {
      #expect(lines.contains { $0.contains(pattern) }, "no line has \(pattern)")
    }
  }
}
