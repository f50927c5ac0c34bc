/// Which actions a decision takes back.
public enum WithdrawalReach: Sendable, Equatable {
  /// What a run asked for.
  case run(Int64)
  /// What a definition with `until` asked for in one decision about a subject.
  case definition(String, subject: String, decision: Int64)
}

/// An action that was taken back.
public struct WithdrawnAction: Sendable, Equatable {
  /// The number of the decision that asked for it.
  public var decision: Int64
  /// The declared name of the action.
  public var name: String
  /// Its key.
  public var key: String
  /// Whether it was tried before: then nobody can say that it did not happen.
  public var wasTried: Bool

  public init(decision: Int64, name: String, key: String, wasTried: Bool) {
    self.decision = decision
    self.name = name
    self.key = key
    self.wasTried = wasTried
  }
}
