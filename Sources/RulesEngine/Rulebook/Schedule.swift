public import CEL

/// `schedule: daily-reminders`: a source of events.
public struct Schedule: Sendable {
  public enum Rhythm: Sendable {
    case cron(CronExpression)
    case interval(Duration)
  }

  public var definition: Int
  public var rhythm: Rhythm
  public var timezone: String
  /// One event per row of the entity for which the condition holds; it reads the entity's slots.
  public var forEach: (entity: Int, condition: Program)?
  public var emit: Int
  public var data: [(name: String, value: ValuePlan)]
}
