public import CEL

/// Something that happened and is counted: one entry of a tally.
public struct Tally: Sendable, Equatable {
  /// What is counted, such as `cap/notifications`.
  public var name: String
  /// Whose count it is.
  public var key: String
  /// When it happened.
  public var at: Timestamp
  /// How much it adds to the sum; 1 for counting.
  public var amount: Decimal
  /// How long an entry is asked for at most; older ones of the same name and key may be deleted.
  public var keep: Duration

  public init(name: String, key: String, at: Timestamp, amount: Decimal = Decimal(1), keep: Duration) {
    self.name = name
    self.key = key
    self.at = at
    self.amount = amount
    self.keep = keep
  }
}

/// What the entries of a tally come to.
public struct TallyTotal: Sendable, Equatable {
  /// How many there are.
  public var count: Int
  /// Their exact sum.
  public var sum: Decimal
  /// When the latest of them happened; nil when there is none.
  public var latest: Timestamp?

  public init(count: Int = 0, sum: Decimal = Decimal(0), latest: Timestamp? = nil) {
    self.count = count
    self.sum = sum
    self.latest = latest
  }

  /// Adds an entry.
  ///
  /// - Throws: `constraint` when the sum has more digits than a decimal can hold.
  public mutating func add(_ amount: Decimal, at instant: Timestamp) throws(StorageError) {
    guard let total = sum.adding(amount) else {
      throw StorageError(.constraint, "the sum of a tally has too many digits")
    }
    count += 1
    sum = total
    latest = max(latest ?? instant, instant)
  }
}
