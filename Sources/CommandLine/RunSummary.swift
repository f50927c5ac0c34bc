internal import Host

/// What a run prints at its end.
enum RunSummary {
  static func text(_ summary: EventRun.Summary, _ seconds: Double, database: String) -> String {
    var rows = [["events processed", Console.grouped(summary.processed)]]
    if summary.duplicates > 0 { rows.append(["seen before", Console.grouped(summary.duplicates)]) }
    if summary.refused > 0 { rows.append(["refused", Console.grouped(summary.refused)]) }
    if summary.timers > 0 { rows.append(["timers fired", Console.grouped(summary.timers)]) }
    rows.append(["decisions", Console.grouped(summary.decisions)])
    rows.append(["definitions matched", Console.grouped(summary.matched)])
    rows.append(["actions", Console.grouped(summary.actions)])
    for (name, count) in summary.actionsByName.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      rows.append(["  \(name)", Console.grouped(count)])
    }
    if summary.errors > 0 { rows.append(["errors", Console.grouped(summary.errors)]) }
    var text = Console.table(rows, right: [1]) + "\n"
    if summary.refused > 0 {
      text += "The refused events are parked; see them with: bylaw log dead-letters --db \(database)\n"
    }
    if summary.errors > 0 { text += "See what went wrong with: bylaw log incidents --db \(database)\n" }
    if summary.wasStopped { text += "Stopped. Run the same command again to go on.\n" }
    return text
  }
}
