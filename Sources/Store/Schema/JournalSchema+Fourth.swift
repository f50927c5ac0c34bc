extension JournalSchema {
  /// Version 4: what takes actions back, and the order of timers that fall due together.
  ///
  /// The premise of an action is the number of a run, 0 where it is the definition that asked for it, and NULL for what
  /// is never taken back.
  static let fourth = """
    ALTER TABLE bylaw_outbox ADD COLUMN premise INTEGER;
    CREATE INDEX bylaw_outbox_premise ON bylaw_outbox(subject, by) WHERE state = 'pending' AND premise = 0;
    ALTER TABLE bylaw_timers ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
    DROP INDEX bylaw_timers_due;
    CREATE INDEX bylaw_timers_due ON bylaw_timers(fire_at, priority DESC);

    """
}
