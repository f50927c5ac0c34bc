public import CEL

/// The actions that wait to be delivered, shared by one or more hosts.
///
/// A host leases what is due, hands it to a handler, and says what became of it. Of one subject only one action is out
/// at a time, the earliest: an action whose attempt failed holds up the later ones of its subject until it is
/// delivered or given up. A lease has a number that only grows; what is said under an earlier number of the same
/// action is refused, so a host that was thought dead cannot undo what another one did since. All calls belong into a
/// transaction of the caller.
public protocol Outbox: AnyObject {
  /// A name for a host that none had before, such as `shop#17`.
  func enrol(_ name: String) throws(StorageError) -> String
  /// Begins to deliver as `owner`, when no other host does: what others had leased goes back, and what has no handler
  /// is put aside without holding up others. Called again when the handlers change.
  ///
  /// - Parameter names: the actions that are delivered; nil for all.
  func takeOver(owner: String, delivering names: Set<String>?, at now: Timestamp) throws(StorageError)
  /// Leases up to `limit` actions that are due, the earliest first.
  func claim(_ claim: Claim) throws(StorageError) -> [LeasedAction]
  /// Records what became of an attempt.
  ///
  /// - Returns: false when the lease is no longer valid; then nothing was recorded.
  func complete(_ lease: Lease, _ outcome: AttemptOutcome, at now: Timestamp) throws(StorageError) -> Bool
  /// The instant at which something is due again; nil when nothing is.
  func nextDelivery(for owner: String) throws(StorageError) -> Timestamp?
  /// Makes what waits for a later attempt due at once where the clock was set back since the last one.
  func clockWentBack(to now: Timestamp) throws(StorageError)
  /// Takes back actions that were not delivered yet. What is out just now can no longer be taken back.
  ///
  /// - Returns: the keys of those that will not be delivered.
  func withdraw(_ withdrawal: Withdrawal, at now: Timestamp) throws(StorageError) -> [String]
}

/// A wish for actions to deliver.
public struct Claim: Sendable {
  /// Who asks.
  public var owner: String
  /// How long the actions are theirs.
  public var lease: Duration
  /// At most so many.
  public var limit: Int
  /// The present.
  public var now: Timestamp
  /// The actions that are delivered; nil for all.
  public var names: Set<String>?

  public init(owner: String, lease: Duration, limit: Int, now: Timestamp, names: Set<String>? = nil) {
    self.owner = owner
    self.lease = lease
    self.limit = limit
    self.now = now
    self.names = names
  }
}

/// The right to deliver one action for a while.
public struct Lease: Sendable, Hashable {
  /// The number of the action in the outbox.
  public var number: Int64
  /// Which attempt this is, of all there ever were: it only grows.
  public var attempt: Int
  /// Whose it is.
  public var owner: String

  public init(number: Int64, attempt: Int, owner: String) {
    self.number = number
    self.attempt = attempt
    self.owner = owner
  }
}

/// An action to deliver now.
public struct LeasedAction: Sendable {
  /// The right to deliver it.
  public var lease: Lease
  /// The action, with its key.
  public var action: OutboxAction
  /// Which attempt this is, counted from 1 since the action was last put up for delivery.
  public var tries: Int
  /// When the first of these attempts began.
  public var firstTriedAt: Timestamp

  public init(lease: Lease, action: OutboxAction, tries: Int, firstTriedAt: Timestamp) {
    self.lease = lease
    self.action = action
    self.tries = tries
    self.firstTriedAt = firstTriedAt
  }
}

/// What became of one attempt.
public enum AttemptOutcome: Sendable, Equatable {
  /// The handler did it; what it answered, as JSON.
  case delivered(result: [UInt8]?)
  /// It failed and is tried again.
  case retry(DeliveryFailure, at: Timestamp)
  /// It failed for good.
  case gaveUp(DeliveryFailure, GivenUp)
  /// Nobody knows: the host stopped meanwhile. It does not count as a failure.
  case interrupted

  /// How a delivery was given up.
  public struct GivenUp: Sendable, Equatable {
    /// Whether the attempts were used up; otherwise trying again could not help.
    public var isExhausted: Bool
    /// What follows.
    public var then: RetryPolicy.OnExhausted

    public init(isExhausted: Bool, then: RetryPolicy.OnExhausted) {
      self.isExhausted = isExhausted
      self.then = then
    }
  }
}

/// Which actions to take back, and why. An action has to fulfil everything that is given.
public struct Withdrawal: Sendable {
  /// Their keys.
  public var keys: Set<String>?
  /// The decision they are of: the fastest way to find them.
  public var decision: Int64?
  /// The subject they are about.
  public var subject: String?
  /// The definition that asked for them.
  public var by: String?
  /// Why they are taken back.
  public var reason: String

  public init(
    keys: Set<String>? = nil, decision: Int64? = nil, subject: String? = nil, by: String? = nil,
    reason: String
  ) {
    self.keys = keys
    self.decision = decision
    self.subject = subject
    self.by = by
    self.reason = reason
  }
}
