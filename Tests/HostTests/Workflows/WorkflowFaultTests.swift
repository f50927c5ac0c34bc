import RulesEngine
import Store
import TestSupport
import Testing

/// Runs that fail, are tried again, or lose what they wait for: none is left behind.
@Suite struct WorkflowFaultTests {
  private static let ask = """
    workflow: ask
    inputs: { ticket: string, share: int }
    key: string(10 / event.share)
    steps:
      - { wait_for: ticket.replied, where: event.ticket_id == trigger.ticket, timeout: 10m }
      - { stop: failed, reason: silence }
    ---

    """

  @Test("what is asked for again has a key of its own, and its outcome wakes the run")
  func retryOfAction() throws {
    let tickets = try Tickets(
      """
      workflow: w
      on: ticket.created
      steps:
        - { charge: { to: customer, amount: 5.00 }, await: true }
        - notify: { to: customer, template: paid }
      """)
    try tickets.send("ticket.created", at: "10:00")
    let now = tickets.shop.instant("10:01")
    for _ in 1...2 {
      let key = try #require(try tickets.shop.actions().last?.key)
      _ = try tickets.shop.processor.settle(action: key, as: "failed", result: nil, at: now)
      #expect(try tickets.runs == ["1 c1 incident"])
      _ = try tickets.shop.processor.operate(.retry, run: 1, at: now)
    }
    let keys = try tickets.shop.actions().map(\.key)
    #expect(Set(keys).count == 3)
    _ = try tickets.shop.processor.settle(action: keys[2], as: "delivered", result: nil, at: now)
    #expect(try tickets.runs == ["1 c1 completed"])
  }

  @Test("a workflow that is called again begins again")
  func retryOfCall() throws {
    let tickets = try Tickets(
      Self.ask + """
        workflow: w
        on: ticket.created
        steps:
          - { call: ask, with: { ticket: "${event.ticket_id}", share: 1 } }
        """)
    try tickets.send("ticket.created", at: "10:00")
    _ = try tickets.wait(until: "10:10")
    #expect(try tickets.runs == ["1 c1 incident", "2 10 failed: silence"])
    _ = try tickets.shop.processor.operate(.retry, run: 1, at: tickets.shop.instant("10:11"))
    #expect(try tickets.runs == ["1 c1 waiting", "2 10 failed: silence", "3 10 waiting"])
    _ = try tickets.shop.processor.operate(.cancel, run: 1, at: tickets.shop.instant("10:12"))
    #expect(try tickets.runs.last == "3 10 cancelled: its caller ended")
  }

  @Test("a caller hears of a run that could not begin")
  func callThatCannotBegin() throws {
    let tickets = try Tickets(
      Self.ask + """
        workflow: w
        on: ticket.created
        steps:
          - { call: ask, with: { ticket: "${event.ticket_id}", share: 0 } }
        """)
    try tickets.send("ticket.created", at: "10:00")
    #expect(try tickets.runs == ["1 c1 incident"])
  }

  @Test("a caller goes on when the condition of what it calls does not hold")
  func callThatDoesNotFit() throws {
    let tickets = try Tickets(
      """
      workflow: ask
      inputs: { ticket: string }
      if: event.ticket == "t2"
      key: event.ticket
      steps: [ { delay: 1h } ]
      ---
      workflow: w
      on: ticket.created
      steps:
        - { id: asked, call: ask, with: { ticket: "${event.ticket_id}" } }
        - notify: { to: customer, template: "${step.asked.status}" }
      """)
    #expect(try tickets.send("ticket.created", "t1", at: "10:00") == ["notify dropped"])
    #expect(try tickets.send("ticket.created", "t2", at: "10:01") == [])
  }

  @Test("a call that nobody waits for any more does not begin")
  func callTooLate() throws {
    let tickets = try Tickets(
      Self.ask + """
        workflow: w
        on: ticket.created
        steps:
          - parallel:
              until: any
              branches:
                - [ { call: ask, with: { ticket: "${event.ticket_id}", share: 1 } } ]
                - [ { notify: { to: ops, template: first } } ]
        """)
    try tickets.send("ticket.created", at: "10:00")
    #expect(try tickets.runs == ["1 c1 completed"])
  }

  @Test("waits without any length follow one another")
  func noLength() throws {
    let tickets = try Tickets(
      """
      workflow: w
      on: ticket.created
      steps:
        - repeat:
            count: 3
            do: [ { wait_for: ticket.replied, timeout: "${duration('0s')}" } ]
        - notify: { to: customer, template: done }
      """)
    try tickets.send("ticket.created", at: "10:00")
    let lines = try tickets.wait(until: "10:00")
    let (runs, trace) = (try tickets.runs, try tickets.trace())
    #expect(lines == ["notify done"], "\(runs) \(trace)")
  }

  @Test("a question about a branch ends with the branch")
  func incidentOfBranch() throws {
    let tickets = try Tickets(
      """
      workflow: w
      on: ticket.created
      steps:
        - parallel:
            until: any
            branches:
              - [ { notify: { to: ops, template: "${string(1 / size(event.priority))}" } } ]
              - [ { wait_for: ticket.replied, where: event.ticket_id == trigger.ticket_id } ]
        - delay: 1h
      """)
    try tickets.send("ticket.created", "t1", #""priority":"""#, at: "10:00")
    #expect(try tickets.shop.store.openIncidents(run: 1) == [1])
    try tickets.send("ticket.replied", at: "10:01")
    #expect(try tickets.runs == ["1 c1 waiting"])
    #expect(try tickets.shop.store.openIncidents(run: 1) == [])
  }

  @Test("what has decided about runs can be let go")
  func memory() throws {
    weak var store: Store?
    do {
      let tickets = try Tickets(
        "workflow: w\non: ticket.created\nsteps: [ { delay: 1h }, { notify: { to: customer, template: x } } ]"
      )
      try tickets.send("ticket.created", at: "10:00")
      store = tickets.shop.store
      #expect(store != nil)
    }
    #expect(store == nil)
  }
}
