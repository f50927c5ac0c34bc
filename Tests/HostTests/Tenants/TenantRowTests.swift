import CEL
import Host
import RulesEngine
import Store
import Testing

/// Whose rows are seen and changed: what one shop tries with the rows of another.
@Suite struct TenantRowTests {
  struct Try: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// What `say` says about customer c2 of `alpine`, seen from its own shop, from `harbor`, and by the head office.
    var text: String
    var own: String
    var other: String
    var head: String
  }

  @Test(arguments: [
    Try(
      testDescription: "a column", text: #"${customer.name ?? "nobody"}"#, own: "c2", other: "nobody",
      head: "c2"),
    Try(testDescription: "a count", text: "${customer.sale_count}", own: "2", other: "0", head: "2"),
    Try(
      testDescription: "a count that the program has to judge", text: "${customer.open_sales}", own: "2",
      other: "0",
      head: "2"),
    Try(
      testDescription: "a sum in a window", text: "${customer.spent}", own: "20.00 USD", other: "0.00 USD",
      head: "20.00 USD"),
    Try(testDescription: "a list", text: "${customer.sale_ids.size()}", own: "2", other: "0", head: "2"),
    Try(testDescription: "related rows", text: "${customer.sales.size()}", own: "2", other: "0", head: "2"),
    Try(
      testDescription: "rows of a shared table that point at it", text: "${customer.visits.size()}", own: "1",
      other: "0", head: "1"),
    Try(
      testDescription: "a count of them", text: "${customer.visit_count}", own: "1", other: "0", head: "1"),
    Try(
      testDescription: "a row that a field names", text: #"${other.name ?? "nobody"}"#, own: "c2",
      other: "nobody", head: "c2"),
    Try(
      testDescription: "a fact of a row that a field names", text: "${other.sale_count}", own: "2",
      other: "0",
      head: "2"),
    Try(
      testDescription: "counts from a shared row", text: "${city.customer_count}", own: "1", other: "1",
      head: "3"),
    Try(
      testDescription: "related rows of a shared row",
      text: #"${city.customers.map(c, c.name ?? "").filter(n, n == "c2").size()}"#, own: "1", other: "0",
      head: "1"),
  ])
  func `rows of another shop are not there`(test: Try) throws {
    let mall = try Mall("rule: look\non: asked\ndo: [ { say: { text: '\(test.text)' } } ]")
    try mall.open()
    try mall.send("look")
    let city = try #require(mall.rulebook.model.entity(named: "city"))
    let customer = try #require(mall.rulebook.model.entity(named: "customer"))
    let visit = try #require(mall.rulebook.model.entity(named: "visit"))
    try mall.store.write(
      RowChange(verb: .insert, entity: city, key: "x", values: [(0, "x"), (1, "Xanten")]))
    try mall.store.write(RowChange(verb: .insert, entity: visit, key: "v", values: [(0, "v"), (1, "c2")]))
    for key in ["c1", "c2", "c3"] {
      try mall.store.write(
        RowChange(verb: .update, entity: customer, key: .string(key), values: [(4, "x")]))
    }
    let data = #"{"other":"c2","city_id":"x"}"#
    #expect(try mall.texts("asked", data, subject: "c2", of: "alpine") == ["alpine: \(test.own)"])
    #expect(try mall.texts("asked", data, subject: "c2", of: "harbor") == ["harbor: \(test.other)"])
    #expect(try mall.texts("asked", data, subject: "c2") == ["head: \(test.head)"])
    // The same processor, the other way round: nothing of before is remembered.
    #expect(try mall.texts("asked", data, subject: "c2", of: "alpine") == ["alpine: \(test.own)"])
  }

  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var step: String
    /// The code of the error it ends with; nil where it changes nothing.
    var code: String?
  }

  /// Whatever a rule of Harbor does, the rows of Alpine and of nobody are as before.
  @Test(arguments: [
    Change(
      testDescription: "update by key", step: "{ update: customers, where: { id: c2 }, set: { points: 99 } }"),
    Change(
      testDescription: "update by another column",
      step: "{ update: customers, where: { name: c2 }, set: { points: 99 } }"),
    Change(
      testDescription: "update by the other's tenant",
      step: "{ update: customers, where: { shop: alpine }, set: { points: 99 } }"),
    Change(
      testDescription: "update with what the row is",
      step: "{ update: sales, where: { status: open }, set: { status: paid } }"),
    Change(testDescription: "delete by key", step: "{ delete: customers, where: { id: c2 } }"),
    Change(testDescription: "delete by status", step: "{ delete: sales, where: { status: open } }"),
    Change(
      testDescription: "delete what is nobody's", step: "{ delete: customers, where: { id: c3 } }"),
    Change(
      testDescription: "upsert over it", step: "{ upsert: customers, set: { id: c2, name: X, points: 99 } }",
      code: "R0460"),
    Change(
      testDescription: "upsert over what is nobody's",
      step: "{ upsert: customers, set: { id: c3, name: X, points: 99 } }", code: "R0460"),
    Change(
      testDescription: "insert with its key",
      step: "{ insert: customers, set: { id: c2, name: X, points: 9 } }",
      code: "R0460"),
    Change(
      testDescription: "insert in its name",
      step: "{ insert: customers, set: { id: new, name: X, points: 9, shop: alpine } }", code: "R0460"),
    Change(
      testDescription: "give a row away",
      step: "{ update: customers, where: { id: c1 }, set: { shop: alpine } }", code: "R0460"),
  ])
  func `rows of another shop cannot be changed`(test: Change) throws {
    let mall = try Mall("rule: try\non: asked\ndo: [ \(test.step) ]")
    try mall.open()
    let kept = [("customer", "c2"), ("customer", "c3"), ("sale", "s1-c2"), ("sale", "s2-c3")]
    let before = try kept.map { try mall.row($0, $1) }
    let decision = try #require(try mall.send("asked", of: "harbor").first)
    #expect(decision.record.errors.map(\.code) == (test.code.map { [$0] } ?? []))
    #expect(try kept.map { try mall.row($0, $1) } == before)
    #expect(try mall.row("customer", "new").isEmpty)
  }

  @Test func `own rows are changed, and new ones belong to who made them`() throws {
    let mall = try Mall(
      """
      rule: own
      on: asked
      do:
        - update: customers
          where: { id: "${customer.id}" }
          set: { points: "${row.points + 5}" }
        - insert: sales
          set: { id: "n-${customer.id}", customer_id: "${customer.id}", amount: 1.00, status: paid, at: "${now}" }
      """)
    try mall.open()
    try mall.send("asked", subject: "c1", of: "harbor")
    #expect(try mall.row("customer", "c1")["points"] == .int(5))
    #expect(try mall.row("sale", "n-c1")["shop"] == "harbor")
    try mall.send("asked", subject: "c2")
    #expect(try mall.row("customer", "c2")["points"] == .int(5))
    #expect(try mall.row("sale", "n-c2")["shop"] == nil)
  }

  @Test func `what is refused says whose row it is not`() throws {
    let mall = try Mall(
      "rule: try\non: asked\ndo: [ { upsert: customers, set: { id: c2, name: X, points: 99 } } ]")
    try mall.open()
    let decision = try #require(try mall.send("asked", of: "harbor").first)
    #expect(
      decision.record.errors.map(\.message) == [
        "the row `c2` of `customer` belongs to another tenant than `harbor`"
      ])
  }

  @Test func `a candidate of another shop is never found`() throws {
    let mall = try Mall(
      """
      routing: who
      on: asked
      about: event.id
      among: customer
      do: [ { say: { text: "${candidate.id}" } } ]
      """)
    try mall.open()
    for number in 1...5 {
      #expect(
        try mall.texts("asked", #"{"id":"t\#(number)"}"#, of: "alpine").allSatisfy { $0 == "alpine: c2" })
    }
    #expect(try mall.texts("asked", #"{"id":"u"}"#, of: "alpine") == ["alpine: c2"])
  }

  @Test func `shops may use the same keys in tables that families keep`() throws {
    let mall = try Mall(
      """
      fee: entrance
      on: asked
      charge: { flat: 2.00 }
      to: customer
      for: event.id
      cap: { at_most: 3.00, per: calendar_month }
      """)
    try mall.open()
    func charged(_ tenant: String?) throws -> [String] {
      try mall.send("asked", #"{"id":"same"}"#, subject: "c9", of: tenant).flatMap(\.record.actions).map {
        (try? JSON(parsing: $0.arguments, maxDepth: 8, maxBytes: 4_096))?["amount"]?.stringValue ?? ""
      }
    }
    for tenant in ["harbor", "alpine", nil] { #expect(try charged(tenant) == ["2.00"]) }
    let charge = try #require(mall.rulebook.model.entity(named: "fee_charge"))
    let rows = try mall.store.rows(RowQuery(entity: charge), now: Timestamp(microseconds: 0))
    let keys = rows.compactMap { $0[0]?.identity }
    #expect(keys.count == 3)
    #expect(keys.count { $0.hasSuffix("@harbor") } == 1)
    #expect(keys.count { $0.hasSuffix("@alpine") } == 1)
  }
}
