import RulesEngine
import Store
import TestSupport
import Testing

/// Runs come over to a later version of their workflow.
@Suite struct MigrationTests {
  private static let header = """
    workflow: w
    on: ticket.created
    key: event.ticket_id

    """

  /// A change of a workflow while a run waits, and what becomes of the run.
  struct Change: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var old: String
    var new: String
    /// What is said when it is asked to come over.
    var said: [String] = []
    /// What it asks for when the ticket is replied to at 10:45.
    var replied: [String] = []
    /// What it asks for until 14:00.
    var later: [String] = []
  }

  private static let changes = [
    Change(
      testDescription: "a step before it is new, and the text behind it is another",
      old: """
        steps:
          - { id: reply, wait_for: ticket.replied, timeout: 1h }
          - { notify: { to: customer, template: "${step.reply.timed_out ? 'old' : 'thanks'}" } }
        """,
      new: """
        steps:
          - { notify: { to: customer, template: hello } }
          - { id: reply, wait_for: ticket.replied, timeout: 2h }
          - { notify: { to: customer, template: "${step.reply.timed_out ? 'new' : 'many-thanks'}" } }
        """,
      replied: ["notify many-thanks"]),
    Change(
      testDescription: "the time that was left stays",
      old: "steps: [ { id: pause, delay: 1h }, { notify: { to: customer, template: old } } ]",
      new: "steps: [ { id: pause, delay: 3h }, { notify: { to: customer, template: new } } ]",
      later: ["notify new"]),
    Change(
      testDescription: "an id is another, and the time begins anew",
      old: "steps: [ { id: pause, delay: 1h }, { notify: { to: customer, template: old } } ]",
      new: """
        timers: restart, steps: { pause: rest } }
        steps: [ { id: rest, delay: 5h }, { notify: { to: customer, template: new } } ]
        """,
      later: []),
    Change(
      testDescription: "what it waits for is another event, which came before",
      old: "steps: [ { id: reply, wait_for: ticket.resolved }, { notify: { to: customer, template: old } } ]",
      new: "steps: [ { id: reply, wait_for: ticket.assigned }, { notify: { to: customer, template: new } } ]",
      said: ["notify new"]),
    Change(
      testDescription: "inside a branch and a loop",
      old: """
        steps:
          - repeat: { count: 2, do: [ { id: pause, delay: 1h }, { notify: { to: customer, template: old } } ] }
        """,
      new: """
        steps:
          - repeat: { count: 2, do: [ { notify: { to: customer, template: soon } }, { id: pause, delay: 1h } ] }
        """,
      later: ["notify soon"]),
    Change(
      testDescription: "branches side by side",
      old: """
        steps:
          - parallel:
              - [ { id: a, delay: 1h }, { notify: { to: customer, template: a } } ]
              - [ { id: b, wait_for: ticket.replied } ]
          - { notify: { to: customer, template: both } }
        """,
      new: """
        steps:
          - parallel:
              - [ { id: a, delay: 1h }, { notify: { to: customer, template: a2 } } ]
              - [ { id: b, wait_for: ticket.replied }, { notify: { to: customer, template: b2 } } ]
          - { notify: { to: customer, template: both2 } }
        """,
      replied: ["notify b2"], later: ["notify a2", "notify both2"]),
    Change(
      testDescription: "a variable is new",
      old: "steps: [ { id: pause, delay: 1h } ]",
      new: """
        vars: { text: fresh }
        steps: [ { id: pause, delay: 1h }, { notify: { to: customer, template: "${vars.text}" } } ]
        """,
      later: ["notify fresh"]),
    Change(
      testDescription: "an event cancels it now",
      old: "steps: [ { id: pause, delay: 1h }, { notify: { to: customer, template: old } } ]",
      new: """
        cancel_on: ticket.replied
        steps: [ { id: pause, delay: 1h }, { notify: { to: customer, template: new } } ]
        """),
  ]

  @Test("a run comes over where its place is to be found", arguments: changes)
  func comesOver(_ change: Change) throws {
    let tickets = try started(change.old)
    try reload(tickets, change.new)
    #expect(try tickets.perform(.migrate(to: try tickets.version()), at: "10:30") == change.said)
    #expect(try tickets.trace().contains("migrated"))
    #expect(try tickets.send("ticket.replied", at: "10:45") == change.replied)
    #expect(try tickets.wait(until: "14:00").prefix(2) == change.later[...])
  }

  private static let conflicts = [
    Change(
      testDescription: "the step is gone",
      old: "steps: [ { id: pause, delay: 1h } ]", new: "steps: [ { id: rest, delay: 1h } ]",
      said: [
        "it stands at the step `pause`, which the new version does not have; `steps` of `migrate` can say what it became"
      ]),
    Change(
      testDescription: "the step is of another type",
      old: "steps: [ { delay: 1h } ]", new: "steps: [ { wait_for: ticket.replied, timeout: 1h } ]",
      said: ["`steps/0` was `delay` and is `wait_for` now"]),
    Change(
      testDescription: "the step stands elsewhere",
      old: "steps: [ { id: pause, delay: 1h } ]",
      new: "steps: [ { if: \"event.ticket_id == 't1'\", then: [ { id: pause, delay: 1h } ] } ]",
      said: ["the step `pause` stood in another branch or loop before"]),
    Change(
      testDescription: "what was done cannot be undone any more",
      old: """
        steps:
          - notify: { to: customer, template: asked }
            id: asked
            compensate: [ { notify: { to: customer, template: withdrawn } } ]
          - delay: 1h
        """,
      new: """
        steps:
          - { id: asked, notify: { to: customer, template: asked } }
          - delay: 1h
        """,
      said: ["the step `asked` was done and could be undone, and the new version does not say how"]),
    Change(
      testDescription: "a variable is of another type",
      old: "vars: { n: 1 }\nsteps: [ { delay: 1h } ]", new: "vars: { n: one }\nsteps: [ { delay: 1h } ]",
      said: ["the variable `n` was a whole number and is text now"]),
    Change(
      testDescription: "a variable that is new cannot be computed",
      old: "steps: [ { delay: 1h } ]",
      new: """
        vars: { n: "${10 / size(event.priority ?? '')}" }
        cancel_on: ticket.replied
        steps: [ { delay: 1h } ]
        """,
      said: ["division by zero"]),
    Change(
      testDescription: "other branches side by side",
      old: "steps: [ { parallel: [ [ { delay: 1h } ], [ { delay: 2h } ] ] } ]",
      new: "steps: [ { parallel: [ [ { delay: 1h } ], [ { delay: 2h } ], [ { delay: 3h } ] ] } ]",
      said: ["`steps/0` has other branches now"]),
  ]

  @Test("a run stays with its version where its place cannot be found", arguments: conflicts)
  func stays(_ change: Change) throws {
    let tickets = try started(change.old)
    let before = try tickets.shop.store.run(1)
    try reload(tickets, change.new)
    let said = change.said.map { "R0423 run 1: \($0)" }
    #expect(try tickets.perform(.migrate(to: try tickets.version()), at: "10:30") == said)
    let after = try tickets.shop.store.run(1)
    #expect(after?.hash == before?.hash && after?.state == before?.state)
    #expect(try !tickets.trace().contains("migrated"))
    try tickets.send("ticket.replied", at: "10:45")
    #expect(try tickets.runs.first?.hasSuffix("waiting") == true)
  }

  @Test("only versions that `migrate` names come over, and only to the one that is loaded")
  func versions() throws {
    let tickets = try started("steps: [ { delay: 1h } ]")
    let old = try tickets.version()
    try tickets.reload(Self.header + "steps: [ { delay: 2h } ]")
    #expect(
      try tickets.perform(.migrate(to: try tickets.version()), at: "10:30") == [
        "R0423 run 1: `migrate` of `workflow/w` does not say how runs go on that began with \(old.prefix(8))"
      ])
    #expect(
      try tickets.perform(.migrate(to: old), at: "10:30") == [
        "R0423 run 1: the version \(old.prefix(8)) of `workflow/w` is not the one that is loaded"
      ])
  }

  @Test("how runs come over is no part of the version")
  func hash() throws {
    let tickets = try started("steps: [ { delay: 1h } ]")
    let old = try tickets.version()
    try reload(tickets, "steps: [ { delay: 1h } ]")
    #expect(try tickets.version() == old)
  }

  private func started(_ definition: String) throws -> Tickets {
    let tickets = try Tickets(Self.header + definition)
    try tickets.send("ticket.created", at: "10:00")
    try tickets.send("ticket.assigned", at: "10:10")
    return tickets
  }

  /// Loads another version that names the one before; what it says of `migrate` may stand first.
  private func reload(_ tickets: Tickets, _ definition: String) throws {
    let from = try tickets.version().prefix(12)
    let begin = "migrate: { from: \"\(from)\""
    let text = definition.hasPrefix("timers:") ? "\(begin), \(definition)" : "\(begin) }\n\(definition)"
    try tickets.reload(Self.header + text)
  }
}
