import RulesEngine
import TestSupport

/// The workflows that simulations and fault tests run: each a way of waiting, ending or failing.
///
/// `version` changes what some of them do, so that a reload leaves runs of both behind. The last version lacks an action
/// that runs of the others need.
enum Palette {
  static let versions = 1...4

  static func rulebook(version: Int) throws -> Rulebook {
    try Shop.rulebook(Tickets.model + workflows(version))
  }

  /// All versions, each saying how runs of the others come over.
  static func rulebooks() throws -> [Rulebook] {
    let plain = try versions.map { try rulebook(version: $0) }
    return try versions.map { version in
      var text = workflows(version)
      for name in ["follow-up", "branches"] {
        let hashes = Set(plain.compactMap { $0.currentVersion(of: "workflow/\(name)") })
        let own = plain[version - 1].currentVersion(of: "workflow/\(name)")
        let sources = hashes.filter { $0 != own }.sorted().map { "{ from: \"\($0)\" }" }
        text = text.replacing(
          "workflow: \(name)\n", with: "workflow: \(name)\nmigrate: [\(sources.joined(separator: ", "))]\n")
      }
      return try Shop.rulebook(Tickets.model + text)
    }
  }

  static func workflows(_ version: Int) -> String {
    waits(version) + modes + branches(version) + (version == versions.upperBound ? "" : paged) + calls
  }

  private static let paged = """
    action: page
    params: { to: string }
    ---
    workflow: paged
    on: ticket.created
    key: event.ticket_id
    mode: queued
    vars: { share: 0 }
    cancel_on: ticket.resolved
    steps:
      - { delay: 25m }
      - { id: reply, wait_for: ticket.replied, timeout: 2h }
      - { page: { to: "${string(10 / vars.share)}" }, compensate: [ { page: { to: nobody } } ] }
      - { charge: { to: customer, amount: 3.00 }, await: true }
    ---

    """

  private static func waits(_ version: Int) -> String {
    """
    rule: count
    on: ticket.created
    do:
      - upsert: customers
        set: { id: "${customer.id}", tier: gold, points: "${(customer.points ?? 0) + 1}" }
    ---
    workflow: follow-up
    on: ticket.created
    key: event.ticket_id
    cancel_on: { event: ticket.resolved, where: event.ticket_id == trigger.ticket_id }
    steps:
      - notify: { to: customer, template: "hello \(version)" }
        compensate: [ { notify: { to: customer, template: goodbye } } ]
      - id: assigned
        wait_for: ticket.assigned
        where: event.ticket_id == trigger.ticket_id
        timeout: 15m
      - if: step.assigned.timed_out
        then:
          - repeat:
              count: \(version + 1)
              do: [ { delay: 10m }, { notify: { to: "level-${repeat.index}", template: late } } ]
      - delay: \(version)h
      - notify: { to: customer, template: survey }
    ---
    workflow: no-time-at-all
    on: ticket.replied
    key: event.ticket_id
    mode: restart
    steps:
      - repeat:
          count: 3
          do: [ { wait_for: ticket.resolved, timeout: "${duration('0s')}" } ]
      - { delay_until: "09:00", timezone: America/New_York }
      - notify: { to: customer, template: morning }
    ---

    """
  }

  private static let modes = """
    workflow: newest
    on: ticket.created
    key: customer.id
    mode: latest
    steps:
      - { wait_for: ticket.replied, since: step_start, timeout: 2h }
      - notify: { to: customer, template: newest }
    ---
    workflow: line
    on: [ticket.created, ticket.assigned]
    key: customer.id
    mode: queued
    max: 3
    on_overflow: drop_oldest
    steps:
      - delay: 40m
      - notify: { to: customer, template: line }
    ---
    workflow: beside
    on: ticket.assigned
    key: event.ticket_id
    mode: parallel
    max: 2
    while: customer.points < 30
    steps:
      - { id: paid, charge: { to: customer, amount: 5.00 }, await: true }
      - notify: { to: customer, template: "${step.paid.status}" }
    ---

    """

  private static func branches(_ version: Int) -> String {
    """
    workflow: branches
    on: ticket.created
    key: event.ticket_id
    mode: restart
    steps:
      - parallel:
          until: \(version.isMultiple(of: 2) ? "all" : "any")
          branches:
            - [ { wait_for: ticket.assigned }, { charge: { to: customer, amount: 1.00 }, await: true } ]
            - [ { delay: 30m }, { notify: { to: ops, template: "${string(60 / (customer.points - 3))}" } } ]
            - - call: ask
                with: { ticket: "${event.ticket_id}", most: 100 }
            - - condition: customer.points % 4 != 0
              - delay: 5m
              - condition: customer.points % 3 == 0
              - { wait_for: ticket.resolved, timeout: 6h }
      - notify: { to: ops, template: joined }
    ---
    workflow: handled
    on: ticket.replied
    key: event.ticket_id
    mode: restart
    steps:
      - charge: { to: customer, amount: 2.00 }
        compensate: [ { notify: { to: ops, template: "undo ${string(6 / (customer.points - 5))}" } } ]
      - parallel:
          - [ { delay: 20m }, { notify: { to: ops, template: "${string(60 / (customer.points % 2))}" } } ]
          - [ { wait_for: ticket.created, timeout: 1h } ]
    on_error:
      - delay: 3m
      - notify: { to: ops, template: "${error.message}" }
    ---

    """
  }

  private static let calls = """
    workflow: ask
    inputs: { ticket: string, most: int }
    key: 'event.most == 1 && event.ticket == "t1" ? string(1 / (event.most - 1)) : event.ticket'
    steps:
      - { id: answer, wait_for: ticket.replied, where: event.ticket_id == trigger.ticket, timeout: 50m }
      - if: step.answer.timed_out
        then: [ { stop: failed, reason: silence } ]
      - stop: done
        return: { score: "${trigger.most + 1}" }
    ---
    workflow: asks
    on: ticket.resolved
    key: event.ticket_id
    steps:
      - { id: asked, call: ask, with: { ticket: "${event.ticket_id}", most: 1 } }
      - notify: { to: customer, template: "${step.asked.status}" }
    ---
    workflow: too-late
    on: ticket.resolved
    key: event.ticket_id
    mode: restart
    steps:
      - parallel:
          until: any
          branches:
            - [ { call: ask, with: { ticket: "${event.ticket_id}", most: 2 } } ]
            - [ { notify: { to: ops, template: first } } ]
    """
}
