/// The statements of the journal, each prepared once.
enum JournalSQL: Int, CaseIterable {
  case begin, commit, rollback, release, rollbackToSavepoint
  case removeEvent, removeDecision, removeActions
  case findName, addName
  case admit, findEvent
  case addDecision, addAction, addIncident, addDeadLetter
  case findDefinition, addDefinition, setDefinitionFiles
  case arm, disarm, findTimer, dueTimer
  case findScore, setScore, findSegments, joinSegment, leaveSegment
  case addAudit, getMeta, setMeta
  case addRun, updateRun, findRun, openRuns, runsOfTrigger, addWait, removeWaits, findWaits, correlate,
    correlated
  case correlationStart, setCorrelationStart, correlationStarts, dropCorrelationStart, eventsOfType
  case inboxEvent, addStep, addRunIncident, closeIncident, openIncidents, removeTimers, rememberWorkflow
  case forgetWorkflows, openWorkflows, addRequest, openRequests, endRequest
  case addTally, pruneTally, readTally, findMark, setMark, dropMark
  case timersWithSpec

  /// Whether its callers note how to take it back. A name or a rulebook that nothing refers to may stay.
  var isNoted: Bool {
    switch self {
    case .admit, .addDecision, .addAction, .addName, .addDefinition: true
    case .removeEvent, .removeDecision, .removeActions: true
    default: false
    }
  }

  /// Whether its callers bind every parameter each time; it is said of those that run for each event.
  var isBoundAnew: Bool {
    switch self {
    case .admit, .addDecision, .addAction: true
    default: false
    }
  }

  var text: String {
    switch self {
    case .removeEvent: "DELETE FROM bylaw_inbox WHERE seq BETWEEN ?1 AND ?2"
    case .removeDecision: "DELETE FROM bylaw_decisions WHERE seq BETWEEN ?1 AND ?2"
    case .removeActions: "DELETE FROM bylaw_outbox WHERE seq BETWEEN ?1 AND ?2"
    case .begin: "BEGIN IMMEDIATE"
    case .commit: "COMMIT"
    case .rollback: "ROLLBACK"
    case .release: "RELEASE bylaw"
    case .rollbackToSavepoint: "ROLLBACK TO bylaw"
    case .findName: "SELECT id FROM bylaw_names WHERE name = ?1"
    case .addName: "INSERT INTO bylaw_names(name) VALUES(?1)"
    case .getMeta: "SELECT value FROM bylaw_meta WHERE key = ?1"
    case .setMeta: "INSERT OR REPLACE INTO bylaw_meta(key, value) VALUES(?1, ?2)"
    case .addAudit:
      "INSERT INTO bylaw_audit(at, actor, verb, object, detail) VALUES(?1, ?2, ?3, ?4, ?5)"
    case .findDefinition: "SELECT id FROM bylaw_definitions WHERE hash = ?1"
    case .addDefinition: "INSERT INTO bylaw_definitions(hash, files, first_at) VALUES(?1, ?2, ?3)"
    case .setDefinitionFiles: "UPDATE bylaw_definitions SET files = ?2 WHERE id = ?1"
    case .admit, .findEvent, .addDecision, .addAction, .addIncident, .addDeadLetter: eventText
    case .arm, .disarm, .findTimer, .dueTimer, .timersWithSpec: timerText
    case .findScore, .setScore, .findSegments, .joinSegment, .leaveSegment: derivedText
    case .addRun, .updateRun, .findRun, .openRuns, .runsOfTrigger, .addWait, .removeWaits, .findWaits,
      .correlate,
      .correlated, .correlationStart, .setCorrelationStart, .correlationStarts, .dropCorrelationStart,
      .eventsOfType, .inboxEvent, .addStep, .addRunIncident, .closeIncident, .openIncidents, .removeTimers,
      .rememberWorkflow, .forgetWorkflows, .openWorkflows,
      .addRequest, .openRequests, .endRequest:
      runText
    case .addTally, .pruneTally, .readTally, .findMark, .setMark, .dropMark: tallyText
    }
  }

  private var eventText: String {
    switch self {
    case .admit:
      """
      INSERT INTO bylaw_inbox(source, event_id, type, subject, tenant, time, at, data, cause)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT(source, event_id) DO NOTHING
      """
    case .findEvent:
      """
      SELECT type = ?3 AND subject IS ?4 AND tenant IS ?5 AND time = ?6 AND data = ?7
      FROM bylaw_inbox WHERE source = ?1 AND event_id = ?2
      """
    case .addDecision:
      """
      INSERT INTO bylaw_decisions(seq, at, rulebook, matched, errors, shadowed, facts, notes, held)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """
    case .addAction:
      """
      INSERT INTO bylaw_outbox(seq, name, by, subject, args, key, not_before, reason, premise)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """
    case .addIncident:
      """
      INSERT INTO bylaw_incidents(kind, status, decision, by, code, message, at)
      VALUES('condition_error', 'open', ?1, ?2, ?3, ?4, ?5)
      """
    default:
      """
      INSERT INTO bylaw_dead_letters(digest, code, message, payload, length, origin, at)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(digest, code) DO NOTHING
      """
    }
  }

  private var timerText: String {
    switch self {
    case .arm:
      """
      INSERT INTO bylaw_timers(name, key, fire_at, event, spec, priority) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT(name, key) DO UPDATE SET
      fire_at = excluded.fire_at, event = excluded.event, spec = excluded.spec, priority = excluded.priority
      """
    case .timersWithSpec:
      """
      SELECT n.name, t.key, t.fire_at, t.event, t.spec, t.priority, t.number
      FROM bylaw_timers t JOIN bylaw_names n ON n.id = t.name
      WHERE t.number > ?1 AND t.spec IS NOT NULL ORDER BY t.number LIMIT ?2
      """
    case .disarm: "DELETE FROM bylaw_timers WHERE name = ?1 AND key = ?2"
    case .findTimer:
      """
      SELECT n.name, t.key, t.fire_at, t.event, t.spec, t.priority
      FROM bylaw_timers t JOIN bylaw_names n ON n.id = t.name
      WHERE t.name = ?1 AND t.key = ?2
      """
    default:
      """
      SELECT n.name, t.key, t.fire_at, t.event, t.spec, t.priority
      FROM bylaw_timers t JOIN bylaw_names n ON n.id = t.name
      WHERE t.fire_at <= ?1 ORDER BY t.fire_at, t.priority DESC, t.number LIMIT 1
      """
    }
  }

  private var derivedText: String {
    switch self {
    case .findScore: "SELECT value, band FROM bylaw_scores WHERE name = ?1 AND key = ?2"
    case .setScore: "INSERT OR REPLACE INTO bylaw_scores(name, key, value, band) VALUES(?1, ?2, ?3, ?4)"
    case .findSegments:
      """
      SELECT n.name FROM bylaw_segments s JOIN bylaw_names n ON n.id = s.segment
      WHERE s.entity = ?1 AND s.key = ?2 ORDER BY n.name
      """
    case .joinSegment:
      """
      INSERT INTO bylaw_segments(entity, key, segment, since) VALUES(?1, ?2, ?3, ?4)
      ON CONFLICT(entity, key, segment) DO NOTHING
      """
    default: "DELETE FROM bylaw_segments WHERE entity = ?1 AND key = ?2 AND segment = ?3"
    }
  }
}
