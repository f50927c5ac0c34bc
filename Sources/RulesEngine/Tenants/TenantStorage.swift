package import CEL

/// What one tenant sees and changes of a storage. Everything that is decided for a tenant goes through here, so no
/// definition can reach past it.
///
/// - Of an entity with a tenant column only the tenant's own rows are there; new rows get the tenant.
/// - What is remembered between events (timers, tallies, marks, waits, runs, scores, segments) is kept under names of
///   its own.
///
/// Without a tenant, for the head office, it is the storage itself.
package final class TenantStorage: Storage {
  let base: any Storage
  let model: Model
  /// Whose decisions are made at the moment; nil for the head office.
  var tenant: String?

  package init(_ base: any Storage, model: Model, tenant: String? = nil) {
    self.base = base
    self.model = model
    self.tenant = tenant
  }

  func kept(_ name: String) -> String { TenantName.kept(name, of: tenant) }

  package func begin() throws(StorageError) { try base.begin() }
  package func commit() throws(StorageError) { try base.commit() }
  package func rollback() { base.rollback() }

  package func atomically<Result>(
    _ body: () throws(ProcessingError) -> Result
  ) throws(ProcessingError) -> Result { try base.atomically(body) }
}

// MARK: The journal

extension TenantStorage {
  package func admit(_ event: InboxEvent) throws(StorageError) -> Admission { try base.admit(event) }
  package func record(_ decision: DecisionRecord) throws(StorageError) { try base.record(decision) }
  package func deadLetter(_ letter: DeadLetter) throws(StorageError) { try base.deadLetter(letter) }
}

// MARK: Taking back

extension TenantStorage {
  package func takeBack(
    _ reach: WithdrawalReach, reason: String, at now: Timestamp
  ) throws(StorageError) -> [WithdrawnAction] {
    try base.takeBack(reach, reason: reason, at: now)
  }

  /// Of what definitions of the same name asked for, only the tenant's own.
  package func undelivered(
    by definition: String, subject: String, limit: Int
  ) throws(StorageError) -> [Int64] {
    var own: [Int64] = []
    for decision in try base.undelivered(by: definition, subject: subject, limit: limit)
    where try base.event(decision)?.tenant == tenant { own.append(decision) }
    return own
  }
}

// MARK: Derived state

extension TenantStorage {
  package func score(_ name: String, key: Value) throws(StorageError) -> StoredScore? {
    try base.score(kept(name), key: key)
  }

  package func setScore(_ name: String, key: Value, to score: StoredScore) throws(StorageError) {
    try base.setScore(kept(name), key: key, to: score)
  }

  package func segments(entity: Int, key: Value) throws(StorageError) -> [String] {
    try base.segments(entity: entity, key: key).compactMap { known in
      let (name, owner) = TenantName.split(known)
      return owner == tenant ? name : nil
    }
  }

  package func setMembership(
    segment: String, entity: Int, key: Value, isMember: Bool, at: Timestamp
  ) throws(StorageError) {
    try base.setMembership(segment: kept(segment), entity: entity, key: key, isMember: isMember, at: at)
  }
}

// MARK: Timers

extension TenantStorage {
  package func arm(_ timer: Timer) throws(StorageError) {
    var timer = timer
    timer.name = kept(timer.name)
    try base.arm(timer)
  }

  @discardableResult
  package func disarm(name: String, key: String) throws(StorageError) -> Bool {
    try base.disarm(name: kept(name), key: key)
  }

  package func timer(name: String, key: String) throws(StorageError) -> Timer? {
    guard var timer = try base.timer(name: kept(name), key: key) else { return nil }
    timer.name = name
    return timer
  }

  /// The timers of all: what is due next is for the driver of time, not for a tenant.
  package func nextTimer(until instant: Timestamp) throws(StorageError) -> Timer? {
    try base.nextTimer(until: instant)
  }

  package func timersWithSpec(
    after number: Int64, limit: Int
  ) throws(StorageError) -> [(number: Int64, timer: Timer)] {
    try base.timersWithSpec(after: number, limit: limit)
  }

  package func removeTimers(name: String, keyPrefix: String) throws(StorageError) {
    try base.removeTimers(name: kept(name), keyPrefix: keyPrefix)
  }
}

// MARK: Tallies and marks

extension TenantStorage {
  package func addTally(_ tally: Tally) throws(StorageError) {
    var tally = tally
    tally.name = kept(tally.name)
    try base.addTally(tally)
  }

  package func tally(name: String, key: String, since: Timestamp) throws(StorageError) -> TallyTotal {
    try base.tally(name: kept(name), key: key, since: since)
  }

  package func mark(name: String, key: String) throws(StorageError) -> String? {
    try base.mark(name: kept(name), key: key)
  }

  package func setMark(name: String, key: String, to value: String?) throws(StorageError) {
    try base.setMark(name: kept(name), key: key, to: value)
  }
}
