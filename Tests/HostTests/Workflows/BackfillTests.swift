import RulesEngine
import Testing

/// A workflow begins for events that came before it was there.
@Suite struct BackfillTests {
  private static let other = """
    rule: other
    on: ticket.created
    do: { notify: { to: customer, template: hello } }
    ---
    workflow: v
    on: ticket.assigned
    steps: [ { delay: 1h } ]
    """

  private static let workflow = """
    workflow: w
    on: ticket.created
    if: event.ticket_id != "t9"
    key: event.ticket_id
    steps:
      - { id: reply, wait_for: ticket.replied, timeout: 2h }
      - { notify: { to: customer, template: "${step.reply.timed_out ? 'silence' : 'thanks'}" } }

    """

  /// Three tickets, of which the first was replied to, before the workflow is there.
  private func tickets() throws -> Tickets {
    let tickets = try Tickets(Self.other)
    try tickets.send("ticket.created", "t1", at: "10:00")
    try tickets.send("ticket.created", "t2", at: "10:01")
    try tickets.send("ticket.created", "t9", at: "10:02")
    try tickets.send("ticket.replied", "t1", at: "10:03")
    try tickets.reload(Self.workflow)
    return tickets
  }

  @Test("it begins now, and what it waits for may have come since")
  func begins() throws {
    let tickets = try tickets()
    #expect(
      try tickets.perform(.begin(workflow: "workflow/w", event: 1), at: "11:00") == ["notify thanks"])
    #expect(try tickets.perform(.begin(workflow: "workflow/w", event: 2), at: "11:00") == [])
    #expect(try tickets.runs == ["1 t1 completed", "2 t2 waiting"])
    #expect(try tickets.wait(until: "13:00") == ["notify silence"])
  }

  @Test(
    "it does not begin where it should not",
    arguments: [
      (event: 3, message: "R0424 event d-3: the condition of `workflow/w` does not hold"),
      (event: 4, message: "R0424 event d-4: `workflow/w` does not begin with `ticket.replied`"),
    ] as [(event: Int64, message: String)])
  func refused(event: Int64, message: String) throws {
    let tickets = try tickets()
    #expect(
      try tickets.perform(.begin(workflow: "workflow/w", event: event), at: "11:00") == [message])
    #expect(try tickets.perform(.begin(workflow: "workflow/w", event: 99), at: "11:00") == [])
    #expect(try tickets.runs == [])
  }

  @Test("it begins once for an event, however often it is asked for")
  func once() throws {
    let tickets = try tickets()
    _ = try tickets.perform(.begin(workflow: "workflow/w", event: 2), at: "11:00")
    #expect(
      try tickets.perform(.begin(workflow: "workflow/w", event: 2), at: "11:00") == [
        "R0424 event d-2: run 1 began with it before"
      ])
    try tickets.send("ticket.created", "t5", at: "11:01")
    #expect(try tickets.runs == ["1 t2 waiting", "2 t5 waiting"])
  }
}
