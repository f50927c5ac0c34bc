import Host
import RuleFiles
import RulesEngine
import TestSupport
import Testing

/// What tests have not tried inside of a definition: the steps of a workflow, and the parts of what families define.
@Suite struct PartCoverageTests {
  /// The gaps that a test with these events leaves, as `text (line)`.
  private func gaps(_ rules: String, _ steps: String, given: String = "") throws -> [String] {
    let folder = TestFolder(
      rules,
      """
      test: t
      given:
        customer: { id: c1, tier: none }
      \(given)
      when:
      \(steps)
      then: [ no: { emitted: no.such } ]
      """.replacing("no.such", with: "pong"))
    guard let suite = folder.loaded.tests else { throw TestFolder.Broken(findings: folder.findings) }
    let tests = RulebookTests(suite)
    let outcomes = try folder.outcomes()
    let failures = outcomes.flatMap(\.failures).map(\.message)
    try #require(failures.isEmpty, "\(failures)")
    let coverage = try #require(tests.coverage(of: outcomes))
    return coverage.gaps.map { "\($0.text) (\($0.span?.start.line ?? 0))" }
  }

  private func placed(_ amount: String, _ order: String = "o1") -> String {
    "  - event: order.placed\n    data: { order_id: \(order), shop_id: s1, amount: \(amount) }"
  }

  // MARK: Workflows

  private static let workflow = """
    workflow: follow
    on: order.placed
    key: event.order_id
    mode: parallel
    cancel_on: { event: order.unpaid, where: event.order_id == trigger.order_id }
    steps:
      - id: paid
        wait_for: order.paid
        where: event.order_id == trigger.order_id
        timeout: 1h
      - if: step.paid.timed_out
        then:
          - notify: { to: customer, template: pay }
          - choose:
              - { if: trigger.amount > 100.00, do: [ { notify: { to: boss, template: large } } ] }
              - { if: trigger.amount > 50.00, do: [ { notify: { to: boss, template: medium } } ] }
              - { if: trigger.amount > 10.00, do: [ { notify: { to: boss, template: small } } ] }
      - condition: trigger.amount > 20.00
      - repeat: { count: 2, do: [ { notify: { to: customer, template: thanks } } ] }
      - notify: { to: customer, template: done }
    on_error:
      - notify: { to: boss, template: failed }
    """

