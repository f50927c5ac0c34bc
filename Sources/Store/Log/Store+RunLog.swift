internal import CEL
public import RulesEngine

/// Reading what runs of workflows did.
extension Store {
  /// The runs, by number. `name` is the workflow's name, `state` the status.
  public func runs(
    _ filter: LogFilter = LogFilter(), _ body: (RunRecord) -> Bool
  ) throws(StorageError) {
    try requireJournal()
    let query = LogQuery(
      select: "SELECT \(JournalSQL.runColumns) FROM bylaw_runs r JOIN bylaw_names n ON n.id = r.workflow",
      instant: "r.started_at", order: "r.number",
      subject: "(SELECT e.subject FROM bylaw_inbox e WHERE e.seq = r.trigger_event)",
      name: "n.name", state: "r.status")
    try query.run(database, filter) { row throws(StorageError) in try body(Journal.run(row, path)) }
  }

  /// What a run did, in order.
  public func steps(run: Int64, _ body: (RunStep) -> Bool) throws(StorageError) {
    try steps("run = ?1", run, body)
  }

  /// What runs did in one decision, in order.
  public func steps(decision: Int64, _ body: (RunStep) -> Bool) throws(StorageError) {
    try steps("decision = ?1", decision, body)
  }

  private func steps(
    _ condition: String, _ number: Int64, _ body: (RunStep) -> Bool
  ) throws(StorageError) {
    try requireJournal()
    let find = try database.prepare(
      "SELECT run, decision, at, path, outcome, detail FROM bylaw_steps WHERE \(condition) ORDER BY id")
    defer { find.reset() }
    find.bind(number, at: 1)
    while try find.step() {
      let step = RunStep(
        run: find.integer(0), decision: find.integer(1), at: Timestamp(microseconds: find.integer(2)),
        path: find.text(3), outcome: find.text(4), detail: find.isNull(5) ? nil : find.octets(5))
      if !body(step) { return }
    }
  }
}
