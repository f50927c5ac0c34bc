/// A failure of the place where the customer model and the journal live.
public struct StorageError: Error, Sendable, Equatable {
  /// What kind of failure it is; decides whether trying again can help.
  public enum Kind: String, Sendable {
    case busy, readOnly, full, inputOutput, corrupt, notADatabase, newerSchema, constraint, schema, other
    /// A row that belongs to another tenant.
    case tenant
  }

  /// What kind of failure it is.
  public var kind: Kind
  /// Says what happened, where, and what to do.
  public var message: String

  /// Makes an error from what happened, where, and what to do.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

/// Why an event could not be processed.
public enum ProcessingError: Error, Sendable {
  /// The event itself is at fault: it is parked and the others go on.
  case refused(code: String, message: String)
  /// A definition could not be carried out: what it did is undone, the error is recorded, and the others go
  /// on.
  case definition(DecisionError)
  /// The store failed: nothing of the event stays, and it can be tried again.
  case storage(StorageError)
}
