import CEL
import RuleFiles
import RulesEngine
import Testing

@testable import Plugins

/// Tests in Lua, and the plugin that `bylaw new plugin` makes.
@Suite struct ScriptTestsTests {
  static func load(_ files: [SourceFile]) -> (ScriptTests?, [String]) {
    let diagnostics = Diagnostics()
    let yaml = files.first { $0.path == "plugin.yaml" }
    let root = YAMLParser.parse(yaml?.utf8 ?? [], file: "plugin.yaml").documents.first?.root
    let tests = root.flatMap { PluginManifest.read($0, diagnostics) }.map {
      ScriptTests($0, files: files, diagnostics: diagnostics)
    }
    return (
      tests, diagnostics.sorted.map { "\($0.span.file):\($0.span.start.line) \($0.code.id) \($0.message)" }
    )
  }

  static func run(_ test: String, main: String = "return {}", yaml: String = "") -> [String] {
    let (tests, findings) = load([
      SourceFile(path: "plugin.yaml", text: "plugin: demo\nversion: 1.0.0\n" + yaml),
      SourceFile(path: "main.lua", text: main), SourceFile(path: "main_test.lua", text: test),
    ])
    guard let tests, findings.isEmpty else { return findings }
    return tests.names.indices.map { position in
      let name = tests.names[position]
      let failure = tests.run(position)
      return "\(name.name) \(name.file):\(name.line) "
        + (failure.map { "\($0.file):\($0.line) \($0.message)" } ?? "passed")
    }
  }

  @Test("a new plugin works, and its tests pass", arguments: ["loyalty", "shop-hours"])
  func template(name: String) throws {
    let (tests, findings) = Self.load(PluginTemplate.files(name: name))
    #expect(findings == [])
    let found = try #require(tests)
    #expect(found.names.map(\.name) == ["a share is rounded to the cent", "a share needs an exact number"])
    #expect(found.names.map(\.line) == [3, 7])
    #expect(found.names.indices.compactMap { found.run($0) } == [])
  }

  @Test("the tests of the example plugins pass")
  func examples() throws {
    let (tests, findings) = Self.load(ExamplePlugins.files(in: "\(ExamplePlugins.root)/review"))
    #expect(findings == [])
    let found = try #require(tests)
    #expect(found.names.count == 4)
    #expect(found.names.indices.compactMap { found.run($0) } == [])
  }

  static let cases: [(String, [String])] = [
    ("test('a', function() equal(1 + 1, 2) end)", ["a demo/main_test.lua:1 passed"]),
    (
      "\ntest('a', function()\n  equal({ 1, { x = 'y' } }, { 1, { x = 'z' } })\nend)",
      ["a demo/main_test.lua:2 demo/main_test.lua:3 expected {1, {x = \"z\"}}, found {1, {x = \"y\"}}"]
    ),
    (
      "test('a', function() equal(decimal('1.0'), decimal('1')) equal(money('1 USD'), money('1.00 USD')) end)",
      ["a demo/main_test.lua:1 passed"]
    ),
    (
      "test('a', function() fails(function() error('no') end, 'yes') end)",
      [
        "a demo/main_test.lua:1 demo/main_test.lua:1 expected an error with \"yes\", found \"demo/main_test.lua:1: no\""
      ]
    ),
    (
      "test('a', function() fails(function() end) end)",
      ["a demo/main_test.lua:1 demo/main_test.lua:1 expected an error, and there was none"]
    ),
    (
      "test('one', function() equal(1, 2) end)\ntest('two', function() equal(2, 2) end)",
      [
        "one demo/main_test.lua:1 demo/main_test.lua:1 expected 2, found 1",
        "two demo/main_test.lua:2 passed",
      ]
    ),
    ("test('a', function() equall(1, 2) end)", ["demo/main_test.lua:1 L0811 no variable is called `equall`"]),
    ("test('a'", ["demo/main_test.lua:1 L0801 ')' expected near <eof>"]),
    (
      "test('a')",
      ["demo/main_test.lua:1 L0801 a test is a name and a function: test(\"it adds\", function() ... end)"]
    ),
    (
      "test('endless', function() while true do end end)",
      ["endless demo/main_test.lua:1 demo/main_test.lua:1 the script took more than 1000000 steps"]
    ),
  ]

  @Test("tests pass and fail with their places", arguments: cases)
  func tests(source: String, expected: [String]) { #expect(Self.run(source) == expected) }

  @Test("the clock, facts and what was asked for")
  func world() {
    let main = """
      return {
        greet = function()
          if facts.get("customer.tier") == "gold" then
            actions.request("sms.send", { text = "hi at " .. time.now() })
          end
          events.emit("greeted", { n = random.integer(3, 3) }, "c1")
        end,
      }
      """
    let test = """
      test("gold", function()
        at("2026-11-21T10:00:00Z")
        given("customer.tier", "gold")
        plugin.greet()
        equal(requests(), {
          { action = "sms.send", arguments = { text = "hi at 2026-11-21T10:00:00Z" } },
          { event = "greeted", data = { n = 3 }, subject = "c1" },
        })
      end)
      """
    let grants = "grants: [facts.read, act, emit]"
    #expect(Self.run(test, main: main, yaml: grants) == ["gold demo/main_test.lua:1 passed"])
  }

  @Test("one test leaves nothing for the next")
  func isolation() {
    let test = """
      local seen = {}
      test("first", function() seen[1] = true equal(#seen, 1) given("x", 1) end)
      test("second", function() equal(#seen, 0) equal(#requests(), 0) end)
      """
    #expect(Self.run(test).map { $0.hasSuffix("passed") } == [true, true])
  }
}
