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
    case groupTaken = "its group was taken"
    case noRow = "no row fits"
  }

  /// One definition with its reason.
  public struct Item: Sendable {
    /// Such as `rule/thank-vip`.
    public var definition: String
    public var description: String?
    public var span: SourceSpan
    public var outcome: Outcome
    /// The parts of the condition with their values, or why there is nothing to show.
    public var reasons: [Reason]
    public var actions: [OutboxAction]
  }

  /// One line of a reason.
  public struct Reason: Sendable, Equatable {
    /// Such as `customer.jobs_90d (2) >= 3`.
    public var text: String
    /// What it came to; nil where it was not needed.
    public var result: String?

    public init(text: String, result: String?) {
      self.text = text
      self.result = result
    }
  }

  public var items: [Item]
}
