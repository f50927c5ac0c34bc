import CEL
import Host
import RuleFiles
import RulesEngine
import Store
import Testing

/// Whose rules decide.
@Suite struct TenantRuleTests {
  static let common = """
    rule: greet
    on: asked
    do: [ { say: { text: "${settings.greeting} from all" } } ]
    ---
    rule: bye
    on: answered
    do: [ { say: { text: "bye ${settings.free}" } } ]
    ---
    table: prices
    hit: first
    inputs: { n: int }
    outputs: { price: int }
    rows: [ { n: "-", price: 10 } ]
    ---
    rule: price
    on: look
    do: [ { say: { text: '${table("prices", {"n": 1}).price}' } } ]
    """
  static let tenants = [
    "harbor/rulebook.yaml": "settings: { greeting: Ahoy }",
    "harbor/rules.yaml": """
    rule: greet
    on: asked
    do: [ { say: { text: "${settings.greeting} from Harbor" } } ]
    ---
    rule: wave
    on: asked
    do: [ { say: { text: wave } } ]
    ---
    rule: bye
    enabled: false
    on: answered
    do: [ { say: { text: never } } ]
    """,
    "alpine/table.yaml": """
    table: prices
    hit: first
    inputs: { n: int }
    outputs: { price: int }
    rows: [ { n: "-", price: 7 } ]
    """,
    "alpine/rulebook.yaml": "settings: { free: 9 }",
  ]

  struct Case: Sendable, CustomTestStringConvertible {
    var event: String
    var tenant: String?
    var says: [String]
    var testDescription: String { "\(event) of \(tenant ?? "nobody")" }
  }

  @Test(arguments: [
    Case(event: "asked", tenant: nil, says: ["head: Hello from all"]),
    Case(event: "asked", tenant: "harbor", says: ["harbor: Ahoy from Harbor", "harbor: wave"]),
    Case(event: "asked", tenant: "alpine", says: ["alpine: Hello from all"]),
    Case(event: "asked", tenant: "unheard-of", says: ["unheard-of: Hello from all"]),
    Case(event: "answered", tenant: nil, says: ["head: bye 3"]),
    Case(event: "answered", tenant: "harbor", says: []),
    Case(event: "answered", tenant: "alpine", says: ["alpine: bye 9"]),
    Case(event: "look", tenant: "harbor", says: ["harbor: 10"]),
    Case(event: "look", tenant: "alpine", says: ["alpine: 7"]),
    Case(event: "look", tenant: nil, says: ["head: 10"]),
  ])
  func `a tenant's definitions and settings stand in the place of the common ones`(test: Case) throws {
    let mall = try Mall(Self.common, tenants: Self.tenants)
    #expect(try mall.texts(test.event, of: test.tenant) == test.says)
  }

  @Test func `what is replaced keeps its place among the others`() throws {
    let two = """
      rule: one
      on: asked
      do: [ { say: { text: one } } ]
      ---
      rule: two
      on: asked
      do: [ { say: { text: two } } ]
      """
    let own = "rule: one\non: asked\ndo: [ { say: { text: uno } } ]"
    let mall = try Mall(two, tenants: ["harbor/rules.yaml": own])
    #expect(try mall.texts("asked", of: "harbor") == ["harbor: uno", "harbor: two"])
  }

  @Test func `events that are emitted belong to the same tenant`() throws {
    let mall = try Mall(
      """
      rule: pass-on
      on: asked
      do: [ { emit: { event: answered } } ]
      ---
      \(Self.common)
      """, tenants: Self.tenants)
    #expect(try mall.texts("asked", of: "alpine") == ["alpine: Hello from all", "alpine: bye 9"])
  }

  @Test func `a decision is explained by the rules of its tenant`() throws {
    let mall = try Mall(Self.common, tenants: Self.tenants)
    let decision = try #require(try mall.send("asked", of: "harbor").first)
    let items = Explainer(rulebook: mall.rulebook).explain(decision.event, decision.record).items
    #expect(items.map(\.definition) == ["rule/greet", "rule/wave"])
    #expect(items.map(\.span.file) == ["tenants/harbor/rules.yaml", "tenants/harbor/rules.yaml"])
    let entry = try #require(try mall.store.decision(number: decision.record.number))
    #expect(entry.event.event.tenant == "harbor")
    #expect(entry.record.rulebook == mall.rulebook.hash)
    let kept = Rulebooks.load(files: mall.rulebook.files)
    #expect(kept.rulebook?.hash == mall.rulebook.hash)
    #expect(kept.rulebook?.tenants.keys.sorted() == ["alpine", "harbor"])
  }

  @Test func `where tenants are closed, others are refused`() throws {
    let mall = try Mall(Self.common, tenants: Self.tenants, head: "tenants: closed")
    #expect(try mall.texts("asked", of: "harbor").count == 2)
    #expect(try mall.texts("asked") == ["head: Hello from all"])
    do {
      try mall.send("asked", of: "harbour")
      Issue.record("an unknown tenant was let in")
    } catch ProcessingError.refused(let code, let message) {
      #expect(code == "R0461")
      #expect(message == "no tenant `harbour` is known; did you mean `harbor`?")
    }
  }

  @Test func `rules in Lua can be replaced, and can replace`() throws {
    let lua = """
      rule "greet" {
        on = "asked",
        run = function(event, customer, ctx) ctx.act("say", { text = "lua" }) end,
      }
      """
    let mall = try Mall(
      Self.common, tenants: ["harbor/greet.lua": lua, "alpine/rulebook.yaml": "settings: { free: 9 }"])
    #expect(try mall.texts("asked", of: "harbor") == ["harbor: lua"])
    #expect(try mall.texts("asked", of: "alpine") == ["alpine: Hello from all"])
  }

  @Test func `families that only one tenant uses fit into the model of all`() throws {
    let fee = "fee: entrance\non: asked\ncharge: { flat: 2.00 }\nto: customer\nfor: event.id"
    let clock = """
      sla: reply
      on: asked
      target: 1h
      key: event.id
      met_on: answered
      ---
      rule: late
      on: sla.breached
      do: [ { say: { text: "late ${event.key}" } } ]
      """
    let mall = try Mall(
      Self.common, tenants: ["harbor/fee.yaml": fee, "alpine/clock.yaml": clock])
    let charges = try mall.send("asked", #"{"id":"a"}"#, of: "harbor").flatMap(\.record.actions).map(\.name)
    #expect(charges == ["say", "charge"])
    _ = try mall.send("asked", #"{"id":"a"}"#, of: "alpine")
    #expect(Mall.texts(try mall.pass(until: "2026-03-02T12:00:00Z")) == ["alpine: late a"])
  }

  @Test func `scores and segments of one tenant become events of that tenant`() throws {
    let own = """
      segment: regular
      of: customer
      if: customer.sale_count >= 2
      ---
      rule: regular
      on: segment.entered
      do: [ { say: { text: "${event.segment} ${customer.id}" } } ]
      """
    let mall = try Mall("", tenants: ["harbor/regular.yaml": own])
    try mall.open()
    #expect(try mall.texts("asked", subject: "c2", of: "alpine") == [])
    let actions = try mall.send("asked", subject: "c1", of: "harbor")
    #expect(Mall.texts(actions) == [])
    var said: [String] = []
    try mall.store.actions { entry in
      said.append(String(decoding: entry.action.arguments, as: UTF8.self))
      return true
    }
    #expect(said == [#"{"text":"regular c1"}"#])
  }
}
