import Host
import RuleFiles
import RulesEngine
import TestSupport
import Testing

/// Plugins of a rulebook, loaded with it.
@Suite struct PluginTests {
  private static let plugin = [
    "plugins/tax/plugin.yaml": """
    plugin: tax
    version: 1.0.0
    provides:
      functions:
        tax.of: { params: [money, string], returns: money }
      actions:
        tax.file: { params: { amount: money }, idempotent: true }
    """,
    "plugins/tax/main.lua": """
    local rates = { NY = decimal("0.08875") }
    return { tax = { of = function(amount, state) return (amount * (rates[state] or decimal("0"))):round() end } }
    """,
  ]

  private static let rules = """
    rule: sales-tax
    on: order.placed
    do:
      - tax.file: { amount: '${tax.of(event.amount, "NY")}' }
    """

  private func load(_ changed: [String: String] = [:]) -> LoadedRulebookText {
    let files =
      Shop.files(Self.rules)
      + Self.plugin.merging(changed) { _, new in new }
      .sorted { $0.key < $1.key }.map { SourceFile(path: $0.key, text: $0.value) }
    let loaded = Rulebooks.load(files: files)
    return LoadedRulebookText(
      rulebook: loaded.rulebook,
      findings: DiagnosticFormat.human.render(loaded.diagnostics.report(), sources: loaded.texts))
  }

  private struct LoadedRulebookText {
    var rulebook: Rulebook?
    var findings: String
  }

  @Test func `its functions and actions are there, exact to the cent`() throws {
    let rulebook = try #require(load().rulebook)
    let storage = MemoryStorage(model: rulebook.model)
    let event = try EventReader(rulebook: rulebook).read(
      Shop.line(
        "order.placed", #"{"order_id":"o","shop_id":"s","amount":"19.99"}"#, id: "e",
        at: "2026-03-02T10:00:00Z"), now: nil)
    let outcome = try Processor(rulebook: rulebook, storage: storage).process(event, at: event.time)
    guard case .decided(let decisions) = outcome else {
      Issue.record("seen before")
      return
    }
    #expect(decisions.first?.actionTexts == [#"tax.file {"amount":"1.77","currency":"USD"}"#])
  }

  @Test(arguments: [
    ("plugins/tax/main.lua", "return {", "L0801"), ("plugins/tax/main.lua", "return {}", "L0802"),
    ("plugins/tax/plugin.yaml", "plugin: tax\nversion: 1.0.0\nmain: other.lua", "L0803"),
  ])
  func `one that does not load stops the rulebook, with its place`(path: String, text: String, code: String) {
    let loaded = load([path: text])
    #expect(loaded.rulebook == nil)
    #expect(loaded.findings.contains("error[\(code)]"), "\(loaded.findings)")
  }

  @Test func `its files count for the version of the rulebook`() throws {
    let changed = Self.plugin["plugins/tax/main.lua"].map { $0 + "\n" } ?? ""
    #expect(load().rulebook?.hash != load(["plugins/tax/main.lua": changed]).rulebook?.hash)
  }
}
