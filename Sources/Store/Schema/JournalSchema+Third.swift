extension JournalSchema {
  /// Version 3: what a request says beside its verb; finding the runs that an event triggered; behind which event all
  /// of a type are remembered by an expression.
  static let third = """
    ALTER TABLE bylaw_requests ADD COLUMN detail TEXT;
    CREATE INDEX bylaw_runs_by_trigger ON bylaw_runs(trigger_event);
    CREATE TABLE bylaw_correlated(
      event INTEGER NOT NULL,
      expression INTEGER NOT NULL,
      start INTEGER NOT NULL,
      PRIMARY KEY(event, expression)
    ) STRICT, WITHOUT ROWID;

    """
}
