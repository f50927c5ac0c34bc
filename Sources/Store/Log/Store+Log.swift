internal import CEL
public import RulesEngine

/// Reading the journal: entries are handed to `body` one by one, until it returns false. Nothing is loaded ahead.
extension Store {
  /// The events, by number.
  public func events(_ filter: LogFilter = LogFilter(), _ body: (EventEntry) -> Bool) throws(StorageError) {
    try requireJournal()
    let query = LogQuery(
      select: "SELECT \(Self.eventColumns) FROM \(Self.eventTables)", instant: "e.at", order: "e.seq",
      subject: "e.subject", type: "t.name", name: "t.name")
    try query.run(database, filter) { row throws(StorageError) in body(Self.event(row)) }
  }

  /// The decisions, by number, without their actions. `name` asks for a definition that matched.
  public func decisions(_ filter: LogFilter = LogFilter(), _ body: (DecisionEntry) -> Bool)
    throws(StorageError)
  {
    try requireJournal()
    var filter = filter
    let name = filter.name
    filter.name = nil
    let limit = filter.limit ?? .max
    filter.limit = nil
    var count = 0
    let query = LogQuery(
      select: "SELECT \(Self.eventColumns), \(Self.decisionColumns) FROM \(Self.eventTables) "
        + "JOIN bylaw_decisions d ON d.seq = e.seq JOIN bylaw_definitions r ON r.id = d.rulebook",
      instant: "d.at", order: "e.seq", subject: "e.subject", type: "t.name")
    try query.run(database, filter) { row throws(StorageError) in
      guard count < limit else { return false }
      let entry = try decision(row)
      if let name, !entry.record.matched.contains(name) { return true }
      count += 1
      return body(entry)
    }
  }

  /// The actions, by decision and position. `name` is the action's, `state` such as `pending`.
  public func actions(_ filter: LogFilter = LogFilter(), _ body: (ActionEntry) -> Bool) throws(StorageError) {
    try requireJournal()
    let query = LogQuery(
      select: "SELECT \(Self.actionColumns) FROM \(Self.actionTables)",
      instant: "e.at", order: "o.seq", subject: "o.subject",
      type: """
        (SELECT t.name FROM bylaw_inbox i JOIN bylaw_names t ON t.id = i.type WHERE i.seq = o.seq / 65536)
        """,
      name: "n.name", state: Self.actionState)
    try query.run(database, filter) { row throws(StorageError) in body(Self.action(row)) }
  }

  /// The timers that have not fired, by due time and number. `since` and `until` look at the due time.
  public func timers(_ filter: LogFilter = LogFilter(), _ body: (TimerEntry) -> Bool) throws(StorageError) {
    try requireJournal()
    let direction = filter.newestFirst ? "DESC" : "ASC"
    let query = LogQuery(
      select: "SELECT t.number, n.name, t.key, t.fire_at, t.event FROM bylaw_timers t "
        + "JOIN bylaw_names n ON n.id = t.name",
      instant: "t.fire_at", order: "t.fire_at \(direction), t.number", subject: "t.key", name: "n.name")
    try query.run(database, filter) { row throws(StorageError) in
      body(
        TimerEntry(
          number: row.integer(0),
          timer: Timer(
            name: row.text(1), key: row.text(2), fireAt: Timestamp(microseconds: row.integer(3)),
            event: row.octets(4))))
    }
  }

  /// The incidents, by number. `name` is the definition's, `state` such as `open`.
  public func incidents(_ filter: LogFilter = LogFilter(), _ body: (IncidentEntry) -> Bool)
    throws(StorageError)
  {
    try requireJournal()
    let query = LogQuery(
      select: "SELECT \(Self.incidentColumns) FROM bylaw_incidents i LEFT JOIN bylaw_names b ON b.id = i.by",
      instant: "i.at", order: "i.id",
      subject: "(SELECT e.subject FROM bylaw_inbox e WHERE e.seq = i.decision)",
      name: "b.name", state: "i.status")
    try query.run(database, filter) { row throws(StorageError) in body(Self.incident(row)) }
  }

  /// What people and the program did, in order. `name` is the verb.
  public func auditLog(_ filter: LogFilter = LogFilter(), _ body: (AuditEntry) -> Bool) throws(StorageError) {
    try requireJournal()
    let query = LogQuery(
      select: "SELECT a.at, a.actor, a.verb, a.object, a.detail FROM bylaw_audit a", instant: "a.at",
      order: "a.id", subject: "a.object", name: "a.verb")
    try query.run(database, filter) { row throws(StorageError) in
      body(
        AuditEntry(
          at: Timestamp(microseconds: row.integer(0)), actor: row.text(1), verb: row.text(2),
          object: row.text(3),
          detail: row.octets(4)))
    }
  }

  /// The inputs that could not be processed, in order. `name` is the code.
  public func deadLetters(
    _ filter: LogFilter = LogFilter(), _ body: (DeadLetterEntry) -> Bool
  ) throws(StorageError) {
    try requireJournal()
    let query = LogQuery(
      select: "SELECT l.id, l.code, l.message, l.payload, l.length, l.digest, l.origin, l.at "
        + "FROM bylaw_dead_letters l",
      instant: "l.at", order: "l.id", name: "l.code")
    try query.run(database, filter) { row throws(StorageError) in
      let letter = DeadLetter(
        code: row.text(1), message: row.text(2), payload: row.octets(3), length: Int(row.integer(4)),
        digest: row.text(5), origin: row.text(6), at: Timestamp(microseconds: row.integer(7)))
      return body(DeadLetterEntry(number: row.integer(0), letter: letter))
    }
  }
}
