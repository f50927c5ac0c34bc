/// Why an action is out of line.
enum Hold: Int64 {
  /// It is in line.
  case none = 0
  /// It may not go before an instant.
  case until = 1
  /// Nobody delivers actions of its name.
  case noHandler = 2
}

/// The statements of the outbox, each prepared once.
///
/// Of the actions of one subject that are in line (`hold = 0`) at most one has a `ready_at`: the one that is out, or
/// that is next. When it is through, the earliest of the others gets one. So what is due is found without looking at
/// what waits behind it.
enum DeliverySQL: Int, CaseIterable {
  case follow, enlist, moveCursor, hasUnread
  case due, takeHeld, isInLine, stand, lease, startAttempt, find, action
  case endAttempt, interrupt, finish, remove, promote, retryLater
  case handBack, release, nextReady, rewind, countHost, hostCount
  case addIncident, requeue
  case waitingOfRun, waitingOfDefinition, undelivered

  /// The number of the last action that was taken over into the list.
  static let cursor =
    "coalesce((SELECT CAST(value AS INTEGER) FROM bylaw_meta WHERE key = 'delivery.cursor'), -1)"

  var text: String {
    switch self {
    case .follow:
      """
      SELECT seq, name, subject, not_before FROM bylaw_outbox
      WHERE seq > \(Self.cursor) AND state = 'pending' ORDER BY seq LIMIT ?1
      """
    case .enlist:
      """
      INSERT INTO bylaw_deliveries(seq, name, subject, hold, ready_at, attempt)
      VALUES(?1, ?2, ?3, ?4, ?5, coalesce((SELECT max(number) FROM bylaw_attempts WHERE seq = ?1), 0))
      """
    case .moveCursor: "INSERT OR REPLACE INTO bylaw_meta(key, value) VALUES('delivery.cursor', ?1)"
    case .hasUnread:
      "SELECT 1 FROM bylaw_outbox WHERE seq > \(Self.cursor) AND state = 'pending' LIMIT 1"
    case .due:
      """
      SELECT seq, name, subject, hold, owner, attempt FROM bylaw_deliveries
      WHERE ready_at <= ?1 AND (owner IS NULL OR owner <> ?2) ORDER BY ready_at, seq LIMIT ?3
      """
    case .takeHeld: "UPDATE bylaw_deliveries SET hold = 0, ready_at = ?2 WHERE seq = ?1"
    case .isInLine:
      """
      SELECT 1 FROM bylaw_deliveries
      WHERE subject = ?1 AND hold = 0 AND ready_at IS NOT NULL AND seq <> ?2 LIMIT 1
      """
    case .stand: "SELECT 1 FROM bylaw_deliveries WHERE subject = ?1 AND hold = 0 LIMIT 1"
    case .lease:
      """
      UPDATE bylaw_deliveries SET owner = ?2, ready_at = ?3, attempt = attempt + 1, tries = tries + (owner IS NULL),
      tried_at = ?4, first_at = coalesce(first_at, ?4) WHERE seq = ?1
      """
    case .startAttempt:
      "INSERT INTO bylaw_attempts(seq, number, owner, at) VALUES(?1, ?2, ?3, ?4)"
    case .find: "SELECT attempt, tries, first_at, subject, owner FROM bylaw_deliveries WHERE seq = ?1"
    case .action:
      """
      SELECT n.name, o.args, o.key, b.name, o.subject,
      (SELECT tenant FROM bylaw_inbox WHERE seq = o.seq / \(Journal.actionLimit)) FROM bylaw_outbox o
      JOIN bylaw_names n ON n.id = o.name JOIN bylaw_names b ON b.id = o.by WHERE o.seq = ?1
      """
    case .waitingOfRun, .waitingOfDefinition, .undelivered: withdrawalText
    default: outcomeText
    }
  }

  private static let waiting = """
    o.seq, n.name, o.key, EXISTS(SELECT 1 FROM bylaw_attempts a WHERE a.seq = o.seq)
    """

