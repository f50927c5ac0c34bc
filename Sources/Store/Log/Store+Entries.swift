import CEL
import RulesEngine

/// Columns of the journal and how their rows are read.
extension Store {
  static let eventTables =
    "bylaw_inbox e JOIN bylaw_names s ON s.id = e.source JOIN bylaw_names t ON t.id = e.type"
  static let eventColumns =
    "e.seq, s.name, e.event_id, t.name, e.subject, e.tenant, e.time, e.at, e.data, e.cause"
  /// Behind the ten of the event.
  static let decisionColumns = """
    d.at, r.hash, d.matched, d.errors, d.shadowed, d.facts,
    (SELECT count(*) FROM bylaw_outbox o WHERE o.seq BETWEEN d.seq * 65536 AND d.seq * 65536 + 65535),
    d.notes, d.held
    """
  static let incidentColumns =
    "i.id, i.kind, i.status, i.decision, b.name, i.code, i.message, i.at, i.closed_at, i.action, i.run, i.path"

  /// Refuses a database that nothing was ever processed into.
  func requireJournal() throws(StorageError) {
    guard try Schema.version(of: database) > 0 else {
      throw StorageError(
        .schema, "\(path) has no journal: no events were processed into it; check the name of the file")
    }
  }

  static func event(_ row: Statement) -> EventEntry {
    EventEntry(
      number: row.integer(0),
      event: InboxEvent(
        source: row.text(1), id: row.text(2), type: row.text(3), subject: row.optionalText(4),
        tenant: row.optionalText(5), time: Timestamp(microseconds: row.integer(6)),
        at: Timestamp(microseconds: row.integer(7)), data: row.octets(8), cause: row.optionalInteger(9)))
  }

  func decision(_ row: Statement) throws(StorageError) -> DecisionEntry {
    let event = Self.event(row)
    guard let matched = DecisionJSON.matched(row.octets(12)),
      let errors = row.isNull(13) ? [] : DecisionJSON.errors(row.octets(13)),
      let shadowed = row.isNull(14) ? [] : DecisionJSON.actions(row.octets(14)),
      let notes = row.isNull(17) ? [] : DecisionJSON.notes(row.octets(17)),
      let held = row.isNull(18) ? [] : DecisionJSON.held(row.octets(18))
    else { throw .damaged(path, "the decision d-\(event.number) cannot be read") }
    let record = DecisionRecord(
      number: event.number, at: Timestamp(microseconds: row.integer(10)), rulebook: row.text(11),
      matched: matched,
      errors: errors, actions: [], shadowed: shadowed, facts: row.octets(15), notes: notes,
      held: held)
    return DecisionEntry(event: event, record: record, actionCount: Int(row.integer(16)))
  }

  /// The state of an action as people see it: what is out just now is leased.
  static let actionState = "CASE WHEN d.owner IS NULL THEN o.state ELSE 'leased' END"
  static let actionColumns = """
    o.seq, e.at, n.name, o.args, o.key, b.name, o.subject, \(actionState), o.not_before, o.reason,
    coalesce(a.number, 0), a.ended_at, a.next_at, a.outcome, a.kind, a.detail, d.hold,
    (SELECT tenant FROM bylaw_inbox WHERE seq = o.seq / 65536), o.premise
    """
  static let actionTables = """
    bylaw_outbox o JOIN bylaw_decisions e ON e.seq = o.seq / 65536
    JOIN bylaw_names n ON n.id = o.name JOIN bylaw_names b ON b.id = o.by
    LEFT JOIN bylaw_deliveries d ON d.seq = o.seq
    LEFT JOIN bylaw_attempts a ON a.seq = o.seq
      AND a.number = (SELECT max(l.number) FROM bylaw_attempts l WHERE l.seq = o.seq)
    """

  static func action(_ row: Statement) -> ActionEntry {
    let (decision, position) = row.integer(0).quotientAndRemainder(dividingBy: Journal.actionLimit)
    var action = OutboxAction(
      name: row.text(2), arguments: row.octets(3), key: row.text(4), by: row.text(5),
      subject: row.optionalText(6))
    action.notBefore = row.optionalInteger(8).map { Timestamp(microseconds: $0) }
    action.holdReason = row.optionalText(9)
    action.tenant = row.optionalText(17)
    action.premise = row.optionalInteger(18).map { $0 == 0 ? .definition : .run($0) }
    var entry = ActionEntry(
      decision: decision, position: Int(position), at: Timestamp(microseconds: row.integer(1)),
      action: action, state: DeliveryState(rawValue: row.text(7)) ?? .pending,
      attempts: Int(row.integer(10)))
    entry.triedAt = row.optionalInteger(11).map { Timestamp(microseconds: $0) }
    entry.nextAt = row.optionalInteger(12).map { Timestamp(microseconds: $0) }
    let outcome = row.optionalText(13)
    if outcome == "delivered" {
      entry.result = row.isNull(15) ? nil : row.octets(15)
    } else if let kind = row.optionalText(14), let message = row.optionalText(15) {
      entry.remark = "\(kind): \(message)"
    }
    if row.optionalInteger(16) == Hold.noHandler.rawValue { entry.remark = "no handler" }
    if entry.state == .withdrawn || entry.remark == nil {
      entry.remark = entry.action.holdReason ?? entry.remark
    }
    return entry
  }

  static func incident(_ row: Statement) -> IncidentEntry {
    IncidentEntry(
      number: row.integer(0), kind: row.text(1), status: row.text(2), decision: row.optionalInteger(3),
      by: row.optionalText(4), code: row.text(5), message: row.text(6),
      at: Timestamp(microseconds: row.integer(7)),
      closedAt: row.optionalInteger(8).map { Timestamp(microseconds: $0) }, action: row.optionalInteger(9),
      run: row.optionalInteger(10), path: row.optionalText(11))
  }
}
