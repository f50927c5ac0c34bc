import RulesEngine
import Store
import TestSupport
import Testing

/// Whom escalations ask, and when. Events come in New York time; what is asked for stands in UTC, five hours later.
@Suite struct ChainTests {
  private func desk(_ keys: String, more: String = "") throws -> Desk {
    try Desk(
      more + """
        escalation: up
        on: ticket.created
        key: event.ticket_id
        with: { template: t }
        \(keys)
        """)
  }

  private static let two = """
    until: ticket.resolved
    levels:
      - { notify: ann, ack_within: 10m }
      - { notify: [ben, { role: "${event.subject}" }], via: [push, sms], ack_within: 20m, repeat: 1 }
    finally: [ { notify: { to: owner, template: last } } ]
    """

  @Test func `levels one after the other, each as often as it says, and then who owns it`() throws {
    let desk = try desk(Self.two)
    #expect(try desk.send("ticket.created", at: "23T10:00") == [])
    let second = ["ben by push", "ben by sms", "c1 by push", "c1 by sms"]
    #expect(
      try desk.wait(until: "23T12:00")
        == ["notify ann 23T15:00:10"] + second.map { "notify \($0) 23T15:10:10" }
        + second.map { "notify \($0) 23T15:30:10" } + ["notify owner 23T15:50:10"])
    #expect(try desk.shop.store.run(1)?.status == .completed)
  }

  @Test func `the event that ends it ends it`() throws {
    let desk = try desk(Self.two)
    try desk.send("ticket.created", at: "23T10:00")
    #expect(try desk.wait(until: "23T10:05") == ["notify ann 23T15:00:10"])
    try desk.send("ticket.resolved", at: "23T10:06", ticket: "k2")
    #expect(try desk.shop.store.run(1)?.status == .waiting)
    try desk.send("ticket.resolved", at: "23T10:06")
    #expect(try desk.wait(until: "23T12:00") == [])
    #expect(try desk.shop.store.run(1)?.reason == "ticket.resolved")
  }

  @Test func `a chain that is under way stays as it was when it began`() throws {
    func chain(_ levels: String) -> String {
      """
      escalation: up
      on: ticket.created
      key: event.ticket_id
      until: ticket.resolved
      with: { template: t }
      levels: [ \(levels) ]
      finally: [ { notify: { to: owner, template: last } } ]
      """
    }
    let desk = try Desk(chain("{ notify: ann, ack_within: 10m }, { notify: ben, ack_within: 10m }"))
    try desk.send("ticket.created", at: "23T10:00")
    #expect(try desk.wait(until: "23T10:05") == ["notify ann 23T15:00:10"])
    try desk.shop.reload(Desk.model + chain("{ notify: cleo, ack_within: 5m }"))
    try desk.send("ticket.created", at: "23T10:06", ticket: "k2")
    #expect(
      try desk.wait(until: "23T11:00") == [
        "notify cleo 23T15:06:10", "notify ben 23T15:10:10", "notify owner 23T15:11:10",
        "notify owner 23T15:20:10",
      ])
  }

  @Test func `the whole chain again`() throws {
    let desk = try desk(
      """
      until: ticket.resolved
      delay: 0s
      repeat: 1
      levels: [ { notify: ann, ack_within: 10m }, { notify: ben, ack_within: 20m } ]
      finally: [ { notify: { to: owner, template: last } } ]
      """)
    #expect(try desk.send("ticket.created", at: "23T10:00") == ["notify ann 23T15:00:00"])
    #expect(
      try desk.wait(until: "23T12:00") == [
        "notify ben 23T15:10:00", "notify ann 23T15:30:00", "notify ben 23T15:40:00",
        "notify owner 23T16:00:00",
      ])
  }

  @Test func `who takes it up stops it`() throws {
    let desk = try desk(
      """
      ack: ticket.taken
      levels: [ { notify: ann, ack_within: 10m }, { notify: ben, ack_within: 20m } ]
      finally: [ { notify: { to: owner, template: last } } ]
      """)
    try desk.send("ticket.created", at: "23T10:00")
    try desk.send("ticket.created", at: "23T10:00", ticket: "k2")
    #expect(try desk.wait(until: "23T10:05") == ["notify ann 23T15:00:10", "notify ann 23T15:00:10"])
    try desk.send("ticket.taken", at: "23T10:06")
    // The other one goes on to the end.
    #expect(
      try desk.wait(until: "23T12:00") == ["notify ben 23T15:10:10", "notify owner 23T15:30:10"])
    #expect(try desk.shop.store.run(1)?.status == .completed)
  }

  @Test func `taken up and not ended, it begins again`() throws {
    let desk = try desk(
      """
      ack: ticket.taken
      unack_after: 1h
      until: ticket.resolved
      levels: [ { notify: ann, ack_within: 10m }, { notify: ben, ack_within: 20m } ]
      finally: [ { notify: { to: owner, template: last } } ]
      """)
    try desk.send("ticket.created", at: "23T10:00")
    #expect(try desk.wait(until: "23T10:05") == ["notify ann 23T15:00:10"])
    try desk.send("ticket.taken", at: "23T10:06")
    #expect(try desk.wait(until: "23T11:05") == [])
    #expect(try desk.wait(until: "23T11:07") == ["notify ann 23T16:06:00"])
    try desk.send("ticket.taken", at: "23T11:10")
    try desk.send("ticket.resolved", at: "23T11:20")
    #expect(try desk.wait(until: "24T12:00") == [])
    #expect(try desk.shop.store.run(1)?.status == .cancelled)
  }

  @Test(arguments: [
    ("", ["notify ann 23T14:00:00", "notify owner 23T14:10:00"]),
    ("outside_hours: hold", ["notify ann 23T14:00:00", "notify owner 23T14:10:00"]),
    ("outside_hours: skip_level", ["notify owner 20T23:00:10"]),
    ("outside_hours: notify_anyway", ["notify ann 20T23:00:10", "notify owner 20T23:10:10"]),
  ])
  func `outside the hours of the calendar`(rule: String, expected: [String]) throws {
    let desk = try desk(
      """
      until: ticket.resolved
      calendar: desk
      \(rule.isEmpty ? "description: no rule" : rule)
      levels: [ { notify: ann, ack_within: 10m } ]
      finally: [ { notify: { to: owner, template: last } } ]
      """)
    try desk.send("ticket.created", at: "20T18:00")
    #expect(try desk.wait(until: "24T12:00") == expected)
  }

  @Test func `answers may have business time`() throws {
    let desk = try desk(
      """
      until: ticket.resolved
      calendar: desk
      delay: 0s
      levels: [ { notify: ann, ack_within: 2bh } ]
      finally: [ { notify: { to: owner, template: last } } ]
      """)
    #expect(try desk.send("ticket.created", at: "20T16:00") == ["notify ann 20T21:00:00"])
    #expect(try desk.wait(until: "24T12:00") == ["notify owner 23T15:00:00"])
  }

  // MARK: On call

  private static let night = """
    on_call: night
    timezone: America/New_York
    layers: [ { people: [ann, ben], hours: { mon-fri: ["09:00-17:00"] } } ]
    ---

    """

  private static let onCall = """
    until: ticket.resolved
    delay: 0s
    levels: [ { notify: { on_call: night, pick: PICK }, ack_within: 10m } ]
    finally: [ { notify: { to: owner, template: last } } ]
    """

  @Test(arguments: [
    ("first", ["ann", "ann", "ann"]), ("all", ["ann", "ben", "ann", "ben", "ann", "ben"]),
    ("round_robin", ["ann", "ben", "ann"]),
  ])
  func `which of those on duty`(pick: String, people: [String]) throws {
    let desk = try desk(Self.onCall.replacing("PICK", with: pick), more: Self.night)
    let asked = try ["k1", "k2", "k3"].flatMap { try desk.send("ticket.created", at: "23T10:00", ticket: $0) }
    #expect(asked == people.map { "notify \($0) 23T15:00:00" })
  }

  @Test func `nobody on duty is kept with the run, and the chain goes on`() throws {
    let desk = try desk(Self.onCall.replacing("PICK", with: "first"), more: Self.night)
    #expect(
      try desk.send("ticket.created", at: "20T18:00") == [
        "notify owner 20T23:00:00",
        "R0213 steps/0/do/0: level 1 asks nobody: nobody is on call in `night`",
      ])
    #expect(try desk.shop.store.run(1)?.status == .completed)
  }

  @Test func `who it is assigned to`() throws {
    let desk = try desk(
      """
      until: ticket.resolved
      delay: 0s
      levels:
        - { notify: { assigned: customer }, ack_within: 10m }
        - { notify: { assigned: ticket.status }, ack_within: 10m }
      finally: [ { notify: { to: owner, template: last } } ]
      """)
    #expect(try desk.send("ticket.created", at: "23T10:00") == ["notify c1 23T15:00:00"])
    #expect(try desk.wait(until: "23T10:11") == ["notify open 23T15:10:00"])
  }
}
