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

extension PluginTests {
  private static let geo = [
    "plugins/geo/plugin.yaml": """
    plugin: geo
    version: 1.0.0
    provides: { functions: { geo.region: { params: [], returns: string } } }
    config:
      region: { type: string, enum: [us, eu], default: us }
      rates: { type: "[decimal]", default: [0.5] }
      limit: money
    """,
    "plugins/geo/main.lua": """
    return { geo = { region = function() return config.region .. " " .. #config.rates .. " " .. config.limit end } }
    """,
  ]

  /// The findings of a rulebook with the plugin `geo` and this `rulebook.yaml`.
  private func findings(_ plugins: String) -> ([String], Rulebook?) {
    let files =
      Shop.files("rule: r\non: ping\ndo: [{ notify: { to: '${geo.region()}', template: t } }]").map { file in
        file.path == "rulebook.yaml" ? SourceFile(path: file.path, text: file.text + plugins) : file
      } + Self.geo.sorted { $0.key < $1.key }.map { SourceFile(path: $0.key, text: $0.value) }
    let loaded = Rulebooks.load(files: files)
    let lines = loaded.diagnostics.sorted.map { finding in
      "\(finding.span.file):\(finding.span.start.line):\(finding.span.start.column) \(finding.code.id) \(finding.message)"
        + finding.help.map { " | \($0)" }.joined()
    }
    return (lines, loaded.rulebook)
  }

  @Test func `the rulebook sets what a plugin asks for`() throws {
    let (lines, rulebook) = findings(
      "plugins: { geo: { region: eu, rates: [0.1, 0.2], limit: 5.00 EUR } }\n")
    #expect(lines == [])
    let storage = MemoryStorage(model: try #require(rulebook).model)
    let event = try EventReader(rulebook: try #require(rulebook)).read(
      Shop.line("ping", "{}", id: "e", at: "2026-03-02T10:00:00Z"), now: nil)
    let outcome = try Processor(rulebook: try #require(rulebook), storage: storage).process(
      event, at: event.time)
    guard case .decided(let decisions) = outcome else { return }
    #expect(decisions.first?.actionTexts == [#"notify {"to":"eu 2 5.00 EUR","template":"t"}"#])
  }

  @Test(arguments: [
    (
      "",
      [
        "plugins/geo/plugin.yaml:7:3 W0102 plugin `geo` needs the setting `limit` | write `limit: ...` for it in rulebook.yaml, under `plugins: { geo: { ... } }`"
      ]
    ),
    (
      "plugins: { geo: { limit: 5.00 EUR, regoin: eu } }\n",
      ["rulebook.yaml:5:36 W0101 plugin `geo` has no setting `regoin` | did you mean `region`?"]
    ),
    (
      "plugins: { geo: { limit: 5.00 EUR, region: uk } }\n",
      ["rulebook.yaml:5:44 T0302 `uk` is not one of the values of `region` | did you mean `us`?"]
    ),
    (
      "plugins: { geo: { limit: 5.00 } }\n",
      ["rulebook.yaml:5:26 T0301 `5.00` is not an amount of money"]
    ),
    (
      "plugins: { geo: { limit: 5.00 EUR, rates: [x] } }\n",
      ["rulebook.yaml:5:44 W0116 `x` is not a decimal number"]
    ),
    (
      "plugins: { geo: { limit: 5.00 EUR }, goe: }\n",
      ["rulebook.yaml:5:38 L0804 there is no plugin `goe` | did you mean `geo`?"]
    ),
    ("plugins: geo\n", ["rulebook.yaml:5:10 W0103 expected a mapping or a list for `plugins`, found text"]),
    ("plugins: { geo: yes }\n", ["rulebook.yaml:5:17 W0103 expected a mapping for `geo`, found text"]),
  ])
  func `mistakes in what it sets are shown in rulebook.yaml`(plugins: String, expected: [String]) {
    let (lines, _) = findings(plugins)
    #expect(lines == expected)
  }

  @Test func `plugins that are not named are not loaded, and it says so`() {
    #expect(
      findings("plugins: []\n").0.contains(
        "plugins/geo/plugin.yaml:1:1 L0806 the plugin `geo` is not loaded | name it under `plugins` in rulebook.yaml to load it"
      ))
  }
}
