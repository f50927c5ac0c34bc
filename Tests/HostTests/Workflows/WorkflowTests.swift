import RulesEngine
import Store
import TestSupport
import Testing

/// What runs of workflows do, event by event.
@Suite struct WorkflowTests {
  static let followUp = """
    workflow: follow-up
    on: ticket.created
    key: event.ticket_id
    cancel_on: { event: ticket.resolved, where: event.ticket_id == trigger.ticket_id }
    steps:
      - id: assigned
        wait_for: ticket.assigned
        where: event.ticket_id == trigger.ticket_id
        timeout: 15m
      - if: step.assigned.timed_out
        then: [ { notify: { to: supervisor, template: late } } ]
        else: [ { notify: { to: "${step.assigned.event.agent}", template: yours } } ]
      - delay: 1h
      - notify: { to: customer, template: survey }
    """

  @Test("an awaited event in time, and none")
  func waiting() throws {
    let tickets = try Tickets(Self.followUp)
    #expect(try tickets.send("ticket.created", "t1", at: "10:00") == [])
    #expect(try tickets.send("ticket.created", "t2", at: "10:01") == [])
    #expect(try tickets.send("ticket.assigned", "t1", #""agent":"kim""#, at: "10:05") == ["notify yours"])
    #expect(try tickets.wait(until: "10:15") == [])
    #expect(try tickets.wait(until: "10:16") == ["notify late"])
    #expect(try tickets.wait(until: "12:00") == ["notify survey", "notify survey"])
    #expect(try tickets.runs == ["1 t1 completed", "2 t2 completed"])
    #expect(
      try tickets.trace() == [
        "steps/0 waiting", "steps/0 done", "steps/1 else", "steps/1/else/0 done", "steps/1 done",
        "steps/2 waiting", "steps/2 done", "steps/3 done", "completed",
      ])
  }

  @Test("an event that cancels ends the run with its timer")
  func cancelling() throws {
    let tickets = try Tickets(Self.followUp)
    try tickets.send("ticket.created", "t1", at: "10:00")
    try tickets.send("ticket.resolved", "t2", at: "10:01")
    #expect(try tickets.runs == ["1 t1 waiting"])
    try tickets.send("ticket.resolved", "t1", at: "10:02")
    #expect(try tickets.runs == ["1 t1 cancelled: ticket.resolved"])
    #expect(try tickets.wait(until: "23:00") == [])
    #expect(try tickets.shop.store.nextTimer(until: .distantFuture) == nil)
  }

  @Test("a wait looks back to the start of the run, and takes an event once")
  func lookingBack() throws {
    let tickets = try Tickets(
      """
      workflow: twice
      on: ticket.created
      key: event.ticket_id
      steps:
        - delay: 10m
        - { id: first, wait_for: ticket.assigned }
        - notify: { to: customer, template: first }
        - { id: second, wait_for: ticket.assigned }
        - notify: { to: customer, template: second }
      """)
    try tickets.send("ticket.assigned", "t1", at: "09:59")
    try tickets.send("ticket.created", "t1", at: "10:00")
    #expect(try tickets.send("ticket.assigned", "t1", at: "10:05") == [])
    #expect(try tickets.wait(until: "10:10") == ["notify first"])
    #expect(try tickets.send("ticket.assigned", "t2", at: "10:20") == [])
    #expect(try tickets.send("ticket.assigned", "t1", at: "10:30") == ["notify second"])
  }

  @Test(
    "run modes, per key",
    arguments: [
      ("single", ["1 t1 waiting", "2 t1 dropped: run 1 with the key `t1` is still open", "3 t2 waiting"]),
      ("restart", ["1 t1 cancelled: restarted by run 2", "2 t1 waiting", "3 t2 waiting"]),
      ("parallel", ["1 t1 waiting", "2 t1 waiting", "3 t2 waiting"]),
      ("queued", ["1 t1 waiting", "2 t1 queued", "3 t2 waiting"]),
      ("latest", ["1 t1 waiting", "2 t1 queued", "3 t2 waiting"]),
    ])
  func modes(_ mode: String, _ expected: [String]) throws {
    let tickets = try Tickets(
      "workflow: w\non: ticket.created\nkey: event.ticket_id\nmode: \(mode)\nsteps: [ { wait_for: ticket.resolved } ]"
    )
    for (ticket, time) in [("t1", "10:00"), ("t1", "10:01"), ("t2", "10:02")] {
      try tickets.send("ticket.created", ticket, at: time)
    }
    #expect(try tickets.runs == expected)
  }

  @Test("the next of a queue begins when its turn comes, in order")
  func queue() throws {
    let tickets = try Tickets(
      """
      workflow: w
      on: ticket.created
      key: event.ticket_id
      mode: queued
      max: 3
      steps:
        - { wait_for: ticket.replied, since: step_start }
        - notify: { to: customer, template: "${trigger.priority}" }
      """)
    for (priority, time) in [("a", "10:00"), ("b", "10:01"), ("c", "10:02"), ("d", "10:03")] {
      try tickets.send("ticket.created", "t1", #""priority":"\#(priority)""#, at: time)
    }
    #expect(try tickets.runs.last?.hasPrefix("4 t1 dropped: 3 runs") == true)
    let answers = try ["10:10", "10:11", "10:12"].map { try tickets.send("ticket.replied", "t1", at: $0) }
    #expect(answers == [["notify a"], ["notify b"], ["notify c"]])
  }

  @Test("loops, variables and the number of the round")
  func loops() throws {
    let tickets = try Tickets(
      """
      workflow: w
      on: ticket.created
      vars: { names: "${''}", count: 0 }
      steps:
        - repeat:
            for_each: "['a', 'b', 'c']"
            as: letter
            do:
              - if: letter == "b"
                then: [ { condition: "false" } ]
              - set: { names: "${vars.names + letter + string(repeat.index)}" }
              - delay: 1m
        - repeat: { while: vars.count < 2, do: [ { set: { count: "${vars.count + 1}" } } ] }
        - notify: { to: customer, template: "${vars.names}-${vars.count}" }
      """)
    #expect(try tickets.send("ticket.created", at: "10:00") == [])
    #expect(try tickets.wait(until: "11:00") == ["notify a1b2c3-2"])
    #expect(try tickets.trace().filter { $0.contains("do/2") }.last == "steps/0/do/2[3] done")
  }

  @Test("a condition ends the sequence it stands in, stop ends the run")
  func endings() throws {
    let tickets = try Tickets(
      """
      workflow: w
      on: ticket.created
      steps:
        - repeat:
            count: 3
            do:
              - condition: repeat.index != 2
              - notify: { to: customer, template: "round ${repeat.index}" }
        - enabled: false
          notify: { to: customer, template: never }
        - choose:
            - { if: event.priority == "high", do: [ { stop: failed, reason: "too ${event.priority}" } ] }
            - { else: [ { stop: done } ] }
        - notify: { to: customer, template: never }
      """)
    #expect(try tickets.send("ticket.created", "t1", at: "10:00") == ["notify round 1", "notify round 3"])
    try tickets.send("ticket.created", "t2", #""priority":"high""#, at: "10:01")
    #expect(try tickets.runs == ["1 c1 completed", "2 c1 failed: too high"])
  }

  @Test("branches run beside each other and are joined")
  func parallel() throws {
    let tickets = try Tickets(
      """
      workflow: w
      on: ticket.created
      key: event.ticket_id
      steps:
        - parallel:
            until: any
            branches:
              - [ { id: assigned, wait_for: ticket.assigned } ]
              - [ { delay: 30m }, { notify: { to: supervisor, template: slow } } ]
        - parallel:
            - [ { wait_for: ticket.replied }, { notify: { to: customer, template: replied } } ]
            - [ { wait_for: ticket.resolved } ]
        - notify: { to: customer, template: both }
      """)
    try tickets.send("ticket.created", at: "10:00")
    try tickets.send("ticket.assigned", at: "10:10")
    #expect(try tickets.wait(until: "12:00") == [])
    #expect(try tickets.send("ticket.resolved", at: "12:01") == [])
    #expect(try tickets.send("ticket.replied", at: "12:02") == ["notify replied", "notify both"])
    #expect(try tickets.runs == ["1 t1 completed"])
  }

  @Test("a called workflow returns to its caller")
  func calls() throws {
    let tickets = try Tickets(
      """
      workflow: ask
      inputs: { ticket: string, times: int }
      key: event.ticket
      steps:
        - wait_for: ticket.replied
          where: event.ticket_id == trigger.ticket
        - stop: done
          return: { score: "${trigger.times + 1}" }
      ---
      workflow: w
      on: ticket.created
      key: event.ticket_id
      steps:
        - { id: asked, call: ask, with: { ticket: "${event.ticket_id}", times: 4 } }
        - notify: { to: customer, template: "${step.asked.status}-${step.asked.result.score}" }
      """)
    #expect(try tickets.send("ticket.created", at: "10:00") == [])
    #expect(try tickets.send("ticket.replied", at: "10:05") == ["notify completed-5"])
    #expect(try tickets.runs == ["1 t1 completed", "2 t1 completed"])
  }

  @Test("what was done is undone in reverse when the run is cancelled")
  func compensation() throws {
    let tickets = try Tickets(
      """
      workflow: w
      on: ticket.created
      key: event.ticket_id
      cancel_on: ticket.resolved
      steps:
        - notify: { to: customer, template: first }
          compensate: [ { notify: { to: customer, template: undo first } } ]
        - charge: { to: customer, amount: 5.00 }
          compensate: [ { notify: { to: customer, template: undo second } } ]
        - wait_for: ticket.replied
      """)
    #expect(try tickets.send("ticket.created", at: "10:00") == ["notify first", "charge 5.00"])
    #expect(try tickets.send("ticket.resolved", at: "10:01") == ["notify undo second", "notify undo first"])
    #expect(
      try tickets.trace().suffix(3) == ["steps/1/compensate done", "steps/0/compensate done", "cancelled"])
  }

  @Test("a step that fails stops for a person, who retries or passes it over")
  func incidents() throws {
    let tickets = try Tickets(
      """
      workflow: w
      on: ticket.created
      key: event.ticket_id
      steps:
        - notify: { to: customer, template: "${string(100 / size(event.priority))}" }
        - notify: { to: customer, template: after }
      """)
    let lines = try tickets.send("ticket.created", "t1", #""priority":"""#, at: "10:00")
    #expect(lines == ["R0202 steps/0: division by zero"])
    #expect(try tickets.runs == ["1 t1 incident"])
    #expect(try tickets.shop.store.openIncidents(run: 1) == [1])
    let now = tickets.shop.instant("10:10")
    _ = try tickets.shop.processor.operate(.retry, run: 1, at: now)
    #expect(try tickets.shop.store.openIncidents(run: 1) == [2])
    let decisions = try tickets.shop.processor.operate(.skip, run: 1, at: now)
    #expect(decisions.flatMap(\.record.actions).map(\.name) == ["notify"])
    #expect(try tickets.runs == ["1 t1 completed"])
    #expect(try tickets.shop.store.openIncidents(run: 1) == [])
  }

  @Test("on_error handles a failure; continue_on_error passes over it")
  func errors() throws {
    let tickets = try Tickets(
      """
      workflow: w
      on: ticket.created
      key: event.ticket_id
      steps:
        - notify: { to: customer, template: "${string(100 / size(event.priority))}" }
          continue_on_error: true
        - charge: { to: customer, amount: "${event.amount / size(event.priority)}" }
      on_error:
        - notify: { to: ops, template: "${error.step} ${error.message}" }
      """)
    let lines = try tickets.send("ticket.created", "t1", #""priority":"","amount":"9.00""#, at: "10:00")
    #expect(
      lines == [
        "notify steps/1 division by zero", "R0202 steps/0: division by zero",
        "R0202 steps/1: division by zero",
      ])
    #expect(try tickets.runs == ["1 t1 failed: division by zero"])
  }

  @Test("an action that is awaited wakes the run with its outcome")
  func awaiting() throws {
    let tickets = try Tickets(
      """
      workflow: w
      on: ticket.created
      key: event.ticket_id
      steps:
        - { id: paid, charge: { to: customer, amount: 5.00 }, await: true }
        - notify: { to: customer, template: "${step.paid.status} ${step.paid.result.receipt}" }
      """)
    #expect(try tickets.send("ticket.created", at: "10:00") == ["charge 5.00"])
    let key = try #require(try tickets.shop.actions().first?.key)
    let now = tickets.shop.instant("10:01")
    let settled = try tickets.shop.processor.settle(
      action: key, as: "delivered", result: Array(#"{"receipt":"r7"}"#.utf8), at: now)
    #expect(
      settled.first?.record.actions.first.map { String(decoding: $0.arguments, as: UTF8.self) }?.contains(
        "delivered r7") == true)
    #expect(try tickets.shop.processor.settle(action: key, as: "delivered", result: nil, at: now).isEmpty)
  }

  @Test("a run whose condition no longer holds ends before its next effect")
  func exitCondition() throws {
    let tickets = try Tickets(
      """
      rule: promote
      on: ticket.replied
      do: [ { upsert: customers, set: { id: "${customer.id}", tier: vip } } ]
      ---
      workflow: w
      on: ticket.created
      while: customer.tier != "vip"
      steps:
        - notify: { to: customer, template: first }
        - delay: 1h
        - notify: { to: customer, template: second }
      """)
    try tickets.shop.send("customer.registered", #"{"name":"Ada","tier":"gold"}"#, at: "2026-03-02T09:00:00Z")
    #expect(try tickets.send("ticket.created", at: "10:00") == ["notify first"])
    try tickets.send("ticket.replied", at: "10:30")
    #expect(try tickets.wait(until: "12:00") == [])
    #expect(try tickets.runs == ["1 c1 completed: `while` no longer holds"])
  }

  @Test("until a time of day in a zone")
  func timeOfDay() throws {
    let tickets = try Tickets(
      """
      workflow: w
      on: ticket.created
      steps:
        - { delay_until: "09:00", timezone: America/New_York }
        - notify: { to: customer, template: morning }
      """)
    try tickets.send("ticket.created", at: "10:00")
    #expect(try tickets.wait(until: "13:59") == [])
    #expect(try tickets.wait(until: "14:00") == ["notify morning"])
  }
}
