import CEL
import RuleFiles
import RulesEngine
import Testing

@testable import Plugins

@Suite struct KindTests {
  static func decode(_ yaml: String, _ plugins: [Plugin]) -> (draft: RulebookDraft, findings: [String]) {
    let diagnostics = Diagnostics()
    let decoding = Decoding(diagnostics: diagnostics, kinds: Kind.core + plugins.flatMap(\.kinds)) { _ in nil
    }
    for document in YAMLParser.parse(yaml, file: "r.yaml").documents {
      decoding.decode(document.root, in: SourceFile(path: "r.yaml", text: yaml))
    }
    return (
      decoding.draft,
      diagnostics.sorted.map { "\($0.span.start.line):\($0.span.start.column) \($0.code.id) \($0.message)" }
    )
  }

  @Test("reminder: a definition becomes an event, a schedule and a rule")
  func reminder() throws {
    let plugin = try ExamplePlugins.load("reminder")
    let (draft, findings) = Self.decode(
      """
      reminder: oil-change
      for: { customer: customer.days_since_last_service > 150 }
      message: oil_change
      every: "30 8 * * 1"
      """, [plugin])
    #expect(findings == [])
    #expect(draft.events.map(\.name.value) == ["reminder.oil-change"])
    let schedule = try #require(draft.schedules.first)
    let condition = try #require(schedule.forEach?.condition)
    #expect(condition.text == "customer.days_since_last_service > 150")
    // The condition keeps its place, so that a mistake in it is shown where it was written.
    #expect(condition.span(of: 9..<32).start.column == 27)
    #expect(schedule.emit.value == "reminder.oil-change")
    let rule = try #require(draft.rules.first)
    #expect(rule.header.on.map(\.value) == ["reminder.oil-change"])
    guard case .intent(let name, let arguments)? = rule.actions.first?.verb else {
      Issue.record("no action")
      return
    }
    #expect(name.value == "notify")
    #expect(arguments["template"]?.span.start.line == 3)
    #expect(arguments["channel"]?.text == "email")
  }

  static let mistakeCases: [(String, [String])] = [
    ("reminder: a\nfor: { customer: x }", ["1:1 W0102 reminder needs `message`"]),
    (
      "reminder: a\nfor: { customer: x }\nmessage: m\nchanel: sms",
      ["4:1 W0101 unknown key `chanel` in reminder"]
    ),
    (
      "reminder: a\nfor: { customer: x, provider: y }\nmessage: m",
      ["1:11 L0805 a reminder is for one sort of rows"]
    ),
    ("reminder: a\nfor: { customer: x }\nmessage: m\nevery: \"  \"", ["4:8 W0122 `every` is empty text"]),
  ]

  @Test("mistakes in a definition of a plugin's kind", arguments: mistakeCases)
  func mistakes(yaml: String, findings: [String]) throws {
    #expect(Self.decode(yaml, [try ExamplePlugins.load("reminder")]).findings == findings)
  }
}

@Suite struct PluginSetTests {
  static let yaml = "provides: { functions: { f: { params: [], returns: int } } }"

  @Test("a better version replaces a plugin, and a broken one does not")
  func reload() throws {
    let set = PluginSet([try plugin("return { f = function() return 1 end }", yaml: Self.yaml)])
    let first = set.hash
    #expect(!set.reload { try? plugin("return { f = ", yaml: Self.yaml) })
    #expect(try set.all[0].call("f", []).isEqual(to: 1))
    #expect(set.reload { try? plugin("return { f = function() return 2 end }", yaml: Self.yaml) })
    #expect(try set.all[0].call("f", []).isEqual(to: 2))
    #expect(set.hash != first)
    #expect(!set.reload { try? plugin("return { f = function() return 2 end }", yaml: Self.yaml) })
    #expect(set.all.count == 1)
  }
}

@Suite struct AnnotationTests {
  @Test("annotations name what a plugin has, and are Lua")
  func annotations() throws {
    let geo = try ExamplePlugins.load("geo")
    let text = Annotations.text(
      for: geo.manifest,
      records: [RecordType(name: "customer", fields: [.init(name: "tier", type: .string, isOptional: true)])])
    #expect(text.contains("---@field radius_km number\n"))
    #expect(text.contains("---@alias geo_km fun(p1: number, p2: number, p3: number, p4: number): number\n"))
    #expect(text.contains("---@class customer\n---@field tier? string\n"))
    #expect(try run(text + "\nreturn true")?.isEqual(to: true) == true)
  }

  @Test("every function that scripts have is annotated")
  func completeness() {
    let library = HostLibrary(plugin: "x", grants: Grants(), log: .none).functions + StandardFunctions.all
    let renamed = [
      "actions.request": "Context.act", "events.emit": "Context.emit", "time.now": "Context.now",
      "random.number": "Random.number", "random.integer": "Random.integer",
      "model.insert": "Context.insert", "model.upsert": "Context.upsert", "model.update": "Context.update",
      "model.delete": "Context.delete",
    ]
    let hidden: Set<String> = ["print", "http.get"]
    let missing = library.map(\.path).filter { !hidden.contains($0) }.filter { path in
      let name = renamed[path] ?? (path.hasPrefix("facts.") ? "Facts." + path.dropFirst(6) : path)
      return !Annotations.library.contains("function \(name)(") && !Annotations.library.contains("\(name)(")
    }
    #expect(missing == [])
  }
}
