import CEL
import Host
import RuleFiles
import RulesEngine
import TestSupport
import Testing

/// What tests of a rulebook can say, and what they say when it is not so.
@Suite struct TestRunTests {
  static let rules = """
    rule: receipt
    on: order.placed
    if: event.amount > 0.00
    do:
      - charge: { to: customer, amount: "${event.amount}", label: "Order ${event.order_id}" }
      - if: customer.tier == "vip"
        notify: { to: customer, template: thanks, channel: email }
    ---
    rule: broken
    on: ping
    if: event.n / 0 > 1
    do:
      - notify: { to: admin, template: ping }
    ---
    rule: tagged
    on: ping
    if: size(event.tags) > 0
    do:
      - emit: { event: pong, data: { n: 7 } }
      - emit: { event: pong, data: { n: 8 } }
    ---
    absence: unpaid
    after: order.placed
    of: order.paid
    within: 2h
    key: event.order_id
    emit: order.unpaid
    ---
    rule: remind
    on: order.unpaid
    do:
      - notify: { to: customer, template: pay, text: "${event.order_id}" }
    """

  /// A test on one order.
  static func order(_ then: String, _ more: String = "") -> String {
    """
    test: t
    given:
      now: 2026-03-02T10:00:00Z
      customer: { id: c1, tier: vip, points: 5 }
    when:
      - event: order.placed
        data: { order_id: o1, shop_id: s1, amount: 20.00 }
    \(more)
    then:
      - \(then)
    """
  }

  static let right: [String] = [
    "charge: { amount: 20.00 }",
    "charge: { amount: 20.00 USD, label: Order o1 }",
    "charge: { label: { contains: o1 } }",
    "charge: {}",
    "{ charge: { to: customer }, times: 1, by: rule/receipt, at: 2026-03-02T10:00:00Z }",
    "{ charge: {}, at_least: 1 }",
    "{ charge: { amount: 21.00 }, times: 0 }",
    "notify: { template: thanks, text: null }",
    "no: { charge: { amount: 30.00 } }",
    "no: { emitted: order.unpaid }",
    "no: { row: { order: o2 } }",
    "no: { row: { order: o1, status: paid } }",
    "actions: 2",
    "row: { order: o1, amount: 20.00, status: open, placed_at: 2026-03-02T10:00:00Z }",
    "row: { customer: c1, name: null }",
    "fact: { customer: c1, order_count: 1, has_orders: true, shop_ids: [s1] }",
    "matched: rule/receipt",
    "matched: [receipt]",
    "not_matched: remind",
    #"check: customer.tier == "vip" && customer.order_count == 1"#,
    "check: settings.grace == duration('2h')",
  ]

  @Test(arguments: right)
  func `what is so passes`(expectation: String) throws {
    #expect(try TestFolder(Self.rules, Self.order(expectation)).results() == ["t: passed"])
  }

  static let wrong: [(String, String)] = [
    (
      "charge: { amount: 25.00 }",
      "expected `charge` with amount 25.00 USD, and it did not happen"
    ),
    (
      "charge: { amount: 20.00 EUR }",
      "expected `charge` with amount 20.00 EUR, and it did not happen"
    ),
    ("{ charge: {}, times: 2 }", "expected `charge` twice, and it happened once"),
    ("no: charge", "expected `charge` never, and it happened once"),
    (
      "notify: { text: null, to: admin }",
      "expected `notify` with text nothing, to \"admin\", and it did not happen"
    ),
    ("actions: 3", "expected 3 actions, and there were 2"),
    ("row: { order: o1, status: paid }", "`order` o1 is not as expected"),
    ("row: { order: o9 }", "there is no `order` o9"),
    ("no: { row: { order: o1 } }", "there is a row `order` o1, and it should not be there"),
    ("no: { row: { order: o1, status: open } }", "`order` o1 is as it should not be"),
    ("fact: { customer: c1, order_count: 2 }", "`customer` c1 is not as expected"),
    ("matched: remind", "`rule/remind` did not match"),
    ("not_matched: receipt", "`rule/receipt` matched, and it should not"),
    ("emitted: order.unpaid", "expected `order.unpaid`, and it was not emitted"),
    ("refused: E0105", "expected an event to be refused with E0105"),
    ("error: R0204", "expected a definition to fail, and none did so"),
    ("check: customer.points > 5", "this does not hold"),
    ("check: customer.joined_at < now", "this does not hold: `customer.joined_at` is missing"),
    ("check: customer.points / 0 > 5", "this cannot be evaluated: R0202: division by zero"),
  ]

