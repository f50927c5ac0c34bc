import CEL
import RuleFiles
import RulesEngine
import Testing

@testable import Plugins

/// Plugins and rule scripts that mean harm through what they add: kinds, checks, scorers, enrichers, actions, rules,
/// settings and tests. Each ends as a described error, and what stands beside it works on.
@Suite struct PluginAttackTests {
  // MARK: Kinds

  static let kinds: [(String, String)] = [
    ("a kind that makes itself", "return { { 'evil', id, { on = 'x' } } }"),
    (
      "a kind that makes ten of itself",
      "local all = {} for i = 1, 10 do all[i] = { 'evil', id .. i, { on = 'x' } } end return all"
    ),
    (
      "a kind that makes thousands of rules",
      "local all = {} for i = 1, 1010 do all[i] = { 'rule', id .. i, { on = 'x', ['do'] = {} } } end return all"
    ),
  ]

  @Test("kinds that make definitions without end", arguments: kinds)
  func kind(what: String, body: String) throws {
    let evil = try plugin(
      "return { kinds = { evil = function(id, fields) \(body) end } }",
      yaml: "provides: { kinds: { evil: { required: [\"on\"] } } }")
    let (draft, findings) = KindTests.decode(
      "evil: a\non: x\n---\nrule: good\non: x\ndo: [{ notify: { to: a } }]", [evil])
    #expect(
      findings.filter { $0.contains("L0805") } == [
        "1:7 L0805 plugin `demo` makes definitions of definitions without end"
      ])
    #expect(draft.rules.count <= Expansion.maxCount + 1)
    #expect(draft.rules.last?.header.id.value == "good")
  }

  // MARK: Checks

  private func findings(_ check: String, definitions: Int) throws -> [Diagnostic] {
    let evil = try plugin("return { checks = { evil = \(check) } }", yaml: "provides: { checks: [evil] }")
    let text = (0..<definitions).map { "rule: r\($0)\non: x\n" }.joined(separator: "---\n")
    let diagnostics = Diagnostics()
    let checks = evil.checks
    for document in YAMLParser.parse(text, file: "r.yaml").documents {
      checks.forEach { $0(document.root, diagnostics) }
    }
    return diagnostics.sorted
  }

  @Test("a check that never ends is run once, however many definitions there are")
  func endlessCheck() throws {
    let found = try findings("function() while true do end end", definitions: 200)
    #expect(
      found.map(\.message) == [
        "the check `evil` of plugin `demo` failed: the script took more than 1000000 steps"
      ])
  }

  @Test("a flood of findings, each a long text that moves the cursor")
  func floodOfFindings() throws {
    let found = try findings(
      """
      function()
        local all, text = {}, ("\\27[2J\\n"):rep(1000)
        for i = 1, 400 do all[i] = { message = i .. text } end
        return all
      end
      """, definitions: 1)
    #expect(found.count == 20)
    #expect(
      found.allSatisfy { $0.message.utf8.count <= 1_000 && !$0.message.utf8.contains { $0 < 0x20 } })
  }

  // MARK: Scorers, enrichers and actions

  static let scores: [(String, String)] = [
    ("0/0", "a number that is not finite cannot be a result"),
    ("2", "demo.near returned 2.0, and a score lies between 0 and 1"),
    ("-1.5", "demo.near returned -1.5, and a score lies between 0 and 1"),
    ("'1'", #"demo.near returned "1", and plugin demo promises a double"#),
    ("near", "a function cannot be a result"),
    ("nil", "demo.near returned nothing, and plugin demo promises a double"),
  ]

  @Test("a scorer that gives no score", arguments: scores)
  func scorer(result: String, message: String) throws {
    let evil = try plugin(
      "local near near = function(a, b) if a.ok then return 1 end return \(result) end return { demo = { near = near } }",
      yaml: "provides: { scorers: { demo.near: {} } }")
    let candidate = { (isGood: Bool) in Value.map(Map(isGood ? [("ok", .bool(true))] : [])) }
    let error = #expect(throws: EvaluationError.self) {
      try evil.call("demo.near", [candidate(false), .null])
    }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "none")")
    #expect(try evil.call("demo.near", [candidate(true), .null]) == .double(1))
  }

  @Test("an enricher whose result repeats one long text")
  func enricher() throws {
    let evil = try plugin(
      """
      return { enrichers = { order = { placed = { all = function(event)
        local all, text = {}, ("x"):rep(200000)
        for i = 1, event.n do all[i] = text end
        return all
      end } } } }
      """,
      yaml: """
        limits: { instructions: 1000000000, time: 50s }
        provides: { enrichers: { order.placed: { all: "[string]" } } }
        """)
    let field = try #require(evil.computedFields.first)
    let error = #expect(throws: EvaluationError.self) {
      try field.compute(.map(Map([("n", .int(5_000))])))
    }
    #expect(error?.message.hasPrefix("the texts of a result are too long") == true)
    #expect(try field.compute(.map(Map([("n", .int(1))]))) != nil)
  }

  @Test("an action whose failure is a book, and whose wait never ends")
  func action() throws {
    let evil = try plugin(
      """
      return { actions = { demo = { send = function(arguments, delivery)
        return { error = ("\\27]0;\\n"):rep(9000), message = ("m\\n"):rep(9000), retry_after = math.maxinteger, transient = true }
      end } } }
      """, yaml: "provides: { actions: { demo.send: { params: { to: string } } } }")
    let action = try #require(evil.carriedOut.first)
    let failure = #expect(throws: DeliveryFailure.self) {
      try action.deliver(Array(#"{"to":"a"}"#.utf8), delivery: [])
    }
    #expect(failure?.kind.utf8.count ?? .max <= 60)
    #expect(failure?.message.utf8.count ?? .max <= 1_000)
    #expect(failure?.retryAfter == nil)
    let text = "\(failure?.kind ?? "") \(failure?.message ?? "")"
    #expect(!text.utf8.contains { $0 < 0x20 })
  }

  @Test("a setting that tries to be code is a text")
  func setting() throws {
    let files = [
      SourceFile(
        path: "plugin.yaml",
        text: """
          plugin: demo
          version: 1.0.0
          provides: { functions: { f: { params: [], returns: string } } }
          config: { text: string, list: "[string]" }
          """),
      SourceFile(
        path: "main.lua", text: "return { f = function() return config.text .. config.list[1] end }"),
    ]
    let nasty = #"x" } error("out") --[[ ]] \n \" \z \x41"#
    let loaded = try loadPlugin(
      files, config: "text: '\(nasty)'\nlist: [\"]]\\n\\u0007 } while true do end\"]")
    #expect(try loaded.call("f", []) == .string(nasty + "]]\n\u{7} } while true do end"))
  }

  // MARK: Rule scripts

  static let rules: [(String, String, String)] = [
    (
      "declared without end", "while true do rule('r') { on = 'x', run = function() end } end",
      "L0801 the script "
    ),
    (
      "a file of another folder", "require('../secret')", "L0801 no file of this plugin is called '../secret'"
    ),
    ("a file by a name that ends early", "require('os\\0')", "L0801 no file of this plugin is called 'os?'"),
    (
      "a loader that is called again", "local ok = pcall(require, 5) rule(nil)",
      "L0801 a rule needs an id: rule \"my-rule\" { ... }"
    ),
    (
      "keys that are no texts", "rule 'r' { on = 'x', run = function() end, [5] = 6 }",
      "L0801 a table with both names and numbers as keys cannot be a result"
    ),
    (
      "a header that contains itself", "local t = { on = 'x', run = function() end } t.cap = t rule 'r' (t)",
      "L0801 a result nested deeper than 32"
    ),
    (
      "fields that are computed",
      "rule 'r' (setmetatable({}, { __index = function(t, k) return function() while true do end end end }))",
      "W0102 rule needs `on`"
    ),
    (
      "the world while it is loaded", "local t = time.now()",
      "L0801 time.now is for rule scripts: a function for expressions depends on its arguments alone"
    ),
    (
      "actions while it is loaded", "actions.request('charge', {})",
      "L0801 actions.request is for rule scripts: a function for expressions depends on its arguments alone"
    ),
  ]

  @Test("rule scripts that do not load", arguments: rules)
  func rule(what: String, text: String, finding: String) {
    let found = RuleScriptTests.load(text).findings
    let words = found.map { $0.split(separator: " ", maxSplits: 1).last.map(String.init) ?? "" }
    #expect(words.contains { $0.hasPrefix(finding) }, "\(found)")
    #expect(RuleScriptTests.load("rule 'r' { on = 'x', run = function() end }").scripts.count == 1)
  }

  static let runs: [(String, String, String)] = [
    (
      "more actions than are allowed", "for i = 1, 1e6 do ctx.act('a', {}) end",
      "a script asks for more than 1000 actions and events"
    ),
    (
      "an argument that contains itself", "local t = {} t.t = t ctx.act('a', t)",
      "a result nested deeper than 32"
    ),
    ("an argument that is a function", "ctx.act('a', { f = ctx.act })", "a function cannot be a result"),
    (
      "an argument that lies about its fields",
      "ctx.act('a', setmetatable({}, { __index = function() while true do end end })) error('end')", "end"
    ),
    (
      "an error that speaks when it is asked",
      "error(setmetatable({}, { __tostring = function() while true do end end }))",
      "the error object is not a text"
    ),
    (
      "an error that is caught again and again", "while true do pcall(error, ('x'):rep(1000)) end",
      "the script took more than 1000000 steps"
    ),
    (
      "a row that is kept", "kept = kept or {} ctx.kept = ctx.kept or event return ctx.kept.x .. event",
      "the global 'kept' cannot be set: calls keep nothing for one another"
    ),
    ("settings that are written", "ctx.settings.x = 1", "values of the host cannot be changed"),
    (
      "chance without end", "while true do ctx.random.integer(1, 2) end",
      "the script took more than 1000000 steps"
    ),
    ("chance over nothing", "ctx.random.integer(2, 1)", "no integers from 2 to 1"),
    ("coroutines", "coroutine.wrap(function() end)", "attempt to index a nil value (global 'coroutine')"),
  ]

  @Test("rule scripts that misbehave when they run", arguments: runs)
  func run(what: String, body: String, message: String) throws {
    let text =
      "rule 'r' { on = 'x', run = function(event, customer, ctx) if event.good then return end \(body) end }"
    let script = try #require(RuleScriptTests.load(text).scripts.first)
    let event = { (isGood: Bool) in
      ScriptValue.value(.map(Map([("x", .int(1))] + (isGood ? [("good", .bool(true))] : []))))
    }
    func run(_ isGood: Bool) throws(EvaluationError) {
      let context = ScriptContext(now: Timestamp(microseconds: 0), seed: 1)
      try script.run(event: event(isGood), customer: .value(.null), context: context)
    }
    let error = #expect(throws: EvaluationError.self) { try run(false) }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "none")")
    try run(true)
  }

  @Test("a row that is kept for the next call")
  func keptRow() throws {
    let script = try #require(
      RuleScriptTests.load(
        "local kept rule 'r' { on = 'x', run = function(event) if kept then return kept.x end kept = event end }"
      ).scripts.first)
    let event = ScriptValue.value(.map(Map([("x", .int(1))])))
    let context = ScriptContext(now: Timestamp(microseconds: 0), seed: 1)
    try script.run(event: event, customer: .value(.null), context: context)
    let error = #expect(throws: EvaluationError.self) {
      try script.run(event: event, customer: .value(.null), context: context)
    }
    #expect(error?.message.hasPrefix("a value of an earlier call cannot be used any more") == true)
  }

  static let secrets = [
    "ada@example.com", "4111 1111 1111 1111", "4111-1111-1111-1111", "DE89370400440532013000",
    "+1 (212) 555-0142",
    "call 4111111111111111 now",
  ]

  @Test("a traceback does not tell whose card or address it was", arguments: secrets)
  func secret(text: String) throws {
    let evil = try plugin(
      "local function f(who, n) error('no') end return { f = function(text) f(text, 1) return 1 end }",
      yaml: "provides: { functions: { f: { params: [string], returns: int } } }")
    do throws(ScriptError) {
      _ = try evil.pool.use { instance throws(ScriptError) in
        guard let function = instance.exports[0] else { return nil as Value? }
        return try instance.call(function, with: [.string(text)])
      }
      Issue.record("no error")
    } catch {
      #expect(
        error.traceback == [
          "demo/main.lua:1 in f(who = \"***\", n = 1)", "demo/main.lua:1 in function(text = \"***\")",
        ])
    }
  }

  // MARK: Tests and annotations

  @Test("a test that never ends, and one that is called a book")
  func tests() {
    let outcomes = ScriptTestsTests.run(
      """
      test(("\\27[2J"):rep(9000), function() while true do end end)
      test("after", function() equal(1, 1) end)
      test("in vain", function() pcall(function() while true do end end) end)
      """)
    #expect(outcomes.count == 3)
    #expect(outcomes[0].hasSuffix("the script took more than 1000000 steps"))
    #expect(outcomes[0].utf8.count < 400 && !outcomes[0].utf8.contains { $0 < 0x20 })
    #expect(outcomes[1] == "after demo/main_test.lua:2 passed")
    #expect(outcomes[2].hasSuffix("the script took more than 1000000 steps"))
  }

  @Test("a description of several lines stays a comment")
  func annotations() throws {
    let yaml = """
      plugin: demo
      version: 1.0.0
      provides:
        functions:
          f: { params: [], returns: int, description: "one\\nos.execute('two')" }
      """
    let root = try #require(YAMLParser.parse(yaml, file: "plugin.yaml").documents.first?.root)
    let manifest = try #require(PluginManifest.read(root, Diagnostics()))
    let lines = Annotations.text(for: manifest).split(separator: "\n").filter { $0.contains("os.execute") }
    #expect(lines == ["--- one os.execute('two')"])
  }
}
