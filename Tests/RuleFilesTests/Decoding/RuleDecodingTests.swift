import CEL
import RuleFiles
import RulesEngine
import Testing

@Suite struct RuleDecodingTests {
  @Test func `a rule with every key`() throws {
    let decoded = Decoded(
      """
      rule: thank-you
      description: Says thanks.
      on: [order.placed, order.paid]
      if: customer.tier == "vip"
      priority: -5
      group: thanks
      effective: { from: 2026-01-01, until: "2026-12-31T12:00:00+01:00" }
      rollout: { percent: 12.5%, by: customer.id, salt: pepper }
      on_error: record
      enabled: false
      do:
        - notify: { to: customer }
          if: event.total > 1.00
        - emit: order.thanked
        - emit: { event: order.thanked, subject: "${customer.id}", data: { id: x } }
      """)
    #expect(decoded.findings == [])
    let rule = try #require(decoded.draft.rules.first)
    let header = rule.header
    #expect(header.kind == "rule" && header.id.value == "thank-you" && header.description == "Says thanks.")
    #expect(header.on.map(\.value) == ["order.placed", "order.paid"])
    #expect(header.condition?.text == #"customer.tier == "vip""#)
    #expect(header.priority == -5 && header.group == "thanks")
    #expect(header.from?.description == "2026-01-01T00:00:00Z")
    #expect(header.until?.description == "2026-12-31T11:00:00Z")
    #expect(header.rollout?.basisPoints == 1250 && header.rollout?.salt == "pepper")
    #expect(header.rollout?.by?.text == "customer.id")
    #expect(header.onError == .record && !header.isEnabled)
    #expect(rule.actions.count == 3 && rule.actions[0].condition?.text == "event.total > 1.00")
    guard case .intent(let name, let arguments) = rule.actions[0].verb,
      case .emit(let bare, nil, nil) = rule.actions[1].verb,
      case .emit(let event, let subject?, let data?) = rule.actions[2].verb
    else {
      Issue.record("an action, an event by its name, and an event with all its parts")
      return
    }
    #expect(name.value == "notify" && arguments["to"]?.text == "customer")
    #expect(bare.value == "order.thanked" && event.value == "order.thanked")
    #expect(subject.text == "${customer.id}" && data["id"]?.text == "x")
  }

  @Test func `what a rule is where nothing else is said`() throws {
    let header = try #require(Decoded("rule: a\non: b\ndo: { c: { d: e } }").draft.rules.first).header
    #expect(header.priority == 0 && header.group == nil && header.rollout == nil && header.from == nil)
    #expect(header.onError == .incident && header.isEnabled && header.condition == nil)
  }

  @Test(arguments: [
    ("shadow", nil), ("{ percent: 20 }", 2000), ("{ percent: 100 }", 10_000), ("{ percent: 0 }", 0),
  ])
  func rollouts(text: String, basisPoints: Int?) throws {
    let decoded = Decoded("rule: a\non: b\nrollout: \(text)\ndo: { c: { d: e } }")
    #expect(decoded.findings == [])
    let rollout = try #require(decoded.draft.rules.first?.header.rollout)
    #expect(rollout.basisPoints == basisPoints)
  }

  @Test func `a table with every key`() throws {
    let decoded = Decoded(
      """
      table: commission
      description: What it costs.
      on: order.placed
      if: event.total > 0.00
      priority: 1
      hit: collect sum
      inputs: { tier: customer.tier, total: event.total }
      outputs: { percent: decimal, label?: string }
      rows:
        - { tier: "gold, vip", total: "-", percent: 5% }
        - { percent: 10% }
      default: { percent: 15% }
      do:
        - charge: { amount: "${output.percent}" }
      """)
    #expect(decoded.findings == [])
    let table = try #require(decoded.draft.tables.first)
    #expect(table.header.on.map(\.value) == ["order.placed"] && table.header.priority == 1)
    #expect(table.hitPolicy.value == .collectSum)
    #expect(table.inputs.map(\.name.value) == ["tier", "total"])
    #expect(table.inputs.map(\.expression.text) == ["customer.tier", "event.total"])
    #expect(table.outputs.map(\.name.value) == ["percent", "label"])
    #expect(table.rows.map { $0.cells.map(\.name.value) } == [["tier", "total", "percent"], ["percent"]])
    #expect(table.fallback?.cells.first?.value.text == "15%" && table.actions.count == 1)
  }

  @Test(arguments: [
    ("unique", HitPolicy.unique), ("U", .unique), ("any", .any), ("A", .any), ("first", .first),
    ("F", .first),
    ("priority", .priority), ("P", .priority), ("rule order", .ruleOrder), ("rule_order", .ruleOrder),
    ("R", .ruleOrder), ("output order", .outputOrder), ("O", .outputOrder), ("collect", .collect),
    ("C", .collect), ("collect sum", .collectSum), ("C+", .collectSum), ("collect min", .collectMin),
    ("C<", .collectMin), ("collect max", .collectMax), ("C>", .collectMax), ("collect count", .collectCount),
    ("\"C#\"", .collectCount),
  ])
  func `hit policies by name and by letter`(text: String, policy: HitPolicy) {
    let decoded = Decoded(
      "table: a\nhit: \(text)\ninputs: { b: string }\noutputs: { c: int }\nrows: [{ b: x, c: 1 }]")
    #expect(decoded.findings == [])
    #expect(decoded.draft.tables.first?.hitPolicy.value == policy)
  }

  @Test func `an absence with every key`() throws {
    let decoded = Decoded(
      """
      absence: unanswered
      description: Nobody answers.
      of: [ticket.answered, ticket.closed]
      after: ticket.created
      within: 1h30m
      key: event.ticket_id
      if: event.priority == "high"
      emit: ticket.forgotten
      on_error: record
      enabled: true
      """)
    #expect(decoded.findings == [])
    let absence = try #require(decoded.draft.absences.first)
    #expect(absence.of.map(\.value) == ["ticket.answered", "ticket.closed"])
    #expect(absence.after.map(\.value) == ["ticket.created"] && absence.emit.value == "ticket.forgotten")
    #expect(
      absence.within.length.value == .elapsed(milliseconds: 5_400_000)
        && absence.key.text == "event.ticket_id")
    #expect(absence.header.condition?.text == #"event.priority == "high""#)
  }

  @Test func `a schedule with every key`() throws {
    let decoded = Decoded(
      """
      schedule: daily
      description: Every morning.
      every: "0 9 * * *"
      timezone: Europe/Berlin
      for_each: { customer: customer.spent > 1.00 }
      emit: reminder.due
      data: { days: 3 }
      """)
    #expect(decoded.findings == [])
    let schedule = try #require(decoded.draft.schedules.first)
    guard case .cron(let cron) = schedule.rhythm else {
      Issue.record("five fields are a cron expression")
      return
    }
    #expect(cron.value == "0 9 * * *" && schedule.timezone?.value == "Europe/Berlin")
    #expect(schedule.forEach?.entity.value == "customer")
    #expect(schedule.forEach?.condition.text == "customer.spent > 1.00")
    #expect(schedule.emit.value == "reminder.due" && schedule.data?["days"]?.text == "3")
  }

  @Test func `a schedule by the clock`() throws {
    let schedule = try #require(Decoded("schedule: a\nevery: 15m\nemit: b").draft.schedules.first)
    guard case .interval(let length) = schedule.rhythm else {
      Issue.record("a duration is an interval")
      return
    }
    #expect(length == Duration(nanoseconds: 900 * 1_000_000_000))
  }
}