  @Test(arguments: wrong)
  func `what is not so fails with a reason`(expectation: String, message: String) throws {
    #expect(try TestFolder(Self.rules, Self.order(expectation)).results() == ["t: \(message)"])
  }

  @Test func `time passes, and timers fire at their own instants`() throws {
    let more = """
        - advance: 1h59m
        - expect:
            - no: { emitted: order.unpaid }
            - charge: {}
        - advance: 3h
        - expect:
            - notify: { template: pay, text: o1 }
              at: 2026-03-02T12:00:00Z
            - no: charge
      """
    let then = "{ emitted: order.unpaid, data: { order_id: o1 }, subject: c1, at: 2026-03-02T12:00:00Z }"
    #expect(try TestFolder(Self.rules, Self.order(then, more)).results() == ["t: passed"])
  }

  @Test func `runs of workflows and their steps can be asked for`() throws {
    let rules = """
      workflow: follow-up
      on: order.placed
      key: event.order_id
      steps:
        - id: paid
          wait_for: order.paid
          where: event.order_id == trigger.order_id
          timeout: 2h
        - if: step.paid.timed_out
          then: [ { notify: { to: customer, template: pay } } ]
      """
    let more = """
        - expect:
            - run: { workflow: follow-up, status: waiting, key: o1 }
            - trace: { path: steps/0, outcome: waiting }
            - no: { run: { status: completed } }
        - advance: 2h
        - expect:
            - run: { workflow: workflow/follow-up, status: completed }
            - { trace: { path: steps/0, outcome: timed out }, at: 2026-03-02T12:00:00Z }
      """
    #expect(try TestFolder(rules, Self.order("notify: { template: pay }", more)).results() == ["t: passed"])
    #expect(
      try TestFolder(rules, Self.order("run: { workflow: follow-up, status: failed }")).results()
        == ["t: expected a run that is workflow workflow/follow-up, status failed once, and there were 0"])
    #expect(
      try TestFolder(rules, Self.order("trace: { path: steps/1 }")).results()
        == ["t: expected a step that is path steps/1 at least once, and there were 0"])
  }

  @Test func `the clock does not go back`() throws {
    let more = "  - at: 2026-03-02T09:00:00Z"
    #expect(
      try TestFolder(Self.rules, Self.order("actions: 2", more)).results()
        == ["t: the clock does not go back: it is 2026-03-02T10:00:00Z already"])
  }

  @Test func `a test that does not end is stopped`() throws {
    let rules = """
      schedule: busy
      every: 1s
      emit: ping
      """
    let folder = TestFolder(rules, "test: t\nwhen: [{ advance: 365d }]\nthen: [{ actions: 0 }]")
    let outcome = try #require(folder.outcomes(timeout: 0.05).first)
    #expect(outcome.failures.map(\.message) == ["the test did not end within 0.05 seconds"])
  }

  @Test func `errors and refusals that nobody expects fail a test`() throws {
    let folder = TestFolder(
      Self.rules,
      """
      test: an error
      when: [{ event: ping, data: { n: 1 } }]
      then: [{ no: notify }]
      ---
      test: an expected error
      when: [{ event: ping, data: { n: 1 } }]
      then: [{ error: { by: broken, code: R0202 } }]
      ---
      test: a refusal
      when: [{ line: '{"id":"e","source":"s","type":"pong","data":{}}' }]
      then: [{ no: notify }]
      ---
      test: an expected refusal
      when: [{ line: '{"id":"e","source":"s","type":"pong","data":{}}' }]
      then: [{ refused: { code: E0105, message: "`data.n` is missing" } }]
      """)
    #expect(
      try folder.results() == [
        "an error: `rule/broken` failed on `ping`: R0202: division by zero", "an expected error: passed",
        "a refusal: the line was refused: E0105: `pong`: `data.n` is missing", "an expected refusal: passed",
      ])
  }

  @Test func `a table of cases is a test a row`() throws {
    let folder = TestFolder(
      Self.rules,
      """
      test: tier ${case.tier}
      given: { customer: { id: c1, tier: "${case.tier}" } }
      cases:
        - { tier: vip,  amount: 20.00, thanks: 1 }
        - { tier: gold, amount: 8.50,  label: Order o1 }
        - { name: free, tier: none, amount: 0.00, charges: 0 }
      when:
        - event: order.placed
          data: { order_id: o1, shop_id: s1, amount: "${case.amount}" }
      then:
        - charge: { amount: "${case.amount}", label: "${case.label}" }
          times: "${case.charges}"
        - check: customer.tier == case.tier
      """)
    #expect(
      try folder.results() == [
        "tier ${case.tier} [row 1: vip]: passed", "tier ${case.tier} [row 2: gold]: passed",
        "tier ${case.tier} [row 3: free]: passed",
      ])
  }

  @Test func `settings, time zone and fixtures are the test's own`() throws {
    let rules = """
      rule: big
      on: order.placed
      if: event.amount >= settings.vip_spend
      do: [ { notify: { to: admin, template: big } } ]
      """
    let folder = TestFolder(
      rules,
      """
      fixture: one
      customer: { id: c1, tier: gold }
      events: { order.placed: { order_id: o1, shop_id: s1, amount: 100.00 } }
      ---
      test: as it is
      given: { fixtures: one }
      when: [ event: order.placed ]
      then: [ no: notify ]
      ---
      test: with another setting
      given: { fixtures: one, settings: { vip_spend: 50.00 } }
      when: [ event: order.placed ]
      then: [ notify: {}, check: customer.tier == "gold" ]
      ---
      test: a row of its own is laid over the fixture's
      given: { fixtures: [one], customer: { id: c1, tier: vip } }
      when: [ event: order.placed, event: order.placed, ]
      then: [ no: notify ]
      """.replacing("[ event: order.placed, event: order.placed, ]", with: "[ event: order.placed ]")
        .replacing(
          "[ notify: {}, check: customer.tier == \"gold\" ]",
          with: "\n  - notify: {}\n  - check: customer.tier == \"gold\""))
    #expect(
      try folder.results() == [
        "as it is: passed", "with another setting: passed",
        "a row of its own is laid over the fixture's: passed",
      ])
  }

  @Test func `the order and the outcomes do not depend on how many run at once`() throws {
    let tests = (1...40).map { number in
      "test: t\(number)\ngiven: { customer: { id: c1, points: \(number) } }\nthen: [ check: customer.points % 3 != 0 ]"
    }
    let folder = TestFolder(Self.rules, tests.joined(separator: "\n---\n"))
    let alone = try folder.outcomes(jobs: 1).map { "\($0.test.name) \($0.hasPassed)" }
    let together = try folder.outcomes(jobs: 4).map { "\($0.test.name) \($0.hasPassed)" }
    #expect(alone == together)
    #expect(alone.filter { $0.hasSuffix("true") }.count == 27)
  }

  @Test func `a filter chooses by name or file`() throws {
    let folder = TestFolder(
      Self.rules, "test: Apples\nthen: [ actions: 0 ]\n---\ntest: pears\nthen: [ actions: 0 ]")
    #expect(try folder.outcomes(filter: "apple").map(\.test.name) == ["Apples"])
    #expect(try folder.outcomes(filter: "shop.test").count == 2)
    #expect(try folder.outcomes(filter: "plum").isEmpty)
  }

  @Test func `tests are no part of the version of a rulebook`() throws {
    let plain = try Shop.rulebook(Self.rules)
    let tested = TestFolder(Self.rules, Self.order("actions: 2")).loaded.rulebook
    #expect(tested?.hash == plain.hash)
  }
}
