extension JournalSchema {
  /// Version 2: notes of code, runs of workflows.
  static let second = notes + runs + time

  private static let notes = """
    ALTER TABLE bylaw_decisions ADD COLUMN notes TEXT;

    """

  private static let runs = """
    CREATE TABLE bylaw_runs(
      number INTEGER PRIMARY KEY,
      workflow INTEGER NOT NULL,
      key TEXT NOT NULL,
      status TEXT NOT NULL,
      reason TEXT,
      hash TEXT NOT NULL,
      trigger_event INTEGER NOT NULL,
      identity TEXT NOT NULL,
      state TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      ended_at INTEGER,
      caller INTEGER,
      caller_token INTEGER
    ) STRICT;
    CREATE INDEX bylaw_runs_open ON bylaw_runs(workflow, key) WHERE ended_at IS NULL;
    CREATE TABLE bylaw_waits(
      event INTEGER NOT NULL,
      expression INTEGER NOT NULL,
      value TEXT NOT NULL,
      run INTEGER NOT NULL,
      token INTEGER NOT NULL,
      PRIMARY KEY(event, expression, value, run, token)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX bylaw_waits_of_run ON bylaw_waits(run, token);
    CREATE TABLE bylaw_correlations(
      event INTEGER NOT NULL,
      expression INTEGER NOT NULL,
      value TEXT NOT NULL,
      seq INTEGER NOT NULL,
      PRIMARY KEY(event, expression, value, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE bylaw_steps(
      id INTEGER PRIMARY KEY,
      run INTEGER NOT NULL,
      decision INTEGER NOT NULL,
      at INTEGER NOT NULL,
      path TEXT NOT NULL,
      outcome TEXT NOT NULL,
      detail TEXT
    ) STRICT;
    CREATE INDEX bylaw_steps_of_run ON bylaw_steps(run);
    ALTER TABLE bylaw_incidents ADD COLUMN run INTEGER;
    ALTER TABLE bylaw_incidents ADD COLUMN token INTEGER;
    ALTER TABLE bylaw_incidents ADD COLUMN path TEXT;
    CREATE INDEX bylaw_incidents_of_run ON bylaw_incidents(run) WHERE status = 'open' AND run IS NOT NULL;
    CREATE TABLE bylaw_requests(
      id INTEGER PRIMARY KEY,
      run INTEGER NOT NULL,
      operation TEXT NOT NULL,
      actor TEXT NOT NULL,
      reason TEXT NOT NULL,
      at INTEGER NOT NULL,
      done_at INTEGER
    ) STRICT;
    CREATE INDEX bylaw_requests_open ON bylaw_requests(id) WHERE done_at IS NULL;
    CREATE TABLE bylaw_workflows(
      hash TEXT PRIMARY KEY,
      documents TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    """
}
