internal import CEL

/// What one event led to.
public struct Decision: Sendable {
  /// The event, as it was read.
  public var event: IncomingEvent
  /// What the journal keeps of the decision: what matched, the actions, the errors and the facts read.
  public var record: DecisionRecord
  /// The parts of definitions that counted; the journal does not keep them.
  package var uses: [CodePart.Use] = []

  public init(event: IncomingEvent, record: DecisionRecord) {
    self.event = event
    self.record = record
  }

  /// The name of the decision, such as `d-17`; `d-preview` for one that is not recorded.
  public var id: String { record.number == 0 ? "d-preview" : "d-\(record.number)" }
}

/// What became of an event that was handed in.
public enum ProcessingOutcome: Sendable {
  /// It was decided, and so were the events it emitted, in this order.
  case decided([Decision])
  /// It was processed before; nothing was done.
  case duplicate
}
