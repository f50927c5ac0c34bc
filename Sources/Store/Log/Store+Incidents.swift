public import CEL
public import RulesEngine

/// What people do about incidents.
extension Store {
  /// Runs `body` as one transaction: all of it stays, or nothing.
  public func transaction<Result>(_ body: () throws -> Result) throws -> Result {
    try begin()
    do {
      let result = try body()
      try commit()
      return result
    } catch {
      rollback()
      throw error
    }
  }

  /// The incident with this number.
  public func incident(_ number: Int64) throws(StorageError) -> IncidentEntry? {
    try requireJournal()
    let find = try database.prepare(
      """
      SELECT \(Self.incidentColumns) FROM bylaw_incidents i LEFT JOIN bylaw_names b ON b.id = i.by
      WHERE i.id = ?1
      """)
    defer { find.reset() }
    find.bind(number, at: 1)
    return try find.step() ? Self.incident(find) : nil
  }

  /// The action with this number in the outbox.
  public func action(_ number: Int64) throws(StorageError) -> ActionEntry? {
    try actions(of: number / Journal.actionLimit).first { $0.number == number }
  }

  /// Puts an action that was given up or taken back up for delivery again, with its key and all its attempts.
  public func deliverAgain(_ number: Int64) throws(StorageError) { try deliveries.requeue(number) }

  /// Marks an action that was given up as no longer wanted.
  public func abandon(_ number: Int64, reason: String) throws(StorageError) {
    try deliveries.finish(number, .withdrawn, nil, reason: reason)
  }

  /// The attempts at an action, in order.
  public func attempts(at number: Int64) throws(StorageError) -> [AttemptEntry] {
    let find = try database.prepare(
      """
      SELECT number, owner, at, ended_at, outcome, kind, detail, next_at FROM bylaw_attempts
      WHERE seq = ?1 ORDER BY number
      """)
    defer { find.reset() }
    find.bind(number, at: 1)
    var attempts: [AttemptEntry] = []
    while try find.step() {
      attempts.append(
        AttemptEntry(
          number: Int(find.integer(0)), owner: find.text(1), at: Timestamp(microseconds: find.integer(2)),
          endedAt: find.optionalInteger(3).map { Timestamp(microseconds: $0) }, outcome: find.optionalText(4),
          kind: find.optionalText(5), detail: find.optionalText(6)))
    }
    return attempts
  }
}

/// One attempt at delivering an action.
public struct AttemptEntry: Sendable, Equatable {
  /// Its number among the attempts at this action.
  public var number: Int
  /// The host that made it.
  public var owner: String
  /// When it began.
  public var at: Timestamp
  /// When it ended.
  public var endedAt: Timestamp?
  /// `delivered`, `transient`, `permanent` or `interrupted`; nil while it is under way.
  public var outcome: String?
  /// What kind of failure it was.
  public var kind: String?
  /// What the handler answered, or what went wrong.
  public var detail: String?
}
