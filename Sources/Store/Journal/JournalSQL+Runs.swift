extension JournalSQL {
  /// The columns of a run, in the order they are read.
  static let runColumns = """
    r.number, n.name, r.key, r.status, r.reason, r.hash, r.trigger_event, r.identity, r.state, r.started_at,
    r.ended_at, r.caller, r.caller_token
    """

  var runText: String {
    switch self {
    case .addRun:
      """
      INSERT INTO bylaw_runs(workflow, key, status, reason, hash, trigger_event, identity, state, started_at,
        ended_at, caller, caller_token)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
      """
    case .updateRun:
      "UPDATE bylaw_runs SET status = ?2, reason = ?3, state = ?4, ended_at = ?5, hash = ?6 WHERE number = ?1"
    case .findRun:
      "SELECT \(Self.runColumns) FROM bylaw_runs r JOIN bylaw_names n ON n.id = r.workflow WHERE r.number = ?1"
    case .openRuns:
      "SELECT number FROM bylaw_runs WHERE workflow = ?1 AND key = ?2 AND ended_at IS NULL ORDER BY number"
    case .runsOfTrigger:
      "SELECT number FROM bylaw_runs WHERE trigger_event = ?2 AND workflow = ?1 ORDER BY number"
    case .addWait:
      """
      INSERT INTO bylaw_waits(event, expression, value, run, token) VALUES(?1, ?2, ?3, ?4, ?5)
      ON CONFLICT DO NOTHING
      """
    case .removeWaits: "DELETE FROM bylaw_waits WHERE run = ?1 AND (?2 IS NULL OR token = ?2)"
    case .findWaits:
      """
      SELECT run, token FROM bylaw_waits WHERE event = ?1 AND expression = ?2 AND value = ?3
      ORDER BY run, token
      """
    case .correlate:
      """
      INSERT INTO bylaw_correlations(event, expression, value, seq) VALUES(?1, ?2, ?3, ?4)
      ON CONFLICT DO NOTHING
      """
    case .correlated:
      """
      SELECT seq FROM bylaw_correlations
      WHERE event = ?1 AND expression = ?2 AND value = ?3 AND seq > ?4 ORDER BY seq
      """
    case .correlationStart: "SELECT start FROM bylaw_correlated WHERE event = ?1 AND expression = ?2"
    case .setCorrelationStart:
      "INSERT OR REPLACE INTO bylaw_correlated(event, expression, start) VALUES(?1, ?2, ?3)"
    case .correlationStarts:
      """
      SELECT t.name, x.name FROM bylaw_correlated c
      JOIN bylaw_names t ON t.id = c.event JOIN bylaw_names x ON x.id = c.expression ORDER BY 1, 2
      """
    case .dropCorrelationStart: "DELETE FROM bylaw_correlated WHERE event = ?1 AND expression = ?2"
    case .eventsOfType: "SELECT seq FROM bylaw_inbox WHERE seq > ?2 AND seq <= ?3 AND type = ?1 ORDER BY seq"
    case .inboxEvent:
      """
      SELECT e.seq, s.name, e.event_id, t.name, e.subject, e.tenant, e.time, e.at, e.data, e.cause
      FROM bylaw_inbox e JOIN bylaw_names s ON s.id = e.source JOIN bylaw_names t ON t.id = e.type
      WHERE e.seq = ?1
      """
    case .addStep:
      """
      INSERT INTO bylaw_steps(run, decision, at, path, outcome, detail) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
      """
    case .addRunIncident:
      """
      INSERT INTO bylaw_incidents(kind, status, decision, by, code, message, at, run, token, path)
      VALUES(?1, 'open', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """
    case .closeIncident: "UPDATE bylaw_incidents SET status = ?2, closed_at = ?3 WHERE id = ?1"
    case .openIncidents: "SELECT id FROM bylaw_incidents WHERE run = ?1 AND status = 'open' ORDER BY id"
    case .removeTimers: "DELETE FROM bylaw_timers WHERE name = ?1 AND key >= ?2 AND key < ?3"
    case .rememberWorkflow:
      "INSERT INTO bylaw_workflows(hash, documents) VALUES(?1, ?2) ON CONFLICT DO NOTHING"
    case .forgetWorkflows:
      "DELETE FROM bylaw_workflows WHERE hash NOT IN (SELECT hash FROM bylaw_runs WHERE ended_at IS NULL)"
    case .openWorkflows:
      """
      SELECT hash, documents FROM bylaw_workflows
      WHERE hash IN (SELECT hash FROM bylaw_runs WHERE ended_at IS NULL) ORDER BY hash
      """
    case .addRequest:
      "INSERT INTO bylaw_requests(run, operation, actor, reason, at, detail) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
    case .openRequests:
      """
      SELECT id, run, operation, actor, reason, at, detail FROM bylaw_requests WHERE done_at IS NULL
      ORDER BY id LIMIT 100
      """
    case .endRequest: "UPDATE bylaw_requests SET done_at = ?2 WHERE id = ?1"
    default: ""
    }
  }
}
