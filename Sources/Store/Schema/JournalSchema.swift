/// The tables of the journal.
///
/// Instants are microseconds since 1970 in UTC. Names that come again and again (sources, event types, actions,
/// definitions) stand in `bylaw_names` once and are referred to by number. An action's `seq` is its decision's
/// number times 65,536 plus its position, so that the actions of a decision lie together without an index.
///
/// Deciding only appends to `bylaw_outbox`. A host that delivers takes its rows over into `bylaw_deliveries`, the list
/// of what is not delivered yet, and puts down each attempt in `bylaw_attempts`: who never delivers pays for neither.
enum JournalSchema {
  static let first = events + actions + waiting + derived

  private static let events = """
    CREATE TABLE bylaw_meta(key TEXT PRIMARY KEY NOT NULL, value ANY) STRICT, WITHOUT ROWID;
    CREATE TABLE bylaw_names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE bylaw_inbox(
      seq INTEGER PRIMARY KEY,
      source INTEGER NOT NULL,
      event_id TEXT NOT NULL,
      type INTEGER NOT NULL,
      subject TEXT,
      tenant TEXT,
      time INTEGER NOT NULL,
      at INTEGER NOT NULL,
      data TEXT NOT NULL,
      cause INTEGER,
      UNIQUE(source, event_id)
    ) STRICT;
    CREATE TABLE bylaw_definitions(
      id INTEGER PRIMARY KEY,
      hash TEXT NOT NULL UNIQUE,
      files TEXT NOT NULL,
      first_at INTEGER
    ) STRICT;
    CREATE TABLE bylaw_decisions(
      seq INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      rulebook INTEGER NOT NULL,
      matched TEXT NOT NULL,
      errors TEXT,
      shadowed TEXT,
      facts TEXT NOT NULL
    ) STRICT;

    """

  private static let actions = """
    CREATE TABLE bylaw_outbox(
      seq INTEGER PRIMARY KEY,
      name INTEGER NOT NULL,
      by INTEGER NOT NULL,
      subject TEXT,
      args TEXT NOT NULL,
      key TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'pending',
      not_before INTEGER,
      reason TEXT
    ) STRICT;
    CREATE TABLE bylaw_deliveries(
      seq INTEGER PRIMARY KEY,
      name INTEGER NOT NULL,
      subject TEXT,
      hold INTEGER NOT NULL DEFAULT 0,
      ready_at INTEGER,
      attempt INTEGER NOT NULL DEFAULT 0,
      tries INTEGER NOT NULL DEFAULT 0,
      first_at INTEGER,
      tried_at INTEGER,
      owner TEXT
    ) STRICT;
    CREATE INDEX bylaw_deliveries_ready ON bylaw_deliveries(ready_at) WHERE ready_at IS NOT NULL;
    CREATE INDEX bylaw_deliveries_subject ON bylaw_deliveries(subject) WHERE subject IS NOT NULL;
    CREATE TABLE bylaw_attempts(
      seq INTEGER NOT NULL,
      number INTEGER NOT NULL,
      owner TEXT NOT NULL,
      at INTEGER NOT NULL,
      ended_at INTEGER,
      outcome TEXT,
      kind TEXT,
      detail TEXT,
      next_at INTEGER,
      PRIMARY KEY(seq, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE bylaw_dead_letters(
      id INTEGER PRIMARY KEY,
      digest TEXT NOT NULL,
      code TEXT NOT NULL,
      message TEXT NOT NULL,
      payload BLOB NOT NULL,
      length INTEGER NOT NULL,
      origin TEXT NOT NULL,
      at INTEGER NOT NULL,
      UNIQUE(digest, code)
    ) STRICT;
    CREATE TABLE bylaw_incidents(
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      status TEXT NOT NULL,
      decision INTEGER,
      by INTEGER,
      code TEXT NOT NULL,
      message TEXT NOT NULL,
      at INTEGER NOT NULL,
      closed_at INTEGER,
      action INTEGER
    ) STRICT;
    CREATE TABLE bylaw_audit(
      id INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      verb TEXT NOT NULL,
      object TEXT NOT NULL,
      detail TEXT NOT NULL
    ) STRICT;

    """

  private static let waiting = """
    CREATE TABLE bylaw_timers(
      number INTEGER PRIMARY KEY,
      name INTEGER NOT NULL,
      key TEXT NOT NULL,
      fire_at INTEGER NOT NULL,
      event TEXT NOT NULL,
      UNIQUE(name, key)
    ) STRICT;
    CREATE INDEX bylaw_timers_due ON bylaw_timers(fire_at);

    """

  private static let derived = """
    CREATE TABLE bylaw_scores(
      name INTEGER NOT NULL,
      key ANY NOT NULL,
      value REAL NOT NULL,
      band TEXT,
      PRIMARY KEY(name, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE bylaw_segments(
      entity INTEGER NOT NULL,
      key ANY NOT NULL,
      segment INTEGER NOT NULL,
      since INTEGER NOT NULL,
      PRIMARY KEY(entity, key, segment)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE bylaw_model(
      table_name TEXT NOT NULL,
      column_name TEXT NOT NULL,
      type TEXT NOT NULL,
      PRIMARY KEY(table_name, column_name)
    ) STRICT, WITHOUT ROWID;

    """
}
