import CEL
import RulesEngine
import Store
import Testing

/// What people read of the journal.
@Suite struct LogTests {
  let store: Store

  init() throws {
    store = try Shop.store()
    try store.begin()
    try store.remember(
      hash: "h1", files: [(path: "rules.yaml", text: "rule: é\n"), (path: "model.yaml", text: "")], at: noon)
    for number in 1...4 {
      let at = Timestamp(microseconds: noon.microseconds + Int64(number))
      let subject = number == 3 ? "c2" : "c1"
      let type = number == 4 ? "order.paid" : "order.placed"
      _ = try store.admit(
        event("e\(number)", type: type, subject: subject, at: at, cause: number == 4 ? 1 : nil))
      let failed = DecisionError(
        by: "rule/b", code: "R0204", message: "does not fit", opensIncident: number == 2)
      try store.record(
        DecisionRecord(
          number: Int64(number), at: at, rulebook: "h1",
          matched: number == 3 ? ["rule/b"] : ["rule/a", "rule/b"],
          errors: number < 3 ? [failed] : [],
          actions: [action("charge", key: "k\(number)", subject: subject), action("notify", by: "rule/b")],
          shadowed: number == 1 ? [action("later", by: "rule/c", subject: nil)] : [],
          facts: Array(#"{"customer.tier":"vip"}"#.utf8)))
    }
    try store.audit(AuditEntry(at: noon, actor: "ada", verb: "incident.skip", object: "i-1"))
    try store.commit()
  }

  static let filters: [(LogFilter, [Int64])] = [
    (LogFilter(), [4, 3, 2, 1]), (LogFilter(newestFirst: false), [1, 2, 3, 4]),
    (LogFilter(limit: 2), [4, 3]),
    (LogFilter(subject: "c2"), [3]), (LogFilter(type: "order.paid"), [4]), (LogFilter(type: "nothing"), []),
    (LogFilter(name: "rule/a", limit: 2), [4, 2]), (LogFilter(limit: 0), []),
    (LogFilter(since: Timestamp(microseconds: noon.microseconds + 2)), [4, 3, 2]),
    (LogFilter(until: Timestamp(microseconds: noon.microseconds + 2)), [1]),
  ]

  @Test("decisions", arguments: filters)
  func decisions(_ filter: LogFilter, _ expected: [Int64]) throws {
    var found: [Int64] = []
    try store.decisions(filter) {
      found.append($0.record.number)
      return true
    }
    #expect(found == expected)
  }

  @Test("reading stops when it is told to")
  func stopping() throws {
    var count = 0
    try store.events {
      _ in
      count += 1
      return count < 2
    }
    #expect(count == 2)
  }

  @Test("a decision comes back as it was recorded")
  func explained() throws {
    let entry = try #require(try store.decision(number: 1))
    #expect(entry.event.event.id == "e1")
    #expect(entry.event.event.data == Array(#"{"n":1}"#.utf8))
    #expect(entry.record.rulebook == "h1")
    #expect(entry.record.matched == ["rule/a", "rule/b"])
    #expect(entry.record.errors.map(\.code) == ["R0204"])
    #expect(entry.record.errors.map(\.opensIncident) == [false])
    #expect(entry.record.actions == [action("charge", key: "k1"), action("notify", by: "rule/b")])
    #expect(entry.record.shadowed == [action("later", by: "rule/c", subject: nil)])
    #expect(entry.record.facts == Array(#"{"customer.tier":"vip"}"#.utf8))
    #expect(entry.actionCount == 2)
    #expect(try store.decision(number: 99)?.actionCount == nil)
    #expect(try store.numbers(eventID: "e3") == [3])
    #expect(try store.numbers(eventID: "e3", source: "other") == [])
    #expect(try store.consequences(of: 1).map(\.number) == [4])
    let files = try #require(try store.rulebookFiles(hash: "h1"))
    #expect(files.map(\.path) == ["rules.yaml", "model.yaml"])
    #expect(files.map(\.text) == ["rule: é\n", ""])
    #expect(try store.rulebookFiles(hash: "h2")?.count == nil)
  }

  @Test(
    "actions",
    arguments: [
      (LogFilter(newestFirst: false), ["1.0", "1.1", "2.0", "2.1", "3.0", "3.1", "4.0", "4.1"]),
      (LogFilter(name: "notify", limit: 1), ["4.1"]), (LogFilter(subject: "c2"), ["3.0"]),
      (LogFilter(type: "order.paid"), ["4.1", "4.0"]), (LogFilter(state: "done"), []),
    ])
  func actions(_ filter: LogFilter, _ expected: [String]) throws {
    var found: [String] = []
    try store.actions(filter) {
      found.append("\($0.decision).\($0.position)")
      return true
    }
    #expect(found == expected)
  }

  @Test("incidents, timers and the audit")
  func others() throws {
    var incidents: [IncidentEntry] = []
    try store.incidents(LogFilter(state: "open")) {
      incidents.append($0)
      return true
    }
    #expect(incidents.map(\.decision) == [2])
    #expect(incidents.first?.by == "rule/b")
    #expect(incidents.first?.kind == "condition_error")
    try store.arm(Timer(name: "t", key: "1", fireAt: noon, event: Array("{}".utf8)))
    var timers: [String] = []
    try store.timers(LogFilter(name: "t")) {
      timers.append($0.timer.name + $0.timer.key)
      return true
    }
    #expect(timers == ["t1"])
    var audit: [AuditEntry] = []
    try store.auditLog {
      audit.append($0)
      return true
    }
    #expect(audit == [AuditEntry(at: noon, actor: "ada", verb: "incident.skip", object: "i-1")])
  }

  @Test("the status counts what there is")
  func status() throws {
    let status = try store.status()
    #expect(status.events == 4)
    #expect(status.decisions == 4)
    #expect(status.actions == [.pending: 8])
    #expect(status.oldestPending?.microseconds == noon.microseconds + 1)
    #expect(status.openIncidents == 1)
    #expect(status.timers == 0)
    #expect(status.lastInstant?.microseconds == noon.microseconds + 4)
    #expect(status.rulebook == "h1")
    #expect(status.fileBytes > 0)
  }
}
