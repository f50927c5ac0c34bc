import CEL
import Host
import RuleFiles
import RulesEngine
import TestSupport
import Testing

/// Rules in Lua, as part of a rulebook.
@Suite struct LuaRuleTests {
  /// What a script does on an order of 19.99 by a gold customer with two orders.
  private static func run(_ body: String, header: String = "", rules: String = "") throws -> Decision {
    let shop = try Shop(
      rules,
      scripts: [
        "fees/test.lua":
          "rule \"test\" {\n  on = \"order.placed\", \(header)\n  run = function(event, customer, ctx)\n\(body)\n  end,\n}\n"
      ])
    try shop.send("customer.registered", #"{"name":"Ada","tier":"gold"}"#)
    try shop.send("order.placed", #"{"order_id":"o1","shop_id":"s1","amount":"5.00"}"#)
    let decisions = try shop.send("order.placed", #"{"order_id":"o2","shop_id":"s1","amount":"19.99"}"#)
    return try #require(decisions.first)
  }

  static let results: [(String, [String])] = [
    (
      #"ctx.act("charge", { amount = event.amount, to = customer.id })"#,
      [#"charge {"to":"c1","amount":"19.99","currency":"USD"}"#]
    ),
    (
      #"ctx.act("charge", { to = "c", amount = (event.amount * decimal("0.1")):round(), label = null })"#,
      [#"charge {"to":"c","amount":"2.00","currency":"USD"}"#]
    ),
    (
      #"ctx.act("charge", { to = "c", amount = money("5") }) ctx.act("charge", { to = "d", amount = money("6") })"#,
      [
        #"charge {"to":"c","amount":"5.00","currency":"USD"}"#,
        #"charge {"to":"d","amount":"6.00","currency":"USD"}"#,
      ]
    ),
    (
      #"ctx.act("notify", { to = customer.tier, template = customer.order_count .. " " .. event.id .. " " .. event.time })"#,
      [#"notify {"to":"gold","template":"2 e3 2026-03-02T10:00:00Z"}"#]
    ),
    (
      #"ctx.act("notify", { to = ctx.facts.get("customer.name"), template = ctx.facts.count("orders", { status = "open" }) .. "" })"#,
      [#"notify {"to":"Ada","template":"2"}"#]
    ),
    (
      #"ctx.act("charge", { to = ctx.facts.get("orders.shop_id", { id = "o1" }), amount = ctx.facts.sum("orders.amount") })"#,
      [#"charge {"to":"s1","amount":"24.99","currency":"USD"}"#]
    ),
    (
      #"local rows = ctx.facts.rows("orders") ctx.act("notify", { to = rows[2].id, template = #rows .. kind(ctx.facts.max("orders.amount")) })"#,
      [#"notify {"to":"o2","template":"2money"}"#]
    ),
    (
      #"ctx.act("charge", { to = "none", amount = ctx.facts.sum("orders.amount", { status = "paid" }) })"#,
      [#"charge {"to":"none","amount":"0.00","currency":"USD"}"#]
    ),
    (
      #"ctx.act("charge", { to = "x", amount = money(ctx.settings.vip_spend) })"#,
      [#"charge {"to":"x","amount":"1000.00","currency":"USD"}"#]
    ),
    (
      #"ctx.update("customers", { id = customer.id }, { points = 7 }) ctx.act("notify", { to = "p", template = "" .. customer.points })"#,
      [#"notify {"to":"p","template":"7"}"#]
    ),
    (
      #"ctx.upsert("orders", { id = "o9", customer_id = "c1", amount = money("1") }) ctx.delete("orders", { id = "o1" }) ctx.act("notify", { to = "p", template = "" .. customer.order_count })"#,
      [#"notify {"to":"p","template":"2"}"#]
    ),
  ]

  @Test(arguments: results)
  func `a script reads, computes and asks`(body: String, actions: [String]) throws {
    let decision = try Self.run(body)
    #expect(decision.record.errors.map(\.message) == [])
    #expect(decision.actionTexts == actions)
    #expect(decision.record.matched == ["rule/test"])
  }

  @Test func `its condition is an expression, indexed and explained like any other`() throws {
    let shop = try Shop(
      "rule: yaml\non: order.placed\ndo: [{ notify: { to: b, template: t } }]",
      scripts: [
        "z.lua": """
        rule "big" {
          on = "order.placed", when = [[ event.amount > 10.00 && customer.tier == "gold" ]], priority = 5,
          description = "Thanks for big orders.",
          run = function(event, customer, ctx) ctx.act("notify", { to = "a", template = "t" }) end,
        }
        """
      ])
    try shop.send("customer.registered", #"{"name":"Ada","tier":"gold"}"#)
    let small = try shop.send("order.placed", #"{"order_id":"o1","shop_id":"s1","amount":"5.00"}"#)[0]
    let big = try shop.send("order.placed", #"{"order_id":"o2","shop_id":"s1","amount":"19.99"}"#)[0]
    #expect(small.record.matched == ["rule/yaml"])
    #expect(big.record.matched == ["rule/big", "rule/yaml"])
    let explainer = Explainer(rulebook: shop.rulebook)
    let item = explainer.explain(small.event, small.record).items.first { $0.definition == "rule/big" }
    #expect(item?.outcome == .conditionFalse)
    let trace = item?.reasons.map { "\($0)" } ?? []
    #expect(!trace.isEmpty)
  }

  @Test func `it is restrained as a rule in YAML is`() throws {
    let shop = try Shop(
      scripts: [
        "a.lua": """
        rule "once" {
          on = "customer.registered", cooldown = "1h",
          run = function(event, customer, ctx) ctx.act("notify", { to = "once", template = "t" }) end,
        }
        rule "later" {
          on = "customer.registered", effective = { from = "2026-03-02T11:30:00Z" },
          run = function(event, customer, ctx) ctx.act("notify", { to = "later", template = "t" }) end,
        }
        rule "shadow" {
          on = "customer.registered", rollout = "shadow",
          run = function(event, customer, ctx) ctx.act("notify", { to = "shadow", template = "t" }) end,
        }
        """
      ])
    let asked = try ["10:00", "10:30", "11:30"].map { time in
      try shop.send("customer.registered", #"{"name":"Ada"}"#, at: "2026-03-02T\(time):00Z")[0].actionTexts
        .map { $0.split(separator: #"""#)[3] }
    }
    #expect(asked == [["once"], [], ["once", "later"]])
  }

  @Test func `what a script read is kept with the decision`() throws {
    let decision = try Self.run(
      #"local tier = customer.tier if ctx.facts.count("orders", { status = "open" }) > 1 and tier == "gold" then ctx.act("notify", { to = "a", template = "t" }) end"#
    )
    #expect(
      decision.record.notes.map { "\($0.by) \($0.name) \(String(decoding: $0.json, as: UTF8.self))" } == [
        #"rule/test facts {"customer.tier":"gold","count orders[status=open]":2}"#
      ])
  }

  @Test func `events that it emits are decided after it, in the same transaction`() throws {
    let shop = try Shop(
      "rule: heard\non: pong\ndo: [{ notify: { to: a, template: '${string(event.n)}' } }]",
      scripts: [
        "a.lua":
          "rule \"ring\" { on = \"ping\", run = function(event, _, ctx) ctx.emit(\"pong\", { n = 1 + (event.n or 0) }) end }"
      ])
    let decisions = try shop.send("ping", #"{"n":41}"#)
    #expect(decisions.map(\.event.typeName) == ["ping", "pong"])
    #expect(decisions.last?.actionTexts == [#"notify {"to":"a","template":"42"}"#])
  }

  static let errors: [(String, String, String)] = [
    (
      "local x = nil\n    return x.y",
      "R0213",
      "attempt to index a nil value (local 'x') (fees/test.lua:6 in run(event = a map, customer = a map, ctx = a table))"
    ),
    (
      "local function fee(amount, share) return amount * share end\n    local x = fee(event.amount, 0.5)",
      "R0204",
      "no such operator for 19.99 USD and 0.5; a floating-point number is not exact: write decimal(\"0.1\") (fees/test.lua:5 in fee(amount = 19.99 USD, share = 0.5), called from fees/test.lua:6 in run(event = a map, customer = a map, ctx = a table))"
    ),
    (
      "local name = 'chrge' ctx.act(name .. '', {})", "R0210",
      "no action is called `chrge`; did you mean `charge`? (fees/test.lua:5 in run(event = a map, customer = a map, ctx = a table))"
    ),
    (
      "local t = { to = 'x' } ctx.act('charge', t)", "R0207",
      "`charge` needs `amount`, which is an amount of money (fees/test.lua:5 in run(event = a map, customer = a map, ctx = a table))"
    ),
    (
      "local t = { to = 'x', template = 't', channel = 'fax' } ctx.act('notify', t)", "R0207",
      "`channel` of `notify` must be one of email, sms, push, not fax (fees/test.lua:5 in run(event = a map, customer = a map, ctx = a table))"
    ),
    (
      "while true do end", "R0208",
      "the script took more than 1000000 steps (fees/test.lua:5 in run(event = a map, customer = a map, ctx = a table))"
    ),
    (
      "local c = ctx c = c c['up' .. 'date']('customers', { id = 'c1' }, { points = 1 })", "R0212",
      "a change of `customers` must be written out, as in `ctx.update(...)` (fees/test.lua:5 in run(event = a map, customer = a map, ctx = a table))"
    ),
  ]

  @Test(arguments: errors)
  func `an error is the decision's, with code, line and arguments`(
    body: String, code: String, message: String
  )
    throws
  {
    let decision = try Self.run(
      "    ctx.act('notify', { to = 'undone', template = 't' })\n" + body,
      rules: "rule: other\non: order.placed\ndo: [{ notify: { to: b, template: t } }]")
    #expect(decision.record.errors.map(\.code) == [code])
    #expect(decision.record.errors.map(\.message) == [message])
    #expect(decision.record.errors.allSatisfy { $0.by == "rule/test" && $0.opensIncident })
    #expect(decision.actionTexts == [#"notify {"to":"b","template":"t"}"#])
  }

  @Test func `a script that fails changes nothing`() throws {
    let shop = try Shop(
      scripts: [
        "a.lua": """
        rule "half" {
          on = "customer.registered", on_error = "record",
          run = function(event, customer, ctx)
            ctx.update("customers", { id = customer.id }, { points = 7 })
            error("after all")
          end,
        }
        rule "after" {
          on = "customer.registered",
          run = function(event, customer, ctx) ctx.act("notify", { to = "x", template = "" .. customer.points }) end,
        }
        """
      ])
    let decision = try shop.send("customer.registered", #"{"name":"Ada"}"#)[0]
    #expect(decision.record.errors.map(\.opensIncident) == [false])
    #expect(decision.actionTexts == [#"notify {"to":"x","template":"0"}"#])
  }

  @Test func `two runs give the same bytes, chance included`() throws {
    let body =
      "local a, b = ctx.random.integer(1, 1000000), ctx.random.number() ctx.act('notify', { to = a .. '', template = b .. '' })"
    let texts = try (0..<3).map { _ in try Self.run(body).json }
    #expect(Set(texts).count == 1)
    #expect(texts[0].contains("\"template\":\"0."))
  }

  static let mistakes: [(String, String)] = [
    ("ctx.act('chrge', {})", "4:10 N0205 no action `chrge` is known"),
    (
      "ctx.act('charge', { to = 'a', amont = money('1') })",
      "4:31 N0206 no parameter `amont` is known in `charge`"
    ),
    ("ctx.act('charge', { to = 'a' })", "4:10 N0207 `charge` needs `amount`"),
    (
      "ctx.act('charge', { to = 'a', amount = 5.00 })",
      "4:40 L0815 `amount` of `charge` must be an amount of money"
    ),
    (
      "ctx.act('notify', { to = 'a', template = 't', channel = 'smss' })",
      "4:58 T0302 `smss` is not one of the values of `channel` of `notify`"
    ),
    ("return event.amuont", "4:14 N0204 no field `amuont` is known in `order.placed`"),
    ("local c = customer return c.name, customer.teir", "4:44 N0204 no field `teir` is known in `customer`"),
    ("ctx.emit('pnog', {})", "4:11 N0201 no event type `pnog` is known"),
    ("ctx.emit('pong', {})", "4:11 N0207 `pong` needs `n`"),
    ("return ctx.facts.cuont('orders')", "4:18 L0812 `facts` has no `cuont`"),
    ("return ctx.facts.count('order_s')", "4:25 N0203 no table `order_s` is known"),
    ("return ctx.facts.sum('orders')", "4:23 L0815 `facts.sum` needs a field of `orders`"),
    ("return ctx.facts.sum('orders.amuont')", "4:23 N0204 no field `amuont` is known in `orders`"),
    ("return ctx.facts.get('customer.teir')", "4:23 N0204 no field `teir` is known in `customer`"),
    ("return ctx.settings.vip_spnd", "4:21 N0204 no setting `vip_spnd` is known"),
    (
      "ctx.update('customers', { id = 'x' }, { poins = 1 })",
      "4:41 N0204 no field `poins` is known in `customer`"
    ),
    ("ctx.atc('x')", "4:5 L0812 `ctx` has no `atc`"),
    ("return amount", "4:8 L0811 no variable is called `amount`"),
  ]

  @Test(arguments: mistakes)
  func `mistakes are found before anything runs`(body: String, finding: String) throws {
    let files =
      Shop.files("") + [
        SourceFile(
          path: "fees/test.lua",
          text:
            "rule 'test' {\n  on = 'order.placed',\n  run = function(event, customer, ctx)\n\(body)\n  end,\n}\n"
        )
      ]
    let loaded = Rulebooks.load(files: files)
    #expect(
      loaded.diagnostics.sorted.map {
        "\($0.span.start.line):\($0.span.start.column) \($0.code.id) \($0.message)"
      } == [finding])
  }

  @Test func `a mistake in its condition is shown in the Lua file`() throws {
    let loaded = Rulebooks.load(
      files: Shop.files("") + [
        SourceFile(
          path: "a.lua",
          text:
            "rule 'a' {\n  on = 'order.placed', when = [[ event.amuont > 5.00 ]],\n  run = function() end,\n}"
        )
      ])
    let text = DiagnosticFormat.human.render(loaded.diagnostics.report(), sources: loaded.texts)
    #expect(text.contains(" --> a.lua:2:40"), "\(text)")
    #expect(text.contains("did you mean `amount`?"), "\(text)")
  }
}
