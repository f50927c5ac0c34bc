import Host
import RuleFiles
import RulesEngine
import TestSupport
import Testing

/// What people read when a test fails, and when it cannot be read.
@Suite struct TestFailureTests {
  @Test func `the closest action is shown, with carets at what differs`() throws {
    let folder = TestFolder(TestRunTests.rules, TestRunTests.order("charge: { to: customer, amount: 25.00 }"))
    #expect(
      try folder.failures() == """
        expected `charge` with to "customer", amount 25.00 USD, and it did not happen
          --> shop.test.yaml:10:37
           |
        10 |   - charge: { to: customer, amount: 25.00 }
           |                                     ^^^^^ was 20.00 USD
           |
           = closest: rule/receipt did charge {"to":"customer","amount":"20.00","currency":"USD","label":"Order o1"}
           =   amount: expected 25.00 USD, was 20.00 USD

        """)
  }

  @Test func `an action that is missing is explained by the definitions that ask for it`() throws {
    let test = """
      test: t
      given: { customer: { id: c1, tier: none } }
      when:
        - event: order.placed
          data: { order_id: o1, shop_id: s1, amount: 0.00 }
      then:
        - charge: {}
      """
    #expect(
      try TestFolder(TestRunTests.rules, test).failures() == """
        expected `charge`, and it did not happen
         --> shop.test.yaml:7:5
          |
        7 |   - charge: {}
          |     ^^^^^^^^^^
          |
          = rule/receipt on order.placed: condition false
          =   event.amount (0.00 USD) > 0.00 → false

        """)
  }

  @Test func `a value of a table of cases is pointed at where it is written`() throws {
    let test = """
      test: t
      given: { customer: { id: c1 } }
      cases:
        - { amount: 20.00, charge: 21.00 }
      when:
        - event: order.placed
          data: { order_id: o1, shop_id: s1, amount: "${case.amount}" }
      then:
        - charge: { amount: "${case.charge}" }
      """
    #expect(
      try TestFolder(TestRunTests.rules, test).failures() == """
        expected `charge` with amount 21.00 USD, and it did not happen
         --> shop.test.yaml:4:30
          |
        4 |   - { amount: 20.00, charge: 21.00 }
          |                              ^^^^^ was 20.00 USD
        ...
        9 |   - charge: { amount: "${case.charge}" }
          |     ------------------------------------ expected here
          |
          = closest: rule/receipt did charge {"to":"customer","amount":"20.00","currency":"USD","label":"Order o1"}
          =   amount: expected 21.00 USD, was 20.00 USD

        """)
  }

  @Test func `the story of a failed test tells what happened`() throws {
    let folder = TestFolder(TestRunTests.rules, TestRunTests.order("no: charge", "  - advance: 2h"))
    #expect(
      try folder.outcomes().first?.story == [
        "2026-03-02T10:00:00Z  order.placed (e1) about c1",
        #"    data {"order_id":"o1","shop_id":"s1","amount":{"amount":"20.00","currency":"USD"}}"#,
        "  + rule/receipt",
        #"      charge {"to":"customer","amount":"20.00","currency":"USD","label":"Order o1"}"#,
        #"      notify {"to":"customer","template":"thanks","channel":"email"}"#,
        "2026-03-02T12:00:00Z  absence/unpaid",
        "2026-03-02T12:00:00Z  order.unpaid (absence/unpaid/o1/2026-03-02T12:00:00Z) about c1",
        #"    data {"order_id":"o1"}"#,
        "  + rule/remind",
        #"      notify {"to":"customer","template":"pay","text":"o1"}"#,
      ])
  }
}

/// What tests have not tried.
@Suite struct CoverageTests {
  static let rules = """
    rule: receipt
    on: order.placed
    if: event.amount > 0.00
    do:
      - charge: { to: customer, amount: "${event.amount}" }
      - if: customer.tier == "vip"
        notify: { to: customer, template: thanks }
    ---
    table: tips
    on: order.placed
    hit: first
    inputs: { amount: event.amount }
    outputs: { text: string }
    rows:
      - { amount: "< 10.00", text: small }
      - { amount: "[10.00..50.00)", text: medium }
      - { amount: "[50.00..90.00)", text: large }
    default: { text: huge }
    do: [ { notify: { to: customer, template: tip, text: "${output.text}" } } ]
    ---
    absence: unpaid
    after: order.placed
    of: order.paid
    within: 2h
    key: event.order_id
    emit: order.unpaid
    ---
    segment: big
    of: customer
    if: customer.order_count >= 2
    """

  static func gaps(_ amounts: [String], tier: String = "none", advance: String = "0s") throws -> [String] {
    let events = amounts.enumerated().map { position, amount in
      "  - event: order.placed\n    data: { order_id: o\(position), shop_id: s1, amount: \(amount) }"
    }
    let folder = TestFolder(
      rules,
      """
      test: t
      given: { customer: { id: c1, tier: \(tier) } }
      when:
      \(events.joined(separator: "\n"))
        - advance: \(advance)
      then: [ no: { emitted: pong } ]
      """)
    guard let suite = folder.loaded.tests else { throw TestFolder.Broken(findings: folder.findings) }
    let tests = RulebookTests(suite)
    let coverage = try #require(tests.coverage(of: folder.outcomes()))
    return coverage.gaps.map { "\($0.definition) \($0.text)" }
  }

  @Test func `one order leaves much untried`() throws {
    #expect(
      try Self.gaps(["5.00"]) == [
        "rule/receipt its condition was never false", "rule/receipt its step 2 was never done",
        "table/tips its rows 2, 3 never fitted", "table/tips its default was never taken",
        "absence/unpaid no test lets its time come", "segment/big no test lets anyone enter it",
        "segment/big nobody ever leaves it",
      ])
  }

  @Test func `a definition that never matched is one gap`() throws {
    #expect(try Self.gaps(["0.00"], advance: "3h").first == "rule/receipt no test makes it match")
  }

  @Test func `several orders leave little`() throws {
    #expect(
      try Self.gaps(["0.00", "20.00", "60.00", "95.00"], tier: "vip", advance: "3h") == [
        "rule/receipt its step 2 was always done", "segment/big nobody ever leaves it",
      ])
  }
}
