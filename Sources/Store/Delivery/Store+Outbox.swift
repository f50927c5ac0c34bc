public import CEL
public import RulesEngine

extension Store: Outbox {
  /// A name for a host that none had before.
  public func enrol(_ name: String) throws(StorageError) -> String { try deliveries.enrol(name) }

  /// Begins to deliver as `owner`: what an earlier host had leased goes back, since only one process writes.
  public func takeOver(
    owner: String, delivering names: Set<String>?, at now: Timestamp
  ) throws(StorageError) {
    try deliveries.takeOver(owner: owner, delivering: names, at: now)
  }

  /// Leases up to `limit` actions that are due, the earliest first.
  public func claim(_ claim: Claim) throws(StorageError) -> [LeasedAction] { try deliveries.claim(claim) }

  /// Records what became of an attempt; false when the lease is no longer valid, and nothing was recorded.
  public func complete(
    _ lease: Lease, _ outcome: AttemptOutcome, at now: Timestamp
  ) throws(StorageError) -> Bool {
    try deliveries.complete(lease, outcome, at: now)
  }

  /// The instant at which something is due again; nil when nothing is.
  public func nextDelivery(for owner: String) throws(StorageError) -> Timestamp? {
    try deliveries.next(for: owner)
  }

  /// Makes what waits for a later attempt due at once where the clock was set back since the last one.
  public func clockWentBack(to now: Timestamp) throws(StorageError) {
    try deliveries.clockWentBack(to: now)
  }

  /// Takes back what nobody has begun to deliver; nothing where nobody ever delivered from here.
  public func takeBack(
    _ reach: WithdrawalReach, reason: String, at now: Timestamp
  ) throws(StorageError) -> [WithdrawnAction] {
    try deliveries.takeBack(reach, reason: reason)
  }

  /// The decisions whose actions of a definition about a subject could still be taken back.
  public func undelivered(
    by definition: String, subject: String, limit: Int
  ) throws(StorageError) -> [Int64] {
    try deliveries.undelivered(by: definition, subject: subject, limit: limit)
  }

  /// Takes back actions that were not delivered yet; gives their keys.
  public func withdraw(_ withdrawal: Withdrawal, at now: Timestamp) throws(StorageError) -> [String] {
    try deliveries.withdraw(withdrawal, at: now)
  }
}
