/// Why an event led to what it led to: every definition that answers the event, with its reason.
public struct Explanation: Sendable {
  /// What became of one definition.
  public enum Outcome: String, Sendable {
    case matched
    case shadow
    case failed
    case conditionFalse = "condition false"
    case missing = "something missing"
    case notInEffect = "not in effect"
    case notRolledOut = "not in its share"
    case heldBack = "held back"
    case groupTaken = "its group was taken"
    case noRow = "no row fits"
    /// It looked at the event, and there was nothing for it to do.
    case nothingToDo = "nothing to do"
    /// The event took back what it had asked for before.
    case tookBack = "took back"
  }

  /// One definition with its reason.
  public struct Item: Sendable {
    /// Such as `rule/thank-vip`.
    public var definition: String
    public var description: String?
    /// Where the definition is written.
    public var span: SourceSpan
    /// What became of it.
    public var outcome: Outcome
    /// The parts of the condition with their values, or why there is nothing to show.
    public var reasons: [Reason]
    /// The actions it asked for; in shadow, those it would have asked for.
    public var actions: [OutboxAction]
    /// What its code had to say about how it decided.
    public var notes: [DecisionNote] = []
  }

  /// One line of a reason.
  public struct Reason: Sendable, Equatable {
    /// A part of the condition with its values, such as `customer.jobs_90d (2) >= 3 → false`.
    public var text: String
    /// Whether the part is true; nil where it is missing, failed or no condition.
    public var holds: Bool?
  }

  /// The definitions in firing order: by priority, then file order.
  public var items: [Item]
}
