extension JournalSchema {
  /// What was held back, what timers were computed from, and what is counted over time. An amount of NULL is one.
  static let time = """
    ALTER TABLE bylaw_decisions ADD COLUMN held TEXT;
    ALTER TABLE bylaw_timers ADD COLUMN spec TEXT;
    CREATE TABLE bylaw_tallies(
      number INTEGER PRIMARY KEY,
      name INTEGER NOT NULL,
      key TEXT NOT NULL,
      at INTEGER NOT NULL,
      amount TEXT
    ) STRICT;
    CREATE INDEX bylaw_tallies_by_time ON bylaw_tallies(name, key, at);
    CREATE TABLE bylaw_marks(
      name INTEGER NOT NULL,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY(name, key)
    ) STRICT, WITHOUT ROWID;

    """
}
