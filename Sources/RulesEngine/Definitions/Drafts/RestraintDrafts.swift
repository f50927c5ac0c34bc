package import CEL

/// `cooldown: 30d`, or `cooldown: { for: 30d, key: [customer.id, event.provider_id] }`: a pause after each time a
/// definition was carried out.
package struct CooldownDraft: Sendable {
  package var length: Duration
  /// What is paused for; the event's subject where it is empty.
  package var key: [Node]
  package var span: SourceSpan

  package init(length: Duration, key: [Node], span: SourceSpan) {
    self.length = length
    self.key = key
    self.span = span
  }
}

/// `cap: { at_most: 2, per: 7d }`: how often definitions are carried out in a stretch of time.
package struct CapDraft: Sendable {
  package enum Period: Sendable, Equatable {
    /// The time up to now.
    case sliding(Duration)
    /// From the start of the day, the week (Monday) or the month on the clock of a zone.
    case day, week, month
  }

  package var atMost: Int
  package var period: Period
  /// Whose count it is; the event's subject where it is not said.
  package var by: Node?
  /// Definitions with the same scope share a count; nil for a count of its own.
  package var scope: Located<String>?
  /// A zone or an expression that gives one; the rulebook's where it is not said.
  package var timezone: Node?
  package var span: SourceSpan

  package init(atMost: Int, period: Period, span: SourceSpan) {
    self.atMost = atMost
    self.period = period
    self.span = span
  }
}
