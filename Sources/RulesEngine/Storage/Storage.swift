public import CEL

/// What deciding needs of the place where the customer model and the journal live.
///
/// All calls between `begin` and `commit` are one transaction; a store never commits by itself. One store
/// serves one thread at a time. Values cross typed: a `nil` value is SQL NULL and reads as missing.
public protocol Storage: RunStorage {
  // MARK: Transactions

  /// Opens a write transaction.
  func begin() throws(StorageError)
  /// Makes everything since `begin` durable. When it returns, it has happened.
  func commit() throws(StorageError)
  /// Undoes everything since `begin`.
  func rollback()
  /// Runs `body` so that either all or none of its writes stay in the open transaction.
  func atomically<Result>(_ body: () throws(ProcessingError) -> Result) throws(ProcessingError) -> Result

  // MARK: The customer model

  /// The columns of the row of `entity` with this key, in the order of the entity's fields; nil where there
  /// is none.
  func row(entity: Int, key: Value) throws(StorageError) -> [Value?]?
  /// The value of an aggregate for the rows that point at `key`; nil when it has none (max of no rows).
  func aggregate(_ aggregate: Aggregate, key: Value, now: Timestamp) throws(StorageError) -> Value?
  /// The values of an aggregate for all keys at once; nil where that is not done, and each key is asked for.
  func aggregates(_ aggregate: Aggregate, now: Timestamp) throws(StorageError) -> AggregateTable?
  /// The rows of an entity that match, all columns, ordered by key.
  func rows(_ query: RowQuery, now: Timestamp) throws(StorageError) -> [[Value?]]
  /// Whether a change of a row of the entity changes nothing else, and reads back as it was written. Not so for
  /// views, tables with triggers, and tables whose columns convert what they are given.
  func isPlain(entity: Int) -> Bool
  /// Writes one change. Returns how many rows it touched.
  @discardableResult
  func write(_ change: RowChange) throws(StorageError) -> Int

  // MARK: The journal

  /// Registers an event on `(source, id)`.
  func admit(_ event: InboxEvent) throws(StorageError) -> Admission
  /// Writes a decision with its actions; returns its number.
  func record(_ decision: DecisionRecord) throws(StorageError)
  /// Parks what could not be processed. The same bytes with the same code are parked once.
  func deadLetter(_ letter: DeadLetter) throws(StorageError)

  /// Takes back actions of earlier decisions that nobody has begun to deliver. What is out just now stays.
  ///
  /// - Returns: what will not be delivered; nothing where nobody delivers from this storage, since the actions were
  ///   handed out with their decisions then.
  func takeBack(_ reach: WithdrawalReach, reason: String, at now: Timestamp) throws(StorageError)
    -> [WithdrawnAction]
  /// The decisions whose actions of a definition about a subject could still be taken back, ascending; at most `limit`.
  func undelivered(by definition: String, subject: String, limit: Int) throws(StorageError) -> [Int64]

  // MARK: Derived state

  /// The last value stored for a score of one entity row.
  func score(_ name: String, key: Value) throws(StorageError) -> StoredScore?
  func setScore(_ name: String, key: Value, to score: StoredScore) throws(StorageError)
  /// The segments the entity row is in, by name, sorted.
  func segments(entity: Int, key: Value) throws(StorageError) -> [String]
  func setMembership(segment: String, entity: Int, key: Value, isMember: Bool, at: Timestamp)
    throws(StorageError)

  // MARK: Timers

  /// Adds a timer, or moves the one with the same name and key.
  func arm(_ timer: Timer) throws(StorageError)
  /// Removes a timer; false where there was none.
  @discardableResult
  func disarm(name: String, key: String) throws(StorageError) -> Bool
  /// The timer with this name and key.
  func timer(name: String, key: String) throws(StorageError) -> Timer?
  /// The timer that falls due first, at or before `instant`; order: due time, higher priority, number.
  func nextTimer(until instant: Timestamp) throws(StorageError) -> Timer?
  /// The timers that have a `spec`, by ascending number, from behind `number` on; at most `limit`.
  func timersWithSpec(after number: Int64, limit: Int) throws(StorageError) -> [(number: Int64, timer: Timer)]

  // MARK: Tallies and marks

  /// Adds an entry to a tally, and forgets those of its name and key that nobody asks for any more.
  func addTally(_ tally: Tally) throws(StorageError)
  /// What the entries of a name and key come to that happened at `since` or later.
  func tally(name: String, key: String, since: Timestamp) throws(StorageError) -> TallyTotal
  /// A small remembered state, such as the side a value was last seen on; nil where nothing is remembered.
  func mark(name: String, key: String) throws(StorageError) -> String?
  /// Remembers a state; nil forgets it.
  func setMark(name: String, key: String, to value: String?) throws(StorageError)
}

extension Storage {
  /// By default each key is asked for.
  public func aggregates(_ aggregate: Aggregate, now: Timestamp) throws(StorageError) -> AggregateTable? {
    nil
  }

  /// By default nothing is taken for granted.
  public func isPlain(entity: Int) -> Bool { false }
}

/// An aggregate for many keys at one instant.
public struct AggregateTable: Sendable {
  /// The values by the text of the key.
  public var values: [String: Value]
  /// The value for every other key, such as 0 for a count.
  public var otherwise: Value?

  public init(values: [String: Value], otherwise: Value?) {
    self.values = values
    self.otherwise = otherwise
  }
}

/// Rows of one entity that match equalities and a filter.
public struct RowQuery: Sendable {
  /// The position of the entity in the model.
  public var entity: Int
  /// Columns that must equal a value; nil matches SQL NULL.
  public var equal: [(column: Int, value: Value?)]
  /// A condition the rows have to fulfil besides; nil takes all.
  public var filter: RowFilter?
  /// At most this many rows.
  public var limit: Int?
  /// Whether only the key of each row is wanted; the other columns are then nil.
  public var keysOnly = false

  public init(
    entity: Int, equal: [(column: Int, value: Value?)] = [], filter: RowFilter? = nil, limit: Int? = nil
  ) {
    self.entity = entity
    self.equal = equal
    self.filter = filter
    self.limit = limit
  }
}

/// What became of an event at the inbox.
public enum Admission: Sendable, Equatable {
  /// It is new; its number in the journal.
  case new(Int64)
  /// It was processed before, with the same content.
  case duplicate
  /// Another event came with the same source and id.
  case conflict
}
