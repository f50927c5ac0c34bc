import CEL
import FoundationEssentials
import Host
import RuleFiles
import RulesEngine
import Store
import Testing

/// What is explained is what was decided.
@Suite struct ExplainTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Two months of the shipped platform: every decision, explained from what the journal keeps of it.
  @Test func `every explanation agrees with its decision`() throws {
    let loaded = try Rulebooks.load(folder: Self.root.appending(path: "rules").path)
    let rulebook = try #require(loaded.rulebook)
    let store = try Store(
      path: ":memory:", model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    var options = EventRun.Options()
    options.clock = .events
    let run = try EventRun(rulebook: rulebook, store: store, options: options)
    var decisions: [Decision] = []
    run.onDecision = { decisions.append($0) }
    for month in ["2026-08", "2026-09"] {
      var lines = try LineReader(
        path: Self.root.appending(path: "examples/events/\(month).ndjson").path, limit: 1 << 20)
      try run.process(&lines)
    }
    try run.finish()
    #expect(decisions.count > 3_000)
    let explainer = Explainer(rulebook: rulebook)
    let reader = EventReader(rulebook: rulebook)
    var disagreements: [String] = []
    for decision in decisions {
      let entry = try #require(try store.decision(number: decision.record.number))
      let event = try reader.restore(entry.event.event)
      let explanation = explainer.explain(event, entry.record)
      let matched = explanation.items.filter { $0.outcome == .matched }.map(\.definition)
      if matched != decision.record.matched {
        disagreements.append("\(decision.id): \(matched), not \(decision.record.matched)")
      }
      if entry.record.actions != decision.record.actions { disagreements.append("\(decision.id): actions") }
    }
    #expect(disagreements.prefix(5) == [])
  }
}
