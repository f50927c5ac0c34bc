import RulesEngine
import Store
import TestSupport
import Testing

/// Runs whose definition no longer fits the rulebook: nothing they miss is lost, and a person can end them.
@Suite struct StrandedRunTests {
  /// `page` is an action that the second version of the rulebook no longer has.
  private static let page = """
    action: page
    params: { to: string }
    ---

    """

  private static let workflow = """
    workflow: w
    on: ticket.created
    key: event.ticket_id
    cancel_on: ticket.resolved
    steps:
      - notify: { to: customer, template: asked }
        compensate: [ { notify: { to: customer, template: withdrawn } } ]
      - { id: reply, wait_for: ticket.replied, timeout: 1h }
      - if: step.reply.timed_out
        then: [ { page: { to: lead } } ]
        else: [ { notify: { to: customer, template: thanks } } ]

    """

  private static let without = """
    rule: other
    on: ticket.created
    do: { notify: { to: customer, template: other } }
    ---
    workflow: v
    on: ticket.assigned
    steps: [ { delay: 1h } ]
    """

  private func stranded() throws -> Tickets {
    let tickets = try Tickets(Self.page + Self.workflow)
    try tickets.send("ticket.created", at: "10:00")
    try tickets.reload(Self.without)
    return tickets
  }

  @Test(
    "what came meanwhile counts when the definition fits again",
    arguments: [
      (event: "ticket.replied", then: "1 t1 completed", actions: ["notify thanks"]),
      (event: "ticket.resolved", then: "1 t1 cancelled: ticket.resolved", actions: ["notify withdrawn"]),
      (event: nil, then: "1 t1 completed", actions: ["page "]),
    ] as [(event: String?, then: String, actions: [String])])
  func missed(event: String?, then: String, actions: [String]) throws {
    let tickets = try stranded()
    if let event { try tickets.send(event, at: "10:30") }
    _ = try tickets.wait(until: "12:00")
    #expect(try tickets.runs == ["1 t1 incident"])
    #expect(try tickets.shop.store.openIncidents(run: 1).count == 1)
    #expect(
      try tickets.perform(.retry, at: "12:01") == [
        "R0420 run 1 still cannot be carried out by its definition; cancel, fail or kill end it"
      ])
    try tickets.reload(Self.page + Self.workflow)
    #expect(try tickets.perform(.retry, at: "12:02") == actions)
    #expect(try tickets.runs == [then])
    #expect(try tickets.shop.store.openIncidents(run: 1) == [])
  }

  @Test("an event that wakes it, too, makes up for what was missed")
  func withoutAPerson() throws {
    let tickets = try stranded()
    _ = try tickets.wait(until: "11:30")
    try tickets.reload(Self.page + Self.workflow)
    #expect(try tickets.send("ticket.resolved", at: "12:00") == ["page "])
    #expect(try tickets.runs == ["1 t1 completed"])
  }

  @Test(
    "a person can end it, and hears what cannot be undone",
    arguments: [
      (.cancel, "1 t1 cancelled: cancelled by a person", 1), (.fail, "1 t1 failed: failed by a person", 1),
      (.kill, "1 t1 killed: killed by a person", 0),
    ] as [(RunOperation, String, Int)])
  func ended(operation: RunOperation, run: String, incidents: Int) throws {
    let tickets = try stranded()
    try tickets.send("ticket.replied", at: "10:30")
    #expect(try tickets.perform(operation, at: "10:31") == [])
    #expect(try tickets.runs == [run])
    #expect(try tickets.shop.store.openIncidents(run: 1).count == incidents)
    #expect(try tickets.wait(until: "12:00") == [])
  }

  @Test("a run that waits for its turn takes it when its definition fits again")
  func queued() throws {
    let queued = Self.workflow.replacing("key: event.ticket_id", with: "key: event.ticket_id\nmode: queued")
    let tickets = try Tickets(Self.page + queued)
    try tickets.send("ticket.created", at: "10:00")
    try tickets.send("ticket.created", at: "10:01")
    #expect(try tickets.runs == ["1 t1 waiting", "2 t1 queued"])
    try tickets.reload(Self.without)
    _ = try tickets.perform(.kill, at: "10:02")
    #expect(try tickets.runs == ["1 t1 killed: killed by a person", "2 t1 incident"])
    try tickets.reload(Self.page + queued)
    #expect(try tickets.perform(.retry, run: 2, at: "10:03") == ["notify asked"])
    #expect(try tickets.runs.last == "2 t1 waiting")
  }

  @Test("the outcome of an action is kept, and told once")
  func outcome() throws {
    let paid = """
      workflow: w
      on: ticket.created
      key: event.ticket_id
      steps:
        - { id: paid, charge: { to: customer, amount: 5.00 }, await: true }
        - page: { to: "${step.paid.status}" }

      """
    let tickets = try Tickets(Self.page + paid)
    try tickets.send("ticket.created", at: "10:00")
    let key = try #require(try tickets.shop.actions().last?.key)
    try tickets.reload(Self.without)
    for (status, time) in [("delivered", "10:01"), ("failed", "10:02")] {
      _ = try tickets.shop.processor.settle(
        action: key, as: status, result: nil, at: tickets.shop.instant(time))
    }
    #expect(try tickets.runs == ["1 t1 incident"])
    try tickets.reload(Self.page + paid)
    #expect(try tickets.perform(.retry, at: "10:03") == ["page "])
    #expect(try tickets.runs == ["1 t1 completed"])
    let arguments = try tickets.shop.actions().last.map { String(decoding: $0.arguments, as: UTF8.self) }
    #expect(arguments == #"{"to":"delivered"}"#)
  }
}
