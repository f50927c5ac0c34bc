import CEL

/// What must hold in every database that is committed, whatever happened before.
enum Invariants {
  private static let run =
    "SELECT r.*, n.name AS name FROM bylaw_runs r JOIN bylaw_names n ON n.id = r.workflow"
  private static let timers = """
    SELECT CAST(substr(key, 1, instr(key, '/') - 1) AS INTEGER) AS run, key FROM bylaw_timers t
    JOIN bylaw_names n ON n.id = t.name WHERE n.name LIKE 'run/%'
    """

  /// Each query gives rows that must not be there.
  private static let queries: [(what: String, query: String)] = [
    ("a key has two rows in the outbox", "SELECT key FROM bylaw_outbox GROUP BY key HAVING count(*) > 1"),
    (
      "an event has no decision",
      "SELECT seq, event_id FROM bylaw_inbox WHERE seq NOT IN (SELECT seq FROM bylaw_decisions)"
    ),
    (
      "a run that ended has a timer",
      "SELECT t.key FROM (\(timers)) t JOIN bylaw_runs r ON r.number = t.run WHERE r.ended_at IS NOT NULL"
    ),
    (
      "a run that ended, or none, has waits",
      """
      SELECT w.run, w.token FROM bylaw_waits w LEFT JOIN bylaw_runs r ON r.number = w.run
      WHERE r.number IS NULL OR r.ended_at IS NOT NULL
      """
    ),
    (
      "a run that ended has an open incident",
      """
      SELECT i.id, i.kind FROM bylaw_incidents i JOIN bylaw_runs r ON r.number = i.run
      WHERE i.status = 'open' AND r.ended_at IS NOT NULL AND i.kind <> 'compensation_failed'
      """
    ),
    (
      "status and end do not agree",
      """
      SELECT number, status FROM bylaw_runs
      WHERE (status IN ('waiting', 'queued', 'incident')) <> (ended_at IS NULL)
      """
    ),
    (
      "a run is queued behind nothing",
      """
      SELECT number FROM bylaw_runs q WHERE status = 'queued' AND NOT EXISTS (SELECT 1 FROM bylaw_runs r
        WHERE r.workflow = q.workflow AND r.key = q.key AND r.status IN ('waiting', 'incident'))
      """
    ),
    (
      "more runs of a key than the mode allows",
      """
      SELECT name, key, count(*), sum(has_begun)
      FROM (SELECT *, json_array_length(state, '$.tokens') > 0 AS has_begun FROM (\(run)))
      WHERE ended_at IS NULL GROUP BY name, key
      HAVING count(*) > CASE name WHEN 'workflow/newest' THEN 2 WHEN 'workflow/line' THEN 3
        WHEN 'workflow/beside' THEN 2 WHEN 'workflow/paged' THEN 10 ELSE 1 END
        OR sum(has_begun) > CASE name WHEN 'workflow/beside' THEN 2 ELSE 1 END
      """
    ),
    (
      "a called run goes on without its caller",
      """
      SELECT c.number, c.caller FROM bylaw_runs c JOIN bylaw_runs r ON r.number = c.caller
      WHERE c.ended_at IS NULL AND r.ended_at IS NOT NULL
      """
    ),
  ]

  /// The first thing that does not hold; nil where all is well.
  static func violation(in file: FaultyFile) throws -> String? {
    for (what, query) in queries {
      let rows = try file.rows(query)
      if !rows.isEmpty { return "\(what): \(rows.prefix(3).joined(separator: "; "))" }
    }
    let places = try Places(file)
    let open = "SELECT number, status, state FROM bylaw_runs WHERE ended_at IS NULL ORDER BY number"
    for row in try file.rows(open) {
      let parts = row.split(separator: "|", maxSplits: 2).map(String.init)
      guard parts.count == 3, parts[1] != "queued" else { continue }
      if let fault = places.fault(run: parts[0], status: parts[1], state: parts[2]) {
        return "run \(parts[0]), \(parts[1]): \(fault) in \(parts[2])"
      }
    }
    return nil
  }

  /// What open runs wait for, as it stands in the tables.
  private struct Places {
    private let waits: Set<String>
    private let timers: Set<String>
    private let children: Set<String>
    private let incidents: Set<String>

    init(_ file: FaultyFile) throws {
      waits = Set(try file.rows("SELECT run || '/' || token FROM bylaw_waits"))
      timers = Set(try file.rows("SELECT key FROM (\(Invariants.timers))"))
      children = Set(
        try file.rows("SELECT number FROM bylaw_runs WHERE ended_at IS NULL AND caller IS NOT NULL"))
      incidents = Set(try file.rows("SELECT run || '/' || id FROM bylaw_incidents WHERE status = 'open'"))
    }

    /// What is wrong with an open run: each token waits for something that can still come.
    func fault(run: String, status: String, state: String) -> String? {
      guard let tree = try? JSON(parsing: Array(state.utf8), maxDepth: 64, maxBytes: 1 << 20) else {
        return "no state"
      }
      if tree["missed"] != nil {
        // Its definition does not fit: a person is asked, and what comes is kept.
        let isAsked = incidents.contains { $0.hasPrefix("\(run)/") }
        return status == "incident" && isAsked ? nil : "its definition does not fit, and nobody is asked"
      }
      guard let tokens = tree["tokens"]?.arrayValue, !tokens.isEmpty
      else { return "no token" }
      let parents = tokens.compactMap { $0["parent"]?.intValue }
      var isStuck = false
      for token in tokens {
        guard let id = token["id"]?.intValue, let wait = token["wait"]?.stringValue else {
          return "a token that waits for nothing"
        }
        let number = token["number"]?.intValue ?? 0
        let isThere =
          switch wait {
          case "event", "action": waits.contains("\(run)/\(id)")
          case "delay": timers.contains("\(run)/\(id)")
          case "run": children.contains("\(number)")
          case "incident": incidents.contains("\(run)/\(number)")
          default: parents.count { $0 == id } >= token["count"]?.intValue ?? 1
          }
        if !isThere { return "token \(id) waits for a \(wait) that is not there" }
        isStuck = isStuck || wait == "incident"
      }
      return isStuck == (status == "incident") ? nil : "the status is not that of its tokens"
    }
  }
}
