internal import CEL
internal import RulesEngine

extension RetentionDraft.Entry {
  /// Day of month, month and day of week of a cron expression: every day, or the days that are that date somewhere.
  var days: String {
    guard let date else { return "* * *" }
    let dates = isPersonal ? [-1, 0, 1].map(date.adding) : [date]
    func list(_ numbers: [Int]) -> String { Set(numbers).sorted().map(String.init).joined(separator: ",") }
    return "\(list(dates.map(\.day))) \(list(dates.map(\.month))) *"
  }

  /// The day and the time as a clock shows them: `2026-12-01T10:00`.
  var localText: String {
    let minutes = Int(time.seconds) / 60
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(date.map(\.description) ?? "")T\(padded(minutes / 60)):\(padded(minutes % 60))"
  }

  /// A condition that holds around the one day only: a cron expression knows no years.
  func guarded(_ condition: Node, at place: Node) -> Node {
    guard let date else { return condition }
    var composed = ComposedExpression(at: place)
    composed.add(
      "now >= timestamp(\"\(date.adding(-1))T00:00:00Z\") && now < timestamp(\"\(date.adding(3))T00:00:00Z\") && ("
    )
    composed.add(condition)
    composed.add(")")
    return composed.node
  }
}

extension CivilDate {
  fileprivate func adding(_ days: Int) -> CivilDate { CivilDate(daysSince1970: daysSince1970 + days) }
}
