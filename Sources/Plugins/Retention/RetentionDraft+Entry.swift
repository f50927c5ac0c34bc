internal import CEL
internal import RulesEngine

extension RetentionDraft.Entry {
  /// Day of month, month and day of week of a cron expression. Where everybody has a clock of their own, each quarter of
  /// an hour of the window is looked at.
  var days: String {
    guard let date, !isPersonal else { return "* * *" }
    return "\(date.day) \(date.month) *"
  }

  /// The day and the time as a clock shows them: `2026-12-01T10:00`.
  var localText: String {
    let minutes = Int(time.seconds) / 60
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(date.map(\.description) ?? "")T\(padded(minutes / 60)):\(padded(minutes % 60))"
  }

  /// The hours in which some clock of the world shows the one time at which people enter.
  var window: Range<Timestamp>? {
    guard let date else { return nil }
    let local = Int64(date.daysSince1970) * 86_400 + Int64(time.seconds)
    let (first, last) = (local - 14 * 3_600, local + 12 * 3_600)
    return Timestamp(microseconds: first * 1_000_000)..<Timestamp(microseconds: last * 1_000_000 + 1)
  }
}