  @Test func `a run that waits has tried nothing behind it`() throws {
    #expect(
      try gaps(Self.workflow, placed("30.00")) == [
        "its wait_for at steps/0 never timed out (7)",
        "its wait_for at steps/0 was never ended by an event (7)",
        "its if at steps/1 was never reached (11)", "its `on_error` was never carried out (22)",
        "no run of it was ever ended by another event (1)",
      ])
  }

  @Test func `branches, conditions and the handler of errors`() throws {
    let paid = "\n  - event: order.paid\n    data: { order_id: o1 }"
    #expect(
      try gaps(Self.workflow, placed("30.00") + paid) == [
        "its wait_for at steps/0 never timed out (7)", "its if at steps/1 never went on with `then` (11)",
        "its condition at steps/2 was never false (18)", "its `on_error` was never carried out (22)",
        "no run of it was ever ended by another event (1)",
      ])
    let all = [
      placed("30.00"), "  - advance: 2h", placed("60.00", "o2"), "  - advance: 2h", placed("5.00", "o3"),
    ]
    #expect(
      try gaps(Self.workflow, all.joined(separator: "\n") + "\n  - advance: 2h") == [
        "its wait_for at steps/0 was never ended by an event (7)",
        "its if at steps/1 always found a branch (11)",
        "its if at steps/1/then/1 never went on with `choice 0` (14)",
        "its `on_error` was never carried out (22)", "no run of it was ever ended by another event (1)",
      ])
  }

  // MARK: Families

  private static let fee = """
    fee: commission
    on: order.placed
    base: event.amount
    charge:
      - if: event.note == "flat"
        flat: 1.00
      - graduated:
          - { up_to: 100.00, percent: 10% }
          - { percent: 5% }
        min: 2.00
        max: 50.00
    cap: { at_most: 60.00, per: ever }
    discount:
      - { if: customer.tier == "gold", percent: 10% }
    to: customer
    """

  @Test func `prices, tiers, bounds, reductions and the cap of a fee`() throws {
    let bounds = ["was never below its minimum (10)", "was never above its maximum (11)"].map {
      "its price 2 \($0)"
    }
    let rest = ["its discount 1 was never given (14)", "its cap was never reached (12)"]
    #expect(
      try gaps(Self.fee, placed("50.00")) == [
        "its price 1 was never charged (6)", "its price 2 never reached tier 2 (9)",
      ] + bounds + rest)
    #expect(
      try gaps(Self.fee, [placed("200.00"), placed("10.00", "o2")].joined(separator: "\n")) == [
        "its price 1 was never charged (6)", bounds[1],
      ] + rest)
    #expect(
      try gaps(Self.fee, [placed("9000.00"), placed("900.00", "o2")].joined(separator: "\n")) == [
        "its price 1 was never charged (6)", bounds[0], rest[0],
      ])
  }

  private static let clock = """
    sla: payment
    on: order.placed
    target: { cheap: 4h, dear: 1h }
    by: 'event.amount > 100.00 ? "dear" : "cheap"'
    met_on: order.paid
    warn_at: 50%
    ---
    escalation: unpaid
    on: sla.breached
    key: event.key
    until: { event: order.paid, key: event.order_id }
    levels:
      - { notify: ann, ack_within: 10m, with: { template: unpaid } }
      - { notify: ben, ack_within: 10m, with: { template: unpaid } }
    finally:
      - notify: { to: owner, template: unpaid }
    """

  @Test func `targets and ends of clocks, levels of escalations`() throws {
    let breached = [
      "its target for `dear` never counted (3)", "none of its clocks was ever met (1)",
    ]
    #expect(
      try gaps(Self.clock, placed("50.00") + "\n  - advance: 4h") == breached + [
        "its do in line 13 was never reached (13)",
        "no run of it was ever ended by another event (8)",
      ])
    #expect(
      try gaps(Self.clock, placed("50.00") + "\n  - advance: 4h11m") == breached + [
        "its action in line 16 was never reached (16)", "no run of it was ever ended by another event (8)",
      ])
  }

  private static let routing = """
    entity: worker
    table: workers
    key: id
    fields: { id: string, level: int, jobs: int, room: int }
    ---
    action: give
    params: { to: string }
    ---
    routing: orders
    on: order.placed
    among: worker
    about: event.order_id
    eligible:
      level: candidate.level > 2
      capacity: candidate.jobs < candidate.room
    prefer: { best: candidate.level > 8 }
    offer: { for: 5m }
    relax:
      - { after: 10m, drop: level }
    do: [ { give: { to: "${candidate.id}" } } ]
    fallback: { queue: later }
    """

  @Test func `filters, preferences, offers and steps of a routing`() throws {
    let rest = [
      "none of its offers was ever accepted (17)", "none of its offers was ever rejected (17)",
      "none of its offers was ever left unanswered (17)", "its step 1 of `relax` was never taken (19)",
      "its `fallback` was never needed (9)",
    ]
    #expect(
      try gaps(Self.routing, placed("1.00"), given: "  worker: { id: w1, level: 3, jobs: 0, room: 1 }") == [
        "its filter `level` never excluded anybody (14)", "its filter `capacity` never excluded anybody (15)",
        "nobody was ever chosen by its preference `best` (16)",
      ] + rest)
    let nobody =
      "  worker: [ { id: w1, level: 1, jobs: 0, room: 1 }, { id: w2, level: 9, jobs: 1, room: 1 } ]"
    #expect(
      try gaps(Self.routing, placed("1.00") + "\n  - advance: 20m", given: nobody) == [
        "nobody was ever chosen by its preference `best` (16)", rest[0], rest[1],
      ])
  }
}
