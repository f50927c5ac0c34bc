import RulesEngine
import Store
import TestSupport
import Testing

/// What SLA clocks tell, event by event. Events come in New York time; what is told stands in UTC, five hours later.
@Suite struct ClockTests {
  private func desk() throws -> Desk { try Desk(Desk.sla) }

  @Test func `a clock pauses, goes on, warns and is breached once`() throws {
    let desk = try desk()
    #expect(try desk.send("ticket.created", #""priority":"high""#, at: "20T16:30") == ["started 20T21:30"])
    #expect(try desk.clock(["status", "target", "due_at"]) == ["running", "4bh", "2026-11-23T17:30:00Z"])
    #expect(try desk.send("ticket.changed", #""status":"pending""#, at: "23T09:30") == ["paused 23T14:30"])
    #expect(try desk.clock(["status", "counted", "due_at"]) == ["paused", "3600s", "-"])
    #expect(try desk.wait(until: "23T10:59") == [])
    #expect(try desk.send("ticket.changed", #""status":"open""#, at: "23T11:00") == ["resumed 23T16:00"])
    #expect(try desk.clock(["status", "due_at"]) == ["running", "2026-11-23T19:00:00Z"])
    #expect(
      try desk.wait(until: "24T12:00") == ["warning 50 23T17:00", "warning 75 23T18:00", "breached 23T19:00"])
    #expect(try desk.wait(until: "30T12:00") == [])
    #expect(try desk.clock(["breached", "breached_at"]) == ["true", "2026-11-23T19:00:00Z"])
  }

  @Test func `a clock that is met says no more`() throws {
    let desk = try desk()
    try desk.send("ticket.created", #""priority":"high""#, at: "23T09:00")
    #expect(try desk.send("ticket.replied", at: "23T10:00") == ["met 23T15:00"])
    #expect(try desk.send("ticket.replied", at: "23T10:30") == [])
    #expect(try desk.wait(until: "30T12:00") == [])
    #expect(try desk.clock(["status", "breached"]) == ["met", "false"])
    #expect(try desk.shop.store.nextTimer(until: .distantFuture) == nil)
  }

  @Test func `one that is met too late stays breached`() throws {
    let desk = try desk()
    try desk.send("ticket.created", #""priority":"urgent""#, at: "23T09:00")
    #expect(
      try desk.wait(until: "23T12:00") == ["warning 50 23T14:30", "warning 75 23T14:45", "breached 23T15:00"])
    #expect(try desk.send("ticket.replied", at: "23T12:00") == ["met 23T17:00"])
    #expect(try desk.clock(["status", "breached"]) == ["met", "true"])
  }

  @Test func `a breach is told even when no timer fired before the reply`() throws {
    let desk = try desk()
    try desk.send("ticket.created", #""priority":"urgent""#, at: "23T09:00")
    #expect(try desk.send("ticket.replied", at: "23T12:00") == ["breached 23T17:00", "met 23T17:00"])
  }

  @Test func `cancelling ends it`() throws {
    let desk = try desk()
    try desk.send("ticket.created", #""priority":"urgent""#, at: "23T09:00")
    #expect(try desk.send("ticket.resolved", at: "23T09:10") == ["cancelled 23T14:10"])
    #expect(try desk.wait(until: "30T12:00") == [])
  }

  @Test func `a new target keeps the time that has passed`() throws {
    let desk = try desk()
    try desk.send("ticket.created", #""priority":"normal""#, at: "23T09:00")
    #expect(
      try desk.send("ticket.changed", #""priority":"high""#, at: "23T11:00")
        == ["retargeted 23T16:00", "warning 50 23T16:00"])
    #expect(try desk.wait(until: "23T16:59") == ["warning 75 23T17:00", "breached 23T18:00"])
  }

  @Test func `a target that is over already is breached now, and a longer one takes that back`() throws {
    let desk = try desk()
    try desk.send("ticket.created", #""priority":"normal""#, at: "23T09:00")
    #expect(
      try desk.send("ticket.changed", #""priority":"urgent""#, at: "23T11:00")
        == ["retargeted 23T16:00", "breached 23T16:00"])
    #expect(try desk.clock(["breached_at"]) == ["2026-11-23T16:00:00Z"])
    #expect(try desk.wait(until: "23T12:00") == [])
    #expect(
      try desk.send("ticket.changed", #""priority":"normal""#, at: "23T12:00")
        == ["retargeted 23T17:00", "breach_withdrawn 23T17:00"])
    #expect(
      try desk.wait(until: "24T12:00") == ["warning 50 23T18:00", "warning 75 23T20:00", "breached 24T14:00"])
  }

  @Test func `a target may be time on the clock`() throws {
    let desk = try desk()
    try desk.send("ticket.created", #""priority":"low""#, at: "20T16:30")
    #expect(
      try desk.wait(until: "23T12:00") == ["warning 50 20T22:30", "warning 75 20T23:00", "breached 20T23:30"])
  }

  @Test(arguments: [
    ("20T16:30", "2026-11-23T21:30:00Z"), ("20T18:00", "2026-11-24T14:00:00Z"),
    ("21T12:00", "2026-11-24T14:00:00Z"), ("23T08:00", "2026-11-24T14:00:00Z"),
    ("23T09:00", "2026-11-24T14:00:00Z"),
  ])
  func `a business day ends at the same time of the next one, and begins when it opens`(
    start: String, due: String
  ) throws {
    let desk = try desk()
    try desk.send("ticket.created", #""priority":"normal""#, at: start)
    #expect(try desk.clock(["due_at"]) == [due])
  }

  @Test func `a pause that is told late takes a breach back`() throws {
    let desk = try desk()
    try desk.send("ticket.created", #""priority":"urgent""#, at: "23T09:00")
    #expect(try desk.wait(until: "23T10:05").last == "breached 23T15:00")
    // Something else that is told late changes nothing.
    #expect(
      try desk.send("ticket.changed", #""priority":"urgent""#, happened: "23T09:30", at: "23T10:06") == [])
    #expect(
      try desk.send("ticket.changed", #""status":"pending""#, happened: "23T09:30", at: "23T10:10")
        == ["paused 23T15:10", "breach_withdrawn 23T15:10"])
    try desk.send("ticket.changed", #""status":"open""#, at: "23T11:00")
    #expect(try desk.wait(until: "23T12:00") == ["warning 75 23T16:15", "breached 23T16:30"])
  }

  @Test func `a reply that is told late counts when it happened`() throws {
    let desk = try desk()
    try desk.send("ticket.created", #""priority":"urgent""#, at: "23T09:00")
    #expect(try desk.wait(until: "23T10:05").last == "breached 23T15:00")
    #expect(
      try desk.send("ticket.replied", happened: "23T09:50", at: "23T10:10")
        == ["breach_withdrawn 23T15:10", "met 23T15:10"])
    #expect(try desk.clock(["status", "breached", "counted"]) == ["met", "false", "3000s"])
  }

  @Test func `what begins again after its end is a new clock`() throws {
    let desk = try desk()
    try desk.send("ticket.created", #""priority":"urgent""#, at: "23T09:00")
    #expect(try desk.send("ticket.created", #""priority":"urgent""#, at: "23T09:10") == [])
    try desk.send("ticket.replied", at: "23T09:20")
    #expect(try desk.send("ticket.created", #""priority":"urgent""#, at: "23T10:00") == ["started 23T15:00"])
    #expect(try desk.clock(["round", "counted", "warned"]) == ["2", "0s", "0"])
  }

  @Test func `clocks of different things are apart, and events that change nothing match nothing`() throws {
    let desk = try desk()
    try desk.send("ticket.created", #""priority":"urgent""#, at: "23T09:00")
    try desk.send("ticket.created", #""priority":"urgent""#, at: "23T09:00", ticket: "k2")
    #expect(try desk.send("ticket.replied", at: "23T09:20", ticket: "k2") == ["met 23T14:20"])
    #expect(try desk.clock(["status"]) == ["running"])
    let decisions = try desk.shop.send(
      "ticket.changed", #"{"ticket_id":"k2","status":"open"}"#, at: Desk.instant("23T09:31"))
    #expect(decisions.flatMap(\.record.matched) == [])
  }

  @Test func `a pause that already holds lets the clock begin paused`() throws {
    let desk = try Desk(Desk.sla.replacing("ticket.status == \"pending\"", with: "ticket.status == \"open\""))
    #expect(
      try desk.send("ticket.created", #""priority":"high""#, at: "23T09:00")
        == ["started 23T14:00", "paused 23T14:00"])
    #expect(try desk.wait(until: "30T12:00") == [])
  }

  @Test func `where a clock stands can be read in expressions`() throws {
    let desk = try Desk(
      Desk.sla + """
        ---
        rule: tell
        on: sla.warning
        if: event.percent == 75 && clock.remaining < duration("1h") && ticket.status == "open"
        do: [ { notify: { to: "${event.key}", template: t, text: "${clock.elapsed}" } } ]
        """)
    try desk.send("ticket.created", #""priority":"urgent""#, at: "23T09:00")
    #expect(
      try desk.wait(until: "23T09:50") == [
        "warning 50 23T14:30", "warning 75 23T14:45", "notify k1 23T14:45:00",
      ])
  }
}
