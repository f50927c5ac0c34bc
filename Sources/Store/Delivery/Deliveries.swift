import CEL
import RulesEngine

/// The list of what is not delivered yet.
final class Deliveries {
  let journal: Journal
  var database: Database { journal.database }
  private var statements: [Statement?]

  /// How many actions are taken over from the outbox at a time.
  private static let portion: Int64 = 256

  init(_ journal: Journal) {
    self.journal = journal
    statements = Array(repeating: nil, count: DeliverySQL.allCases.count)
  }

  func statement(_ which: DeliverySQL) throws(StorageError) -> Statement {
    if let made = statements[which.rawValue] { return made }
    let made = try database.prepare(which.text)
    statements[which.rawValue] = made
    return made
  }

  /// A row of the list.
  struct Row {
    var seq: Int64
    var name: Int64
    var subject: String?
    var hold: Hold
    var owner: String?
    var attempt: Int64
  }

  func claim(_ claim: Claim) throws(StorageError) -> [LeasedAction] {
    let names = try ids(of: claim.names)
    var leased: [LeasedAction] = []
    while leased.count < claim.limit {
      let due = try due(claim, limit: claim.limit - leased.count)
      for row in due {
        guard try isTurn(row) else { continue }
        leased.append(try lease(row, claim))
      }
      if due.isEmpty, try !follow(names, at: claim.now) { break }
    }
    return leased
  }

  private func due(_ claim: Claim, limit: Int) throws(StorageError) -> [Row] {
    let find = try statement(.due)
    defer { find.reset() }
    find.bind(claim.now.microseconds, at: 1)
    find.bind(claim.owner, at: 2)
    find.bind(Int64(limit), at: 3)
    var rows: [Row] = []
    while try find.step() {
      rows.append(
        Row(
          seq: find.integer(0), name: find.integer(1), subject: find.optionalText(2),
          hold: Hold(rawValue: find.integer(3)) ?? .none, owner: find.optionalText(4),
          attempt: find.integer(5)))
    }
    return rows
  }

  /// What was held joins the line when its time has come: another action of its subject may be out.
  private func isTurn(_ row: Row) throws(StorageError) -> Bool {
    guard row.hold != .none else { return true }
    var isFree = true
    if let subject = row.subject {
      let find = try statement(.isInLine)
      defer { find.reset() }
      find.bind(subject, at: 1)
      find.bind(row.seq, at: 2)
      isFree = try !find.step()
    }
    let take = try statement(.takeHeld)
    take.bind(row.seq, at: 1)
    take.bind(isFree ? 0 : nil as Int64?, at: 2)
    try take.run()
    return isFree
  }

  private func lease(_ row: Row, _ claim: Claim) throws(StorageError) -> LeasedAction {
    if row.owner != nil { try end(row.seq, row.attempt, .interrupted, at: claim.now) }
    let lease = try statement(.lease)
    lease.bind(row.seq, at: 1)
    lease.bind(claim.owner, at: 2)
    lease.bind((claim.now.adding(claim.lease) ?? .distantFuture).microseconds, at: 3)
    lease.bind(claim.now.microseconds, at: 4)
    try lease.run()
    let start = try statement(.startAttempt)
    start.bind(row.seq, at: 1)
    start.bind(row.attempt + 1, at: 2)
    start.bind(claim.owner, at: 3)
    start.bind(claim.now.microseconds, at: 4)
    try start.run()
    guard let current = try current(row.seq) else {
      throw .damaged(database.path, "the action \(row.seq) left the outbox while it was leased")
    }
    return LeasedAction(
      lease: Lease(number: row.seq, attempt: Int(row.attempt) + 1, owner: claim.owner),
      action: try action(row.seq), tries: current.tries, firstTriedAt: current.firstAt)
  }

  private func action(_ seq: Int64) throws(StorageError) -> OutboxAction {
    let find = try statement(.action)
    defer { find.reset() }
    find.bind(seq, at: 1)
    guard try find.step() else {
      throw .damaged(database.path, "the action \(seq) waits for delivery and is not in the outbox")
    }
    var action = OutboxAction(
      name: find.text(0), arguments: find.octets(1), key: find.text(2), by: find.text(3),
      subject: find.optionalText(4))
    action.tenant = find.optionalText(5)
    return action
  }

  /// Takes the next actions over from the outbox; false when there are none.
  private func follow(_ names: Set<Int64>?, at now: Timestamp) throws(StorageError) -> Bool {
    var found: [(seq: Int64, name: Int64, subject: String?, notBefore: Int64?)] = []
    let find = try statement(.follow)
    find.bind(Self.portion, at: 1)
    do {
      defer { find.reset() }
      while try find.step() {
        found.append((find.integer(0), find.integer(1), find.optionalText(2), find.optionalInteger(3)))
      }
    }
    guard let last = found.last else { return false }
    for action in found {
      if let names, !names.contains(action.name) {
        try enlist(action.seq, action.name, action.subject, .noHandler, readyAt: nil)
      } else if let instant = action.notBefore, instant > now.microseconds {
        try enlist(action.seq, action.name, action.subject, .until, readyAt: instant)
      } else {
        let isFirst = try !hasLine(action.subject)
        try enlist(action.seq, action.name, action.subject, .none, readyAt: isFirst ? 0 : nil)
      }
    }
    let move = try statement(.moveCursor)
    move.bind(last.seq, at: 1)
    try move.run()
    return true
  }

  /// Whether actions of a subject are in line.
  func hasLine(_ subject: String?) throws(StorageError) -> Bool {
    guard let subject else { return false }
    let find = try statement(.stand)
    defer { find.reset() }
    find.bind(subject, at: 1)
    return try find.step()
  }

  func enlist(
    _ seq: Int64, _ name: Int64, _ subject: String?, _ hold: Hold, readyAt: Int64?
  ) throws(StorageError) {
    let add = try statement(.enlist)
    add.bind(seq, at: 1)
    add.bind(name, at: 2)
    add.bind(subject, at: 3)
    add.bind(hold.rawValue, at: 4)
    add.bind(readyAt, at: 5)
    try add.run()
  }

  func ids(of names: Set<String>?) throws(StorageError) -> Set<Int64>? {
    guard let names else { return nil }
    var ids: Set<Int64> = []
    for name in names.sorted() { ids.insert(try journal.id(of: name)) }
    return ids
  }

  func next(for owner: String) throws(StorageError) -> Timestamp? {
    let unread = try statement(.hasUnread)
    defer { unread.reset() }
    if try unread.step() { return Timestamp(microseconds: 0) }
    let find = try statement(.nextReady)
    defer { find.reset() }
    find.bind(owner, at: 1)
    return try find.step() ? Timestamp(microseconds: find.integer(0)) : nil
  }
}
