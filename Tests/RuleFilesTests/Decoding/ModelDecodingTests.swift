import CEL
import RuleFiles
import RulesEngine
import Testing

@Suite struct ModelDecodingTests {
  @Test func `an entity with every key`() throws {
    let decoded = Decoded(
      """
      entity: customer
      description: Whoever buys.
      table: customers
      key: number
      create: false
      fields:
        number: string
        email: { type: string, pii: true, description: Where to write to. }
        tier: { type: string, enum: [none, gold] }
        shop_id: { entity: shop }
        skills: [string]
        counts: "{int}"
        born?: timestamp
      related:
        orders: { entity: order, by: customer_id }
      facts:
        spent: { sum: orders.total, if: row.paid, within: 90d, of: paid_at }
        orders_count: { count: orders }
        is_gold: customer.tier == "gold"
        doubled: { value: customer.orders_count * 2 }
      """)
    #expect(decoded.findings == [])
    let entity = try #require(decoded.draft.entities.first)
    #expect(entity.name.value == "customer" && entity.table.value == "customers")
    #expect(entity.key.value == "number" && !entity.isManaged)
    #expect(
      entity.fields.map(\.name.value) == ["number", "email", "tier", "shop_id", "skills", "counts", "born"])
    let types: [ValueType] = [
      .string, .string, .string, .string, .list(.string), .map(.string, .int), .timestamp,
    ]
    #expect(entity.fields.map(\.type.value) == types)
    #expect(entity.fields.map(\.isPersonal) == [false, true, false, false, false, false, false])
    #expect(entity.fields[2].type.allowed == ["none", "gold"])
    #expect(entity.fields[3].type.entity == "shop")
    #expect(entity.fields.map(\.type.isOptional) == [false, false, false, false, false, false, true])
    #expect(entity.related.map(\.name.value) == ["orders"])
    #expect(entity.related[0].entity.value == "order" && entity.related[0].by.value == "customer_id")
    #expect(entity.facts.map(\.name.value) == ["spent", "orders_count", "is_gold", "doubled"])
    guard case .aggregate(.sum, let of, let condition?, let window?) = entity.facts[0].source else {
      Issue.record("the first fact is a sum with a condition and a window")
      return
    }
    #expect(of.value == "orders.total" && condition.text == "row.paid")
    #expect(
      window.of.value == "paid_at" && window.length == Duration(nanoseconds: 90 * 86_400 * 1_000_000_000))
    guard case .value(let short) = entity.facts[2].source, case .value(let long) = entity.facts[3].source
    else {
      Issue.record("the last facts are expressions")
      return
    }
    #expect(short.text == #"customer.tier == "gold""# && long.text == "customer.orders_count * 2")
  }

  @Test func `an entity is called like its table and keyed by id where nothing else is said`() throws {
    let entity = try #require(Decoded("entity: shop\nfields: { id: string }").draft.entities.first)
    #expect(entity.table.value == "shop" && entity.key.value == "id" && entity.isManaged)
  }

  @Test(arguments: [
    "string", "int", "uint", "double", "bool", "decimal", "money", "timestamp", "duration",
    "bytes", "json",
  ])
  func `types by name`(name: String) throws {
    let decoded = Decoded("event: a\ndata: { one: \(name), many: [\(name)], named: {\(name)} }")
    #expect(decoded.findings == [])
    let types = try #require(decoded.draft.events.first).fields.map(\.type.value)
    let expected = try #require(FieldType(named: name)).value
    #expect(types == [expected, .list(expected), .map(.string, expected)])
  }

  @Test func `an event with every key`() throws {
    let decoded = Decoded(
      """
      event: order.placed
      description: A customer buys.
      subject: customer
      data: { total: money, note?: string }
      """)
    #expect(decoded.findings == [])
    let event = try #require(decoded.draft.events.first)
    #expect(event.name.value == "order.placed" && event.subject?.value == "customer")
    #expect(event.fields.map(\.name.value) == ["total", "note"])
    #expect(event.fields.map(\.type.isOptional) == [false, true])
    let bare = try #require(Decoded("event: ping").draft.events.first)
    #expect(bare.subject == nil && bare.fields.isEmpty)
  }

  @Test func `a projection with every key and verb`() throws {
    let decoded = Decoded(
      """
      apply: order.placed
      description: Keeps the orders.
      if: event.total > 0.00
      do:
        - insert: orders
          set: { id: "${event.id}" }
        - upsert: orders
          set: { id: "${event.id}" }
        - update: orders
          if: event.note != ""
          where: { id: "${event.id}" }
          set: { total: 1.00 }
        - delete: orders
          where: { id: "${event.id}" }
      """)
    #expect(decoded.findings == [])
    let projection = try #require(decoded.draft.projections.first)
    #expect(projection.event.value == "order.placed" && projection.condition?.text == "event.total > 0.00")
    let shapes = projection.steps.map { step -> String in
      guard case .write(let verb, let table, let set, let filter) = step.verb else { return "no write" }
      return "\(verb.rawValue) \(table.value) \(set != nil) \(filter != nil) \(step.condition != nil)"
    }
    #expect(
      shapes == [
        "insert orders true false false", "upsert orders true false false", "update orders true true true",
        "delete orders false true false",
      ])
  }

  @Test func `an action with every key`() throws {
    let decoded = Decoded(
      "action: notify\ndescription: Writes.\nparams: { to: string, text?: string }\nidempotent: true")
    #expect(decoded.findings == [])
    let action = try #require(decoded.draft.actions.first)
    #expect(action.name.value == "notify" && action.isIdempotent)
    #expect(action.parameters.map(\.name.value) == ["to", "text"])
    #expect(Decoded("action: ring").draft.actions.first?.isIdempotent == false)
  }

  @Test func `a score with every key`() throws {
    let decoded = Decoded(
      """
      score: health
      description: How a customer is doing.
      of: customer
      range: [-1, 10.5]
      factors:
        - { name: recency, weight: 2.5, value: "1.0" }
        - { name: other, value: "0.5" }
      bands: { low: "< 4", high: ">= 4" }
      notify_change: { by: 2, or: band }
      """)
    #expect(decoded.findings == [])
    let score = try #require(decoded.draft.scores.first)
    #expect(score.name.value == "health" && score.entity.value == "customer")
    #expect(score.low == -1 && score.high == 10.5)
    #expect(score.factors.map(\.name.value) == ["recency", "other"])
    #expect(score.factors.map(\.weight) == [2.5, 1])
    #expect(score.bands.map(\.name.value) == ["low", "high"])
    #expect(score.bands.map(\.test.text) == ["< 4", ">= 4"])
    #expect(score.notifyBy == 2 && score.notifyBand)
  }

  @Test func `a segment`() throws {
    let decoded = Decoded("segment: vip\ndescription: The best.\nof: customer\nif: customer.spent > 9.00")
    #expect(decoded.findings == [])
    let segment = try #require(decoded.draft.segments.first)
    #expect(segment.name.value == "vip" && segment.entity.value == "customer")
    #expect(segment.condition.text == "customer.spent > 9.00")
  }

  @Test func `rulebook.yaml with every key`() throws {
    let decoded = Decoded(
      """
      name: shop
      version: 2.1.0
      description: All rules of the shop.
      currency: EUR
      timezone: Europe/Berlin
      settings: { days: 45, brand: Roadside, tiers: [gold, vip] }
      limits: { chain_depth: 3, chain_events: 30, actions: 40, rows: 50, event_bytes: 6000 }
      """, path: "rulebook.yaml")
    #expect(decoded.findings == [])
    let draft = decoded.draft
    #expect(draft.name == "shop" && draft.version == "2.1.0")
    #expect(draft.currency?.code == "EUR" && draft.timezone?.value == "Europe/Berlin")
    #expect(draft.settings.map(\.name.value) == ["days", "brand", "tiers"])
    #expect(draft.limits.chainDepth == 3 && draft.limits.chainEvents == 30 && draft.limits.actions == 40)
    #expect(draft.limits.rows == 50 && draft.limits.eventBytes == 6000)
  }
}
