import CEL
import RulesEngine

extension Deliveries {
  /// A name that no host had before.
  func enrol(_ name: String) throws(StorageError) -> String {
    try statement(.countHost).run()
    let count = try statement(.hostCount)
    defer { count.reset() }
    return try count.step() ? "\(name)#\(count.integer(0))" : name
  }

  /// Puts the list in order for the one host that delivers from here on.
  func takeOver(
    owner: String, delivering names: Set<String>?, at now: Timestamp
  ) throws(StorageError) {
    let interrupt = try statement(.interrupt)
    interrupt.bind(now.microseconds, at: 1)
    interrupt.bind(owner, at: 2)
    try interrupt.run()
    let release = try statement(.release)
    release.bind(owner, at: 1)
    try release.run()
    let known = try ids(of: names).map { ids in ids.sorted().map(String.init).joined(separator: ",") }
    let (none, noHandler) = (Hold.none.rawValue, Hold.noHandler.rawValue)
    let isKnown = known.map { "name IN (\($0))" } ?? "1"
    try database.execute(
      """
      UPDATE bylaw_deliveries SET hold = \(none), ready_at = NULL WHERE hold = \(noHandler) AND \(isKnown);
      UPDATE bylaw_deliveries SET hold = \(noHandler), ready_at = NULL WHERE hold = \(none) AND owner IS NULL
        AND NOT (\(isKnown));
      UPDATE bylaw_deliveries AS d SET ready_at = 0
      WHERE hold = \(none) AND ready_at IS NULL AND (subject IS NULL OR (
        seq = (SELECT p.seq FROM bylaw_deliveries p WHERE p.subject = d.subject AND p.hold = \(none)
               ORDER BY p.seq LIMIT 1)
        AND NOT EXISTS (SELECT 1 FROM bylaw_deliveries p
                        WHERE p.subject = d.subject AND p.hold = \(none) AND p.ready_at IS NOT NULL)));
      """)
    try clockWentBack(to: now)
  }

  func clockWentBack(to now: Timestamp) throws(StorageError) {
    let rewind = try statement(.rewind)
    rewind.bind(now.microseconds, at: 1)
    try rewind.run()
  }

  func withdraw(_ withdrawal: Withdrawal, at now: Timestamp) throws(StorageError) -> [String] {
    var keys: [String] = []
    for row in try candidates(withdrawal) {
      let (seq, key, by) = row
      if let wanted = withdrawal.keys, !wanted.contains(key) { continue }
      if let wanted = withdrawal.by, wanted != by { continue }
      if try withdraw(seq, reason: withdrawal.reason) { keys.append(key) }
    }
    return keys
  }

  /// Takes one action back; false when it is out just now.
  func withdraw(_ seq: Int64, reason: String) throws(StorageError) -> Bool {
    guard let waiting = try place(of: seq) else {
      try finish(seq, .withdrawn, nil, reason: reason)
      return true
    }
    guard waiting.owner == nil else { return false }
    try finish(seq, .withdrawn, waiting.subject, reason: reason, wasFirst: waiting.isFirst)
    return true
  }

  /// Where an action of the list stands.
  private func place(
    of seq: Int64
  ) throws(StorageError) -> (owner: String?, subject: String?, isFirst: Bool)? {
    let find = try database.prepare(
      "SELECT owner, subject, hold = 0 AND ready_at IS NOT NULL FROM bylaw_deliveries WHERE seq = ?1")
    defer { find.reset() }
    find.bind(seq, at: 1)
    guard try find.step() else { return nil }
    return (find.optionalText(0), find.optionalText(1), find.integer(2) == 1)
  }

  /// What is not delivered yet and fits what can be looked up.
  private func candidates(
    _ withdrawal: Withdrawal
  ) throws(StorageError) -> [(seq: Int64, key: String, by: String)] {
    var conditions = "o.state = 'pending'"
    if withdrawal.decision != nil { conditions += " AND o.seq BETWEEN ?2 AND ?3" }
    if withdrawal.subject != nil {
      conditions += " AND o.subject = ?1"
      if withdrawal.decision == nil { try indexSubjects() }
    }
    let find = try database.prepare(
      """
      SELECT o.seq, o.key, b.name FROM bylaw_outbox o JOIN bylaw_names b ON b.id = o.by
      WHERE \(conditions) ORDER BY o.seq
      """)
    defer { find.reset() }
    if let subject = withdrawal.subject { find.bind(subject, at: 1) }
    if let decision = withdrawal.decision {
      find.bind(decision * Journal.actionLimit, at: 2)
      find.bind(decision * Journal.actionLimit + (Journal.actionLimit - 1), at: 3)
    }
    var found: [(seq: Int64, key: String, by: String)] = []
    while try find.step() { found.append((find.integer(0), find.text(1), find.text(2))) }
    return found
  }

  /// Made when actions are first taken back by their subject: who never does that does not pay for it.
  private func indexSubjects() throws(StorageError) {
    try database.execute(
      """
      CREATE INDEX IF NOT EXISTS bylaw_outbox_waiting ON bylaw_outbox(subject)
      WHERE state = 'pending' AND subject IS NOT NULL
      """)
  }
}
