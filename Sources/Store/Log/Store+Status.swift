public import CEL
public import RulesEngine

/// The state of a database at a glance.
public struct StoreStatus: Sendable, Equatable {
  /// How many events were admitted.
  public var events = 0
  /// How many decisions were made.
  public var decisions = 0
  /// How many actions are in each state, of those states that occur.
  public var actions: [DeliveryState: Int] = [:]
  /// When the oldest action that is not delivered was decided.
  public var oldestPending: Timestamp?
  /// How many runs there are of each status, of those that occur.
  public var runs: [RunRecord.Status: Int] = [:]
  /// How many timers wait.
  public var timers = 0
  /// When the next timer falls due.
  public var nextTimer: Timestamp?
  /// How many of them should have fired already.
  public var overdueTimers = 0
  /// How many actions wait for another attempt after one that failed.
  public var retrying = 0
  /// How many actions wait for a handler.
  public var withoutHandler = 0
  /// How many actions are held until an instant.
  public var held = 0
  /// How many incidents are open.
  public var openIncidents = 0
  /// How many inputs could not be processed.
  public var deadLetters = 0
  /// The latest instant that anything was processed at.
  public var lastInstant: Timestamp?
  /// The rulebook that decided last, by its hash.
  public var rulebook: String?
  /// The size of the database file in bytes.
  public var fileBytes: Int64 = 0
  /// The size of the write-ahead log beside it in bytes.
  public var logBytes: Int64 = 0
  /// The version of the schema.
  public var schemaVersion = 0
}

extension Store {
  /// Counts and sizes. Reads the whole outbox, so not for every second.
  ///
  /// - Parameter present: the instant against which timers are overdue; none are without it.
  public func status(at present: Timestamp? = nil) throws(StorageError) -> StoreStatus {
    try requireJournal()
    var status = StoreStatus()
    status.events = try count("SELECT count(*) FROM bylaw_inbox")
    status.decisions = try count("SELECT count(*) FROM bylaw_decisions")
    status.timers = try count("SELECT count(*) FROM bylaw_timers")
    status.nextTimer = try instant("SELECT min(fire_at) FROM bylaw_timers")
    if let present {
      status.overdueTimers = try count(
        "SELECT count(*) FROM bylaw_timers WHERE fire_at < \(present.microseconds)")
    }
    status.openIncidents = try count("SELECT count(*) FROM bylaw_incidents WHERE status = 'open'")
    status.deadLetters = try count("SELECT count(*) FROM bylaw_dead_letters")
    status.lastInstant = try journal.lastInstant()
    status.rulebook = try database.text(
      """
      SELECT r.hash FROM bylaw_decisions d JOIN bylaw_definitions r ON r.id = d.rulebook
      ORDER BY d.seq DESC LIMIT 1
      """)
    status.oldestPending = try instant(
      """
      SELECT d.at FROM bylaw_decisions d WHERE d.seq = (SELECT min(seq) / 65536 FROM (
        SELECT min(seq) AS seq FROM bylaw_deliveries
        UNION ALL SELECT min(seq) FROM bylaw_outbox WHERE seq > \(DeliverySQL.cursor) AND state = 'pending'))
      """)
    status.schemaVersion = try Schema.version(of: database)
    status.fileBytes =
      try (database.integer("PRAGMA page_count") ?? 0) * (database.integer("PRAGMA page_size") ?? 0)
    status.logBytes = FilePlace.size(path + "-wal")
    try countActions(&status)
    try countRuns(&status)
    return status
  }

  private func countRuns(_ status: inout StoreStatus) throws(StorageError) {
    let statuses = try database.prepare("SELECT status, count(*) FROM bylaw_runs GROUP BY status")
    defer { statuses.reset() }
    while try statuses.step() {
      if let known = RunRecord.Status(rawValue: statuses.text(0)) {
        status.runs[known] = Int(statuses.integer(1))
      }
    }
  }

  private func countActions(_ status: inout StoreStatus) throws(StorageError) {
    let states = try database.prepare("SELECT state, count(*) FROM bylaw_outbox GROUP BY state")
    defer { states.reset() }
    while try states.step() {
      if let state = DeliveryState(rawValue: states.text(0)) {
        status.actions[state] = Int(states.integer(1))
      }
    }
    let leased = try count("SELECT count(*) FROM bylaw_deliveries WHERE owner IS NOT NULL")
    if leased > 0 {
      status.actions[.leased] = leased
      status.actions[.pending, default: 0] -= leased
    }
    status.retrying = try count("SELECT count(*) FROM bylaw_deliveries WHERE owner IS NULL AND tries > 0")
    status.held = try count("SELECT count(*) FROM bylaw_deliveries WHERE hold = \(Hold.until.rawValue)")
    status.withoutHandler = try count(
      "SELECT count(*) FROM bylaw_deliveries WHERE hold = \(Hold.noHandler.rawValue)")
  }

  private func count(_ sql: String) throws(StorageError) -> Int { Int(try database.integer(sql) ?? 0) }

  private func instant(_ sql: String) throws(StorageError) -> Timestamp? {
    try database.integer(sql).map { Timestamp(microseconds: $0) }
  }
}