  private var withdrawalText: String {
    switch self {
    case .waitingOfRun:
      // A run's trace says in which decisions it did anything.
      """
      SELECT \(Self.waiting) FROM (SELECT DISTINCT decision FROM bylaw_steps WHERE run = ?1) s
      CROSS JOIN bylaw_outbox o ON o.seq BETWEEN s.decision * 65536 AND s.decision * 65536 + 65535
      JOIN bylaw_names n ON n.id = o.name WHERE o.state = 'pending' AND o.premise = ?1 ORDER BY o.seq
      """
    case .waitingOfDefinition:
      """
      SELECT \(Self.waiting) FROM bylaw_outbox o JOIN bylaw_names n ON n.id = o.name
      WHERE o.seq BETWEEN ?3 AND ?4 AND o.state = 'pending' AND o.premise = 0 AND o.by = ?1 AND o.subject = ?2
      ORDER BY o.seq
      """
    default:
      """
      SELECT DISTINCT seq / 65536 FROM bylaw_outbox
      WHERE state = 'pending' AND premise = 0 AND subject = ?2 AND by = ?1 ORDER BY seq LIMIT ?3
      """
    }
  }

  private var outcomeText: String {
    switch self {
    case .endAttempt:
      """
      UPDATE bylaw_attempts SET ended_at = ?3, outcome = ?4, kind = ?5, detail = ?6, next_at = ?7
      WHERE seq = ?1 AND number = ?2
      """
    case .interrupt:
      """
      UPDATE bylaw_attempts SET ended_at = ?1, outcome = 'interrupted', kind = 'interrupted',
      detail = 'the host stopped before the outcome was known'
      WHERE (seq, number) IN (SELECT seq, attempt FROM bylaw_deliveries WHERE owner <> ?2)
      """
    case .finish: "UPDATE bylaw_outbox SET state = ?2, reason = coalesce(?3, reason) WHERE seq = ?1"
    case .remove: "DELETE FROM bylaw_deliveries WHERE seq = ?1"
    case .promote:
      """
      UPDATE bylaw_deliveries SET ready_at = 0 WHERE seq =
      (SELECT seq FROM bylaw_deliveries WHERE subject = ?1 AND hold = 0 ORDER BY seq LIMIT 1)
      """
    case .retryLater: "UPDATE bylaw_deliveries SET owner = NULL, ready_at = ?2 WHERE seq = ?1"
    case .handBack:
      "UPDATE bylaw_deliveries SET owner = NULL, ready_at = 0, tries = tries - 1 WHERE seq = ?1"
    case .release:
      "UPDATE bylaw_deliveries SET owner = NULL, ready_at = 0, tries = tries - 1 WHERE owner <> ?1"
    case .nextReady:
      """
      SELECT ready_at FROM bylaw_deliveries WHERE ready_at IS NOT NULL AND (owner IS NULL OR owner <> ?1)
      ORDER BY ready_at LIMIT 1
      """
    case .rewind:
      """
      UPDATE bylaw_deliveries SET ready_at = ?1
      WHERE ready_at > ?1 AND tried_at > ?1 AND owner IS NULL AND hold = 0
      """
    case .addIncident:
      """
      INSERT INTO bylaw_incidents(kind, status, decision, by, code, message, at, action)
      VALUES(?1, 'open', ?2, (SELECT by FROM bylaw_outbox WHERE seq = ?6), ?3, ?4, ?5, ?6)
      """
    case .countHost:
      """
      INSERT INTO bylaw_meta(key, value) VALUES('delivery.hosts', 1)
      ON CONFLICT(key) DO UPDATE SET value = value + 1
      """
    case .hostCount: "SELECT CAST(value AS INTEGER) FROM bylaw_meta WHERE key = 'delivery.hosts'"
    default: "UPDATE bylaw_outbox SET state = 'pending' WHERE seq = ?1"
    }
  }
}
