internal import CEL
internal import Host
internal import RulesEngine
internal import Store

/// `bylaw status`.
enum StatusCommand: Command {
  static let name = "status"
  static let summary = "Show how a database stands: incidents, counts, what waits"
  static let synopsis = "--db FILE"
  static let details = "Works while another process writes to the database."
  static let options = [Option(name: "db", value: "FILE", help: "the database")]

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.isEmpty else { throw Failure.usage("status takes no words, only --db", self) }
    let store = try Databases.open(arguments, self)
    let status = try store.status(at: EngineClock.wallTime())
    var rows: [[String]] = []
    func row(_ name: String, _ count: Int, _ remark: String? = nil) {
      rows.append([name, Console.grouped(count), remark ?? ""])
    }
    row("open incidents", status.openIncidents, status.openIncidents > 0 ? "bylaw incident list" : nil)
    row("dead letters", status.deadLetters)
    row("events", status.events, status.lastInstant.map { "last at \($0)" })
    row("decisions", status.decisions, status.rulebook.map { "rulebook \($0.prefix(12))" })
    row("actions to deliver", status.actions[.pending] ?? 0, status.oldestPending.map { "oldest of \($0)" })
    if status.retrying > 0 { row("  trying again", status.retrying) }
    if status.held > 0 { row("  held", status.held) }
    if status.withoutHandler > 0 { row("  without a handler", status.withoutHandler) }
    for state in DeliveryState.allCases where state != .pending {
      if let count = status.actions[state], count > 0 { row("actions \(state.rawValue)", count) }
    }
    for state in RunRecord.Status.allCases {
      if let count = status.runs[state], count > 0 { row("runs \(state.rawValue)", count) }
    }
    row("timers", status.timers, status.nextTimer.map { "next at \($0)" })
    if status.overdueTimers > 0 {
      row("timers overdue", status.overdueTimers, "they fire when a host runs on this database")
    }
    row("database KiB", Int((status.fileBytes + status.logBytes) / 1024), "schema \(status.schemaVersion)")
    Console.print(Console.table(rows, right: [1]))
    for (name, note) in [("host", "serve"), ("rulebook", "serve.reload")] {
      if let text = try store.note(note), let line = Self.line(text) { Console.print("\(name): \(line)") }
    }
    return Failure.clean
  }

  /// What a host has noted about itself, in words.
  private static func line(_ text: String) -> String? {
    guard let note = try? JSON(parsing: Array(text.utf8), maxDepth: 8, maxBytes: 1 << 20),
      let event = note["event"]?.stringValue, let at = note["at"]?.stringValue
    else { return nil }
    var line = "\(event) at \(at)"
    if case .number(let process)? = note["process"], event == "started" { line += ", process \(process)" }
    if let hash = note["rulebook"]?.stringValue { line += ", rulebook \(hash.prefix(12))" }
    return line
  }
}
