import CEL
import RulesEngine
import Synchronization
import Testing

@testable import Plugins

@Suite struct PluginTests {
  @Test("geo: distances between known cities")
  func geo() throws {
    let geo = try ExamplePlugins.load("geo")
    guard case .double(let km) = try geo.call("geo.km", [52.52, 13.405, 48.1374, 11.5755]) else {
      Issue.record("no double")
      return
    }
    #expect(abs(km - 504.2) < 0.5)
    #expect(try geo.call("geo.km", [1, 1, 1, 1]).isEqual(to: .double(0)))
    #expect(try geo.call("geo.within", [52.52, 13.405, 52.5, 13.4, 3]).isEqual(to: true))
    #expect(try geo.call("geo.within", [52.52, 13.405, 48.1, 11.5, 3]).isEqual(to: false))
  }

  @Test("geo: called from an expression")
  func expression() throws {
    var environment = Environment(profile: .rules)
    for function in try ExamplePlugins.load("geo").functions { environment.register(function) }
    environment.declare(variable: "lat", type: .double)
    var slots = SlotTable()
    let program = try environment.compile(
      "geo.km(lat, 13.4, 52.5, 13.4) < 3.0", expecting: .bool, slots: &slots)
    let frame = Frame()
    frame.prepare(slotCount: slots.count)
    frame[0] = 52.51
    #expect(try program.evaluate(frame).isEqual(to: true))
  }

  @Test("messages: templates, languages and settings")
  func messages() throws {
    let messages = try ExamplePlugins.load("messages", config: "signature: Garage Weber")
    let values = Value.map(Map([("name", "Ada"), ("total", .money(Money("84.50 EUR")!))]))
    #expect(
      try messages.call("message.text", ["thank_you", "de-AT", values]).text
        == "Guten Tag Ada, danke für Ihren Besuch. Die Summe war 84.50 EUR. Garage Weber")
    #expect(
      try messages.call("message.text", ["quote_ready", "fr", values]).text
        == "Dear Ada, your quote of 84.50 EUR is ready. Garage Weber")
    #expect(try messages.call("message.templates", []).description == #"["quote_ready", "thank_you"]"#)
    let error = #expect(throws: EvaluationError.self) {
      try messages.call("message.text", ["thank_you", "en", .map(Map())])
    }
    #expect(error?.message.hasPrefix("the message needs a value for 'name'") == true)
  }

  static let mistakeCases: [(String, String, [String])] = [
    ("return {", "", ["demo/main.lua:1: L0801 unexpected symbol near <eof>"]),
    ("\nerror('no')", "", ["demo/main.lua:2: L0801 no"]),
    (
      "local x = require('nothing')", "",
      ["demo/main.lua:1: L0801 no file of this plugin is called 'nothing'"]
    ),
    (
      "return {}", "provides: { functions: { a.b: { params: [], returns: int } } }",
      ["plugin.yaml:3: L0802 `a.b` is promised and not provided"]
    ),
    ("return {}", "main: other.lua", ["plugin.yaml:3: L0803 plugin `demo` has no file `other.lua`"]),
    ("return {}", "grants: [facts.raed]", ["plugin.yaml:3: W0112 unknown value `facts.raed` for `grants`"]),
    ("return {}", "limits: { memory: 8MB }", ["plugin.yaml:3: W0115 `8MB` is not an amount of memory"]),
    (
      "return {}", "config: { region: string }",
      ["plugin.yaml:3: W0102 plugin `demo` needs the setting `region`"]
    ),
    (
      "while true do end", "limits: { instructions: 5000, time: 60s }",
      ["demo/main.lua:1: L0801 the script took more than 5000 steps"]
    ),
  ]

  @Test("mistakes are found when a plugin is loaded", arguments: mistakeCases)
  func mistakes(lua: String, yaml: String, findings: [String]) {
    let failure = #expect(throws: LoadingFailure.self) { try plugin(lua, yaml: yaml) }
    #expect(failure?.findings == findings)
  }

  static let resultCases: [(String, String, String)] = [
    ("double", "1", "1.0"), ("decimal", "2", "2"), ("{int}", "{}", "{}"), ("[string]", "{ 'a' }", "[\"a\"]"),
    ("int", "1.5", "f returned 1.5, and plugin demo promises an int"),
    ("decimal", "1.5", "f returned 1.5, and plugin demo promises a decimal"),
    ("string", "nil", "f returned nothing, and plugin demo promises a string"),
    ("[int]", "{ 1, 'a' }", "f returned [1, \"a\"], and plugin demo promises a list(int)"),
    ("money", "money('1', 'EUR')", "1 EUR"), ("json", "{ a = { 1 } }", "{\"a\": [1]}"),
    (
      "int", "time.now()",
      "time.now is for rule scripts: a function for expressions depends on its arguments alone (demo/main.lua:1)"
    ),
    (
      "int", "({ log })[1].info('x')",
      "plugin demo may not use log.info: its plugin.yaml needs the grant `log` (demo/main.lua:1)"
    ),
    (
      "int", "({ http })[1].get('https://example.com/a')",
      "plugin demo may not use example.com: its plugin.yaml needs the grant `http: [example.com]` (demo/main.lua:1)"
    ),
  ]

  @Test("results are of the type that was promised, or errors", arguments: resultCases)
  func results(type: String, lua: String, expected: String) throws {
    let plugin = try plugin(
      "return { f = function() return \(lua) end }",
      yaml: "provides: { functions: { f: { params: [], returns: \"\(type)\" } } }")
    do throws(EvaluationError) {
      #expect(try plugin.call("f", []).description == expected)
    } catch {
      #expect(error.message == expected)
    }
  }

  @Test("a flood of lines ends in one that says so")
  func logging() throws {
    let lines = Mutex<[String]>([])
    let log = ScriptLog(maxLines: 3) { line in
      lines.withLock { $0.append("\(line.level.rawValue) \(line.text)") }
    }
    let plugin = try plugin(
      "return { f = function() for i = 1, 10 do log.warning('line', i, {}) end return 1 end }",
      yaml: "provides: { functions: { f: { params: [], returns: int } } }\ngrants: [log]", log: log)
    _ = try plugin.call("f", [])
    #expect(
      lines.withLock { $0 } == [
        "warning line 1 table", "warning line 2 table", "warning line 3 table",
        "warning more than 3 lines; the rest is left out",
      ])
  }

  @Test("a call that reached a limit leaves nothing behind for the next")
  func freshness() throws {
    let plugin = try plugin(
      "local n = 0 return { f = function(x) n = n + 1 while x > 1 do end return n end }",
      yaml: "provides: { functions: { f: { params: [int], returns: int } } }\nlimits: { instructions: 10000 }"
    )
    #expect(try plugin.call("f", [1]).isEqual(to: 1))
    let error = #expect(throws: EvaluationError.self) { try plugin.call("f", [2]) }
    #expect(error?.kind == .budget)
    #expect(try plugin.call("f", [1]).isEqual(to: 1))
  }

  @Test("many threads call one plugin")
  func threads() async throws {
    let geo = try ExamplePlugins.load("geo")
    let expected = try geo.call("geo.km", [1, 2, 3, 4]).description
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<200).allSatisfy { _ in (try? geo.call("geo.km", [1, 2, 3, 4]))?.description == expected }
        }
      }
      for await same in group { #expect(same) }
    }
  }
}
