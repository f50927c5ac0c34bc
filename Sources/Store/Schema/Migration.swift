import RulesEngine

/// One step of the journal's schema: what leads from the version before to this one.
struct Migration {
  let version: Int
  let script: String

  /// All steps, oldest first. A step that was released never changes.
  static let all = [
    Migration(version: 1, script: JournalSchema.first), Migration(version: 2, script: JournalSchema.second),
    Migration(version: 3, script: JournalSchema.third),
  ]

  /// The version that this program knows.
  static var latest: Int { all.last?.version ?? 0 }
}

/// Brings the journal of a database to the version that this program knows.
enum Schema {
  /// Marks a file as ours in its header: "Bylw".
  static let applicationID: Int64 = 0x4279_6C77

  /// The version of a database: 0 when it has no journal yet.
  ///
  /// It stands in `bylaw_meta`, since the version in the header may belong to a platform whose file we share; in
  /// a file of our own it stands in the header as well.
  static func version(of database: Database) throws(StorageError) -> Int {
    var version: Int64 = 0
    let hasMeta = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'bylaw_meta'"
    if try database.integer(hasMeta) != nil {
      version = try database.integer("SELECT value FROM bylaw_meta WHERE key = 'schema'") ?? 0
    }
    if try database.integer("PRAGMA application_id") == applicationID {
      version = max(version, try database.integer("PRAGMA user_version") ?? 0)
    }
    return Int(clamping: version)
  }

  /// Refuses a database of a later version; an older one is fine.
  static func check(_ database: Database, latest: Int) throws(StorageError) {
    let found = try version(of: database)
    guard found <= latest else {
      throw StorageError(
        .newerSchema,
        "\(database.path) was written by a newer version of Bylaw (its schema is \(found), this one knows \(latest)); "
          + "use that version, or restore a backup from before the upgrade")
    }
  }

  /// Refuses what cannot be read as it is: a database of a later version, or one that has to be brought up to
  /// this one by a writer first.
  static func checkForReading(_ database: Database, latest: Int) throws(StorageError) {
    try check(database, latest: latest)
    let found = try version(of: database)
    guard found == latest || found == 0 else {
      throw StorageError(
        .schema,
        "\(database.path) was written by an earlier version of Bylaw (its schema is \(found), this one knows "
          + "\(latest)); run `bylaw run` or `bylaw serve` on it once to bring it up to date")
    }
  }

  /// Runs the steps that are missing in one transaction: all of them stay, or none.
  static func migrate(_ database: Database, _ steps: [Migration] = Migration.all) throws(StorageError) {
    let latest = steps.last?.version ?? 0
    try check(database, latest: latest)
    guard try version(of: database) < latest else { return }
    try database.execute("BEGIN IMMEDIATE")
    do {
      // Asked again under the lock: another process may have been faster.
      let found = try version(of: database)
      let isOurs = try isOurs(database)
      for step in steps where step.version > found { try database.execute(step.script) }
      try database.execute("INSERT OR REPLACE INTO bylaw_meta(key, value) VALUES('schema', \(latest))")
      if isOurs {
        try database.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(latest)")
      }
      try database.execute("COMMIT")
    } catch {
      if database.isInTransaction { try? database.execute("ROLLBACK") }
      throw error
    }
  }

  /// Whether the header of the file is ours to write: it is empty or we wrote it.
  private static func isOurs(_ database: Database) throws(StorageError) -> Bool {
    let application = try database.integer("PRAGMA application_id") ?? 0
    if application == applicationID { return true }
    let version = try database.integer("PRAGMA user_version") ?? 0
    return application == 0 && version == 0
  }
}
