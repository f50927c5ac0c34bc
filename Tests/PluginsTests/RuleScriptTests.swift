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
      diagnostics.sorted.map { finding in
        "\(finding.span.start.line):\(finding.span.start.column) \(finding.code.id) \(finding.message)"
          + finding.help.map { " | \($0)" }.joined()
          + (finding.fix?.edits.map { " | fix \($0.replacement)" }.joined() ?? "")
      }
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

  @Test("what restrains a rule is read as in YAML, with exact places")
  func restraints() throws {
    let (scripts, findings) = Self.load(
      """
      local day = "calendar_day"
      rule "restrained" {
        on = "a.b", enabled = false, on_error = "record", group = "g", priority = -5,
        effective = { from = "2026-01-01T00:00:00Z", ["until"] = timestamp("2027-01-01T00:00:00Z") },
        rollout = { percent = 12.5, by = "customer.id", salt = "s" },
        cooldown = { ["for"] = "30d", key = { "customer.id", "event.x" } },
        cap = { at_most = 1 + 1, per = day, by = 'customer.id', scope = "messages" },
        run = function() end,
      }
      """)
    #expect(findings == [])
    let header = try #require(scripts.first?.header)
    #expect(header.priority == -5 && header.group == "g" && !header.isEnabled && header.onError == .record)
    #expect(header.from == Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
    #expect(header.until == Timestamp(rfc3339: "2027-01-01T00:00:00Z"))
    #expect(header.rollout?.basisPoints == 1_250 && header.rollout?.salt == "s")
    let by = try #require(header.rollout?.by).span(of: 9..<11)
    #expect((by.start.line, by.start.column) == (5, 46))
    #expect(header.cooldown?.length == Duration(nanoseconds: 30 * 86_400_000_000_000))
    #expect(header.cooldown?.key.map(\.text) == ["customer.id", "event.x"])
    let cap = try #require(header.cap)
    #expect(cap.atMost == 2 && cap.by?.text == "customer.id" && cap.scope?.value == "messages")
    guard case .day = cap.period else {
      Issue.record("not a calendar day")
      return
    }
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
    ("rule 'a' { run = function() end }", ["1:6 W0102 rule needs `on` | add `on = …`"]),
    (
      "rule 'a' {\n  on = 'x', wehn = 'true',\n  run = function() end }",
      ["2:13 W0101 unknown key `wehn` in rule | did you mean `when`? | fix when"]
    ),
    ("rule 'a b' { on = 'x', run = function() end }", ["1:6 W0111 `a b` is not an identifier | write `a-b`"]),
    (
      "rule 'a' { on = 'x y', run = function() end }", ["1:17 W0111 `x y` is not an identifier | write `x-y`"]
    ),
    (
      "rule 'a' { on = 'x', priority = 'high', run = function() end }",
      ["1:33 W0114 `high` is not a whole number"]
    ),
    (
      "rule 'a' { on = 'x', on_error = 'recrod', run = function() end }",
      ["1:33 W0112 unknown value `recrod` for `on_error` | did you mean `record`? | fix 'record'"]
    ),
    (
      "rule 'a' { on = 'x', cap = { at_most = 1, pre = '7d' }, run = function() end }",
      [
        "1:43 W0101 unknown key `pre` in cap | did you mean `per`? | fix per"
      ]
    ),
    (
      "rule 'a' { on = 'x', cap = { at_most = 1 }, run = function() end }",
      ["1:30 W0102 cap needs `per` | add `per = …`"]
    ),
    (
      "rule 'a' { on = 'x', rollout = 20, run = function() end }",
      ["1:32 W0103 a rollout is `shadow` or a mapping, found `20` | write `{ percent = 20 }`"]
    ),
    (
      "rule 'a' { on = 'x', effective = { from = 'soon' }, run = function() end }",
      ["1:43 W0120 `soon` is not a date"]
    ),
    (
      "rule 'a' { on = 'x', cooldown = 5 .. 'h' .. '?', run = function() end }",
      ["1:33 W0131 `5h?` is not a duration"]
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
