import CEL
import RulesEngine
import Testing

@testable import Plugins

@Suite struct RuleScriptTests {
  static let peakTime = """
    -- Sessions cost more when many are open.
    rule "peak-time" {
      on = "session.requested",
      when = [[ event.session_type == "video" ]],
      priority = 5,
      run = function(event, customer, ctx)
        local open = ctx.facts.count("sessions", { status = "open" })
        if open > 20 then
          ctx.act("charge", { amount = money("5.00"), label = "Peak time for " .. customer.name })
        end
        if customer.tier == "gold" then ctx.emit("gold.served", { at = ctx.now() }, customer.id) end
      end,
    }

    rule "second" {
      on = { "a.b", 'c.\\x64' },
      when = "event.x > 1 \\u{26} y",
      run = function() end,
    }
    """

  static func load(_ text: String) -> (scripts: [RuleScript], findings: [String]) {
    let diagnostics = Diagnostics()
    let scripts = RuleScript.load(SourceFile(path: "fees/peak.lua", text: text), diagnostics: diagnostics)
    return (
      scripts,
      diagnostics.sorted.map { "\($0.span.start.line):\($0.span.start.column) \($0.code.id) \($0.message)" }
    )
  }

  @Test("rules are declared with exact places")
  func headers() throws {
    let (scripts, findings) = Self.load(Self.peakTime)
    #expect(findings == [])
    #expect(scripts.map(\.header.id.value) == ["peak-time", "second"])
    let first = try #require(scripts.first?.header)
    #expect(first.on.map(\.value) == ["session.requested"])
    #expect(
      first.on[0].span.start == SourcePosition(line: 3, column: 8, offset: first.on[0].span.start.offset))
    #expect(first.priority == 5)
    let condition = try #require(first.condition)
    #expect(condition.text == #" event.session_type == "video" "#)
    // The place of `session_type` inside the condition, in the file.
    let span = condition.span(of: 7..<19)
    #expect((span.start.line, span.start.column) == (4, 19))
    #expect(span.end.column == 31)
    let second = scripts[1].header
    #expect(second.on.map(\.value) == ["a.b", "c.d"])
    #expect(second.condition?.text == "event.x > 1 & y")
    let y = try #require(second.condition).span(of: 14..<15)
    #expect(y.start.column == 30)
  }

  final class Facts: Sendable {
    func answer(_ question: ScriptContext.FactQuestion) throws(EvaluationError) -> Value? {
      guard question.verb == "count", question.path == "sessions", question.filter.count == 1 else {
        throw EvaluationError(.unavailable, "no such fact")
      }
      return .int(21)
    }
  }

  @Test("a script asks for actions and events")
  func running() throws {
    let script = try #require(Self.load(Self.peakTime).scripts.first)
    let context = ScriptContext(
      now: Timestamp(rfc3339: "2026-11-21T10:00:00Z")!, seed: 1, currency: Currency(code: "EUR"),
      facts: { question throws(EvaluationError) in try Facts().answer(question) })
    let customer = Value.map(Map([("id", "c1"), ("name", "Ada"), ("tier", "gold")]))
    try script.run(event: .value(.map(Map())), customer: .value(customer), context: context)
    let texts = context.requests.map { request in
      switch request {
      case .action(let name, let arguments): "\(name) \(arguments.map { "\($0.0)=\($0.1)" })"
      case .change: "change"
      case .event(let type, let subject, let data):
        "\(type) \(subject ?? "-") \(data.map { "\($0.0)=\($0.1)" })"
      }
    }
    #expect(
      texts == [
        #"charge ["amount=5.00 EUR", "label=\"Peak time for Ada\""]"#,
        #"gold.served c1 ["at=2026-11-21T10:00:00Z"]"#,
      ])
  }

  @Test("chance comes from the seed, and is the same again")
  func chance() throws {
    let source = """
      rule "dice" {
        on = "roll",
        run = function(event, customer, ctx)
          ctx.act("rolled", { a = ctx.random.integer(1, 6), b = ctx.random.number() < 1 })
        end,
      }
      """
    let script = try #require(Self.load(source).scripts.first)
    let rolls = try [7, 7, 8].map { (seed: UInt64) in
      let context = ScriptContext(now: Timestamp(microseconds: 0), seed: seed)
      for _ in 0..<20 { try script.run(event: .value(.null), customer: .value(.null), context: context) }
      return "\(context.requests)"
    }
    #expect(rolls[0] == rolls[1])
    #expect(rolls[0] != rolls[2])
  }

  static let mistakeCases: [(String, [String])] = [
    ("rule 'a' {", ["1:1 L0801 unexpected symbol near <eof>"]),
    ("rule 'a' {\n  on = 'x',\n}", ["1:1 L0801 rule \"a\" needs `run = function(event, customer, ctx)`"]),
    ("rule 'a' { run = function() end }", ["1:6 W0102 rule needs `on`"]),
    (
      "rule 'a' {\n  on = 'x', wehn = 'true',\n  run = function() end }",
      ["2:13 W0101 unknown key `wehn` in rule"]
    ),
    ("rule 'a b' { on = 'x', run = function() end }", ["1:6 W0111 `a b` is not an identifier"]),
    ("rule 'a' { on = 'x y', run = function() end }", ["1:17 W0111 `x y` is not an identifier"]),
    (
      "rule 'a' { on = 'x', priority = 'high', run = function() end }",
      ["1:33 W0114 `high` is not a whole number"]
    ),
    ("rule(7)", ["1:1 L0801 a rule needs an id: rule \"my-rule\" { ... }"]),
    ("local x = nil\nlocal y = x.z", ["2:1 L0801 attempt to index a nil value (local 'x')"]),
  ]

  @Test("mistakes are shown where they are", arguments: mistakeCases)
  func mistakes(text: String, findings: [String]) {
    #expect(Self.load(text).findings == findings)
  }

  @Test("an error of a script names its line")
  func errors() throws {
    let script = try #require(
      Self.load("rule 'a' {\n on = 'x',\n run = function(event)\n  return event.total.amount\n end }").scripts
        .first)
    let context = ScriptContext(now: Timestamp(microseconds: 0), seed: 1)
    let error = #expect(throws: EvaluationError.self) {
      try script.run(event: .value(.map(Map())), customer: .value(.null), context: context)
    }
    #expect(
      error?.message == "attempt to index a nil value (field 'total') (fees/peak.lua:4 in run(event = a map))"
    )
  }
}
