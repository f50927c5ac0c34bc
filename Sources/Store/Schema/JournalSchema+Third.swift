extension JournalSchema {
  /// Version 3: what a request says beside its verb; finding the runs that an event triggered; behind which event all
  /// of a type are remembered by an expression; what takes actions back; the order of timers that fall due together.
  ///
  /// The premise of an action is the number of a run, 0 where it is the definition that asked for it, and NULL for what
  /// is never taken back.
  static let third = """
    ALTER TABLE bylaw_requests ADD COLUMN detail TEXT;
    CREATE INDEX bylaw_runs_by_trigger ON bylaw_runs(trigger_event);
    CREATE TABLE bylaw_correlated(
      event INTEGER NOT NULL,
      expression INTEGER NOT NULL,
      start INTEGER NOT NULL,
      PRIMARY KEY(event, expression)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE bylaw_outbox ADD COLUMN premise INTEGER;
    CREATE INDEX bylaw_outbox_premise ON bylaw_outbox(subject, by) WHERE state = 'pending' AND premise = 0;
    ALTER TABLE bylaw_timers ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
    DROP INDEX bylaw_timers_due;
    CREATE INDEX bylaw_timers_due ON bylaw_timers(fire_at, priority DESC);

    """
}
