internal import CEL
public import RulesEngine
internal import Store

/// An action whose delivery has come to its end.
public struct SettledAction: Sendable {
  /// The action, with its number in the outbox.
  public var action: LeasedAction
  /// How it ended: delivered, or given up.
  public var outcome: AttemptOutcome
}

extension Engine {
  /// Records what became of an attempt, in the open batch. When that was the last one, `onSettled` is told in the same
  /// batch.
  ///
  /// - Returns: false when the lease was no longer valid, and nothing was recorded.
  func settle(_ action: LeasedAction, _ outcome: AttemptOutcome, at now: Timestamp) throws -> Bool {
    guard try store.complete(action.lease, outcome, at: now) else { return false }
    switch outcome {
    case .delivered(let result):
      try wakeRuns(action, "delivered", result, now)
    case .gaveUp(_, let how):
      // A run goes on only where nobody is asked to try again.
      if how.then != .incident {
        try wakeRuns(action, how.then == .proceed ? "given up" : "failed", nil, now)
      }
    case .retry, .interrupted: return true
    }
    try onSettled?(SettledAction(action: action, outcome: outcome))
    return true
  }
}
