import CEL
import RuleFiles
import RulesEngine
import Testing

@testable import Plugins

/// What `docs/PLUGINS.md` shows is what happens.
@Suite struct GuideTests {
  struct Block: Sendable {
    var language: String
    var path: String
    var text: String
  }

  static let blocks: [Block] = {
    let root = folder.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(
      separator: "/")
    var blocks: [Block] = []
    var open: Block?
    for line in text("\(root)/docs/PLUGINS.md").split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```"), let block = open {
        blocks.append(block)
        open = nil
      } else if line.hasPrefix("```") {
        let words = line.dropFirst(3).split(separator: " ").map(String.init)
        open = Block(language: words.first ?? "", path: words.count > 1 ? words[1] : "", text: "")
      } else {
        open?.text += line + "\n"
      }
    }
    return blocks
  }()

  @Test("the calls of each step give what the guide says")
  func calls() throws {
    var files: [SourceFile] = []
    var checked = 0
    for block in Self.blocks {
      if block.path.hasPrefix("tax/") {
        files.removeAll { "tax/" + $0.path == block.path }
        files.append(SourceFile(path: String(block.path.dropFirst(4)), text: block.text))
      }
      guard block.language == "calls" else { continue }
      let plugin = try loadPlugin(files)
      for line in block.text.split(separator: "\n") {
        let parts = line.split(separator: "--> ")
        #expect(try Self.evaluate(String(parts[0]), plugin) == String(parts[1]))
        checked += 1
      }
    }
    #expect(checked == 6)
  }

  private static func evaluate(_ source: String, _ plugin: Plugin) throws -> String {
    var environment = Environment(profile: .rules)
    for function in plugin.functions { environment.register(function) }
    var slots = SlotTable()
    let program = try environment.compile(source, slots: &slots)
    let frame = Frame()
    frame.prepare(slotCount: slots.count)
    return try program.evaluate(frame).description
  }

  @Test("the rules in Lua load")
  func rules() {
    let blocks = Self.blocks.filter { $0.path.hasPrefix("rules/") }
    let loaded = blocks.map { RuleScriptTests.load($0.text) }
    #expect(loaded.flatMap(\.findings) == [])
    #expect(loaded.flatMap { $0.scripts.map(\.header.id.value) } == ["peak-time", "win-back"])
  }

  @Test("the kind of your own works")
  func kind() throws {
    let files = Self.blocks.filter { $0.path.hasPrefix("reminder/") }
      .map { SourceFile(path: String($0.path.dropFirst(9)), text: $0.text) }
    let definition = try #require(Self.blocks.first { $0.text.hasPrefix("reminder: ") })
    let (draft, findings) = KindTests.decode(definition.text, [try loadPlugin(files)])
    #expect(findings == [])
    #expect(draft.rules.map(\.header.id.value) == ["after-service"])
  }

  @Test("the actions, scorers and checks work")
  func desk() throws {
    let files = Self.blocks.filter { $0.path.hasPrefix("desk/") }
      .map { SourceFile(path: String($0.path.dropFirst(5)), text: $0.text) }
    let plugin = try loadPlugin(files)
    #expect(try Self.evaluate("desk.near({'km': 10.0}, {'reach': 50.0})", plugin) == "0.8")
    let action = try #require(plugin.carriedOut.first)
    let outcome = try action.deliver(Array(#"{"to":"a","minutes":5}"#.utf8), delivery: [("key", "k")])
    #expect(outcome?["booked"]?.intValue == 5)
    #expect(throws: DeliveryFailure.permanent("a call has at most 60 minutes", kind: "too_long")) {
      try action.deliver(Array(#"{"to":"a","minutes":90}"#.utf8), delivery: [])
    }
    let diagnostics = Diagnostics()
    let rule = YAMLParser.parse("rule: bare\non: x", file: "r.yaml").documents[0].root
    plugin.checks.forEach { $0(rule, diagnostics) }
    #expect(diagnostics.sorted.map(\.message) == ["`bare` has no description"])
  }

  @Test("its tests pass")
  func tests() throws {
    var files: [SourceFile] = []
    for block in Self.blocks where block.path.hasPrefix("tax/") {
      files.removeAll { "tax/" + $0.path == block.path }
      files.append(SourceFile(path: String(block.path.dropFirst(4)), text: block.text))
    }
    let (tests, findings) = ScriptTestsTests.load(files)
    #expect(findings == [])
    let found = try #require(tests)
    #expect(found.names.count == 2)
    #expect(found.names.indices.compactMap { found.run($0) } == [])
  }

  @Test("the grants that it shows can be read")
  func grants() throws {
    let block = try #require(Self.blocks.first { $0.text.hasPrefix("grants:") })
    let plugin = try plugin("return {}", yaml: block.text)
    let grants = plugin.manifest.grants
    #expect(
      grants.summary == ["facts.read: customer.tier, sessions", "emit: reminder.*", "act: sms.send", "log"])
    #expect(grants.allows(.emit, "reminder.due") && !grants.allows(.emit, "reminders.due"))
    #expect(grants.allows(.readFacts, "customer.tier") && !grants.allows(.readFacts, "customer.email"))
  }
}
