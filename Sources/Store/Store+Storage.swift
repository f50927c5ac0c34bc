public import CEL
public import RulesEngine

extension Store: Storage {
  /// Opens a write transaction.
  public func begin() throws(StorageError) { try journal.begin() }

  /// Makes everything since `begin` durable; on a failure nothing of it stays.
  public func commit() throws(StorageError) { try journal.commit() }

  /// Undoes everything since `begin`.
  public func rollback() { journal.rollback() }

  /// Runs `body` so that either all or none of its writes stay; calls may be nested.
  public func atomically<Result>(
    _ body: () throws(ProcessingError) -> Result
  ) throws(ProcessingError) -> Result {
    try journal.atomically(body)
  }

  /// Whether the table is one of our own: then a change of a row changes that row alone.
  public func isPlain(entity: Int) -> Bool { tables[entity].isOwn }

  /// Registers an event on `(source, id)`.
  public func admit(_ event: InboxEvent) throws(StorageError) -> Admission { try journal.admit(event) }

  /// Writes a decision with its actions and incidents.
  public func record(_ decision: DecisionRecord) throws(StorageError) { try journal.record(decision) }

  /// Parks what could not be processed, once for each content and code.
  public func deadLetter(_ letter: DeadLetter) throws(StorageError) { try journal.deadLetter(letter) }

  /// The last value stored for a score of one entity row.
  public func score(_ name: String, key: Value) throws(StorageError) -> StoredScore? {
    try journal.score(name, key: key)
  }

  /// Stores a score of one entity row.
  public func setScore(_ name: String, key: Value, to score: StoredScore) throws(StorageError) {
    try journal.setScore(name, key: key, to: score)
  }

  /// The segments the entity row is in, sorted by name.
  public func segments(entity: Int, key: Value) throws(StorageError) -> [String] {
    try journal.segments(entity: model.entities[entity].name, key: key)
  }

  /// Puts an entity row into a segment, or takes it out.
  public func setMembership(
    segment: String, entity: Int, key: Value, isMember: Bool, at: Timestamp
  ) throws(StorageError) {
    try journal.setMembership(
      segment: segment, entity: model.entities[entity].name, key: key, isMember: isMember, at: at)
  }

  /// Adds a timer, or moves the one with the same name and key.
  public func arm(_ timer: Timer) throws(StorageError) { try journal.arm(timer) }

  /// Removes a timer; false where there was none.
  @discardableResult
  public func disarm(name: String, key: String) throws(StorageError) -> Bool {
    try journal.disarm(name: name, key: key)
  }

  /// The timer with this name and key.
  public func timer(name: String, key: String) throws(StorageError) -> Timer? {
    try journal.timer(name: name, key: key)
  }

  /// The timer that falls due first, at or before `instant`.
  public func nextTimer(until instant: Timestamp) throws(StorageError) -> Timer? {
    try journal.nextTimer(until: instant)
  }

  /// The timers that have a `spec`, by ascending number, from behind `number` on.
  public func timersWithSpec(
    after number: Int64, limit: Int
  ) throws(StorageError) -> [(number: Int64, timer: Timer)] {
    try journal.timersWithSpec(after: number, limit: limit)
  }

  /// Adds an entry to a tally, and forgets those that nobody asks for any more.
  public func addTally(_ tally: Tally) throws(StorageError) { try journal.addTally(tally) }

  /// What the entries of a tally since an instant come to.
  public func tally(name: String, key: String, since: Timestamp) throws(StorageError) -> TallyTotal {
    try journal.tally(name: name, key: key, since: since)
  }

  /// A small remembered state; nil where nothing is remembered.
  public func mark(name: String, key: String) throws(StorageError) -> String? {
    try journal.mark(name: name, key: key)
  }

  /// Remembers a state; nil forgets it.
  public func setMark(name: String, key: String, to value: String?) throws(StorageError) {
    try journal.setMark(name: name, key: key, to: value)
  }
}

extension Store {
  /// Keeps a rulebook's files under its hash, so that its decisions can be explained later.
  public func remember(_ rulebook: Rulebook, at instant: Timestamp? = nil) throws(StorageError) {
    try remember(hash: rulebook.hash, files: rulebook.files.map { ($0.path, $0.text) }, at: instant)
    try journal.remember(rulebook.pinnedWorkflows)
    try journal.begin(rulebook.correlations)
  }

  /// The workflows that open runs began with, where they are kept.
  public func openWorkflows() throws(StorageError) -> [PinnedWorkflow] { try journal.openWorkflows() }

  /// Keeps files under a hash; files that are known already are replaced.
  public func remember(
    hash: String, files: [(path: String, text: String)], at instant: Timestamp? = nil
  ) throws(StorageError) {
    try journal.remember(hash: hash, files: files, at: instant)
  }

  /// The latest instant that anything was processed at; nil before the first. The engine's clock goes on from here.
  public func lastInstant() throws(StorageError) -> Timestamp? {
    try requireJournal()
    return try journal.lastInstant()
  }

  /// Keeps how far the clock has come where no event says so.
  public func setClock(_ instant: Timestamp) throws(StorageError) { try journal.setClock(instant) }

  /// A note of the program's own, such as the version of the time zones; nil when there is none.
  public func note(_ name: String) throws(StorageError) -> String? { try journal.meta("note." + name) }

  /// Keeps a note under a name.
  public func setNote(_ name: String, to text: String) throws(StorageError) {
    try journal.setMeta("note." + name, to: text)
  }

  /// Records something that a person or the program did.
  public func audit(_ entry: AuditEntry) throws(StorageError) { try journal.audit(entry) }
}
