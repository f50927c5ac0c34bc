internal import CEL

/// `schedule: daily-reminders`: a source of events.
struct Schedule: Sendable {
  enum Rhythm: Sendable {
    case cron(CronExpression)
    case interval(Duration)
  }

  var definition: Int
  var rhythm: Rhythm
  var timezone: String
  /// One event per row of the entity for which the condition holds; it reads the entity's slots.
  var forEach: (entity: Int, condition: Program)?
  var emit: Int
  var data: [(name: String, value: ValuePlan)]
}
