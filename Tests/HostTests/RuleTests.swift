import CEL
import RulesEngine
import TestSupport
import Testing

/// What rules do with events, each case a rulebook, an event and what comes of it.
@Suite struct RuleTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var rules: String
    var event = "order.placed"
    var data = #"{"order_id":"o1","shop_id":"s1","amount":"84.50"}"#
    var expected: [String]
    var testDescription: String { name }
  }

  @Test(arguments: cases)
  func `answers as its rules say`(_ example: Case) throws {
    let shop = try Shop(example.rules)
    try shop.send("customer.registered", #"{"name":"Ana","tier":"gold"}"#)
    let decisions = try shop.send(example.event, example.data)
    #expect(decisions.flatMap(\.actionTexts) == example.expected)
    #expect(decisions.flatMap(\.record.errors) == [])
  }

  static let cases: [Case] = [
    Case(
      name: "a rule without a condition",
      rules: "rule: r\non: order.placed\ndo: [ { notify: { to: shop, template: t } } ]",
      expected: [#"notify {"to":"shop","template":"t"}"#]),
    Case(
      name: "a condition on the event that holds",
      rules:
        "rule: r\non: order.placed\nif: event.amount > 80.00\ndo: [ { notify: { to: shop, template: t } } ]",
      expected: [#"notify {"to":"shop","template":"t"}"#]),
    Case(
      name: "a condition on the event that does not hold",
      rules:
        "rule: r\non: order.placed\nif: event.amount > 84.50\ndo: [ { notify: { to: shop, template: t } } ]",
      expected: []),
    Case(
      name: "a condition on the customer, and a list",
      rules:
        "rule: r\non: order.placed\nif: customer.tier in [\"gold\", \"vip\"]\ndo: [ { notify: { to: \"${customer.id}\", template: t } } ]",
      expected: [#"notify {"to":"c1","template":"t"}"#]),
    Case(
      name: "the model after the event: this order counts",
      rules:
        "rule: r\non: order.placed\nif: customer.order_count == 1\ndo: [ { notify: { to: x, template: first } } ]",
      expected: [#"notify {"to":"x","template":"first"}"#]),
    Case(
      name: "exact money: 84.50 at 8.5 % plus 0.30",
      rules:
        "rule: r\non: order.placed\ndo: [ { charge: { to: shop, amount: \"${round(event.amount * 0.085 + 0.30)}\" } } ]",
      expected: [#"charge {"to":"shop","amount":"7.48","currency":"USD"}"#]),
    Case(
      name: "text with values",
      rules:
        "rule: r\non: order.placed\ndo: [ { notify: { to: x, template: t, text: \"${event.order_id}: ${event.amount}\" } } ]",
      expected: [#"notify {"to":"x","template":"t","text":"o1: 84.50 USD"}"#]),
    Case(
      name: "something missing does not hold, and its negation does not either",
      rules: """
        rule: a
        on: order.placed
        if: event.note == "x"
        do: [ { notify: { to: x, template: equal } } ]
        ---
        rule: b
        on: order.placed
        if: event.note != "x"
        do: [ { notify: { to: x, template: differs } } ]
        ---
        rule: c
        on: order.placed
        if: "!has(event.note)"
        do: [ { notify: { to: x, template: absent } } ]
        ---
        rule: d
        on: order.placed
        if: (event.note ?? "y") != "x"
        do: [ { notify: { to: x, template: default } } ]
        """,
      expected: [#"notify {"to":"x","template":"absent"}"#, #"notify {"to":"x","template":"default"}"#]),
    Case(
      name: "an optional argument whose value is missing is left out",
      rules: "rule: r\non: order.placed\ndo: [ { notify: { to: x, template: t, text: \"${event.note}\" } } ]",
      expected: [#"notify {"to":"x","template":"t"}"#]),
    Case(
      name: "priority first, then file order",
      rules: ["low", "high", "also-low"].map {
        "rule: \($0)\non: order.placed\npriority: \($0 == "high" ? 5 : 0)\ndo: [ { notify: { to: x, template: \($0) } } ]"
      }.joined(separator: "\n---\n"),
      expected: ["high", "low", "also-low"].map { #"notify {"to":"x","template":"\#($0)"}"# }),
    Case(
      name: "one of a group",
      rules: ["a", "b"].map {
        "rule: \($0)\non: order.placed\ngroup: g\ndo: [ { notify: { to: x, template: \($0) } } ]"
      }.joined(separator: "\n---\n"),
      expected: [#"notify {"to":"x","template":"a"}"#]),
    Case(
      name: "effective by the event's time",
      rules: """
        rule: past
        on: order.placed
        effective: { until: 2026-03-02 }
        do: [ { notify: { to: x, template: past } } ]
        ---
        rule: present
        on: order.placed
        effective: { from: 2026-03-02, until: 2026-03-03 }
        do: [ { notify: { to: x, template: present } } ]
        """,
      expected: [#"notify {"to":"x","template":"present"}"#]),
    Case(
      name: "a step with a condition of its own",
      rules: """
        rule: r
        on: order.placed
        do:
          - if: event.amount < 10.00
            notify: { to: x, template: small }
          - if: event.amount >= 10.00
            notify: { to: x, template: large }
        """,
      expected: [#"notify {"to":"x","template":"large"}"#]),
    Case(
      name: "an emitted event is decided in its turn",
      rules: """
        rule: a
        on: order.placed
        do: [ { emit: { event: pong, data: { n: "${2 + 3}" } } } ]
        ---
        rule: b
        on: pong
        if: event.n == 5
        do: [ { notify: { to: x, template: "n${event.n}" } } ]
        """,
      expected: [#"notify {"to":"x","template":"n5"}"#]),
    Case(
      name: "model changes are seen by later actions",
      rules: """
        rule: a
        on: order.placed
        do:
          - update: customers
            where: { id: "${customer.id}" }
            set: { points: "${row.points + 5}" }
        ---
        rule: b
        on: order.placed
        do:
          - update: customers
            where: { id: "${customer.id}" }
            set: { points: "${row.points + 10}" }
          - notify: { to: x, template: "p${customer.points}" }
        """,
      expected: [#"notify {"to":"x","template":"p15"}"#]),
    Case(
      name: "a template with inputs",
      rules: """
        template: over
        inputs: { limit: money, word: string }
        rule:
          on: order.placed
          if: event.amount > input.limit
          do: [ { notify: { to: x, template: "${input.word}" } } ]
        ---
        use: over
        id: over-50
        with: { limit: 50.00, word: fifty }
        ---
        use: over
        id: over-100
        with: { limit: 100.00, word: hundred }
        """,
      expected: [#"notify {"to":"x","template":"fifty"}"#]),
    Case(
      name: "settings",
      rules:
        "rule: r\non: order.placed\nif: event.amount < settings.vip_spend\ndo: [ { notify: { to: x, template: t } } ]",
      expected: [#"notify {"to":"x","template":"t"}"#]),
  ]

  @Test func `an error is recorded, is not false, and the others go on`() throws {
    let shop = try Shop(
      """
      rule: broken
      on: ping
      if: 10 / event.n == 1
      do: [ { notify: { to: x, template: a } } ]
      ---
      rule: negated
      on: ping
      if: "!(10 / event.n == 1)"
      do: [ { notify: { to: x, template: b } } ]
      ---
      rule: sound
      on: ping
      do: [ { notify: { to: x, template: c } } ]
      """)
    let decision = try #require(try shop.send("ping", #"{"n":0}"#).first)
    #expect(decision.record.matched == ["rule/sound"])
    #expect(decision.record.errors.map(\.by) == ["rule/broken", "rule/negated"])
    #expect(decision.record.errors.allSatisfy { $0.code == "R0202" && $0.opensIncident })
  }

  @Test func `the actions of a definition happen all or not at all`() throws {
    let shop = try Shop(
      """
      rule: half
      on: order.placed
      do:
        - update: customers
          where: { id: "${customer.id}" }
          set: { points: 100 }
        - notify: { to: x, template: "${string(1 / (customer.points - 100))}" }
      ---
      rule: after
      on: order.placed
      do: [ { notify: { to: x, template: "p${customer.points}" } } ]
      """)
    try shop.send("customer.registered", #"{"name":"Ana"}"#)
    let decision = try #require(
      try shop.send("order.placed", #"{"order_id":"o1","shop_id":"s1","amount":5}"#).first)
    #expect(decision.actionTexts == [#"notify {"to":"x","template":"p0"}"#])
    #expect(decision.record.errors.map(\.by) == ["rule/half"])
  }

  @Test func `money that was not rounded is not charged`() throws {
    let shop = try Shop(
      "rule: r\non: order.placed\ndo: [ { charge: { to: x, amount: \"${event.amount * 0.085}\" } } ]")
    let decision = try #require(
      try shop.send("order.placed", #"{"order_id":"o1","shop_id":"s1","amount":"84.50"}"#).first)
    #expect(decision.record.actions.isEmpty)
    #expect(decision.record.errors.first?.message.contains("round it") == true)
  }

  @Test func `a chain that does not end is refused as a whole`() throws {
    let shop = try Shop(
      """
      rule: echo
      on: pong
      if: event.n >= 0
      do: [ { emit: { event: pong, data: { n: "${event.n + 1}" } } } ]
      """)
    #expect(throws: ProcessingError.self) { try shop.send("pong", #"{"n":0}"#, id: "loop") }
    // Nothing of it stays: the same event can come again.
    #expect(throws: ProcessingError.self) { try shop.send("pong", #"{"n":0}"#, id: "loop") }
  }

  @Test func `shadow decides and does nothing`() throws {
    let shop = try Shop("rule: r\non: ping\nrollout: shadow\ndo: [ { notify: { to: x, template: t } } ]")
    let decision = try #require(try shop.send("ping").first)
    #expect(decision.record.actions.isEmpty && decision.record.matched.isEmpty)
    #expect(decision.record.shadowed.map(\.by) == ["rule/r"])
  }

  @Test func `a rollout takes its share, and always the same`() throws {
    let rules =
      "rule: r\non: ping\nrollout: { percent: 20, salt: s }\ndo: [ { notify: { to: x, template: t } } ]"
    let first = try Shop(rules)
    let second = try Shop(rules)
    var hits = 0
    for number in 0..<500 {
      let one = try first.send("ping", subject: "c\(number)").first?.record.matched
      #expect(one == (try second.send("ping", subject: "c\(number)").first?.record.matched))
      hits += one == [] ? 0 : 1
    }
    #expect((70...130).contains(hits))
  }

  @Test func `the same event again does nothing, another one with its id is refused`() throws {
    let shop = try Shop("rule: r\non: ping\ndo: [ { notify: { to: x, template: t } } ]")
    #expect(try shop.send("ping", #"{"n":1}"#, id: "e").count == 1)
    #expect(try shop.send("ping", #"{"n":1}"#, id: "e").isEmpty)
    #expect(throws: ProcessingError.self) { try shop.send("ping", #"{"n":2}"#, id: "e") }
  }
}
