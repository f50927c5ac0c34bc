internal import CEL
internal import Host
internal import RulesEngine
internal import Store

/// `bylaw schedule`.
enum ScheduleCommand: Command {
  static let name = "schedule"
  static let summary = "Show when the schedules of a rulebook run next, also over changes of the clock"
  static let synopsis = "next [COUNT] [--rules DIR] [--name SCHEDULE] [--from INSTANT] [--db FILE]"
  static let details = """
    Lists the next runs in UTC and on the clock of the schedule's zone, and says where the clock changes that day.
    With --db the next run is the one the database waits for; a schedule such as `every: 1h` counts from there.
    """
  static let options = [
    Option(name: "rules", value: "DIR", help: "the rulebook's folder; the current folder by default"),
    Option(name: "name", value: "SCHEDULE", help: "of this schedule only"),
    Option(name: "from", value: "INSTANT", help: "from this time on; now by default"),
    Option(name: "db", value: "FILE", help: "the database with the timers"),
    Option(name: "format", value: "FORMAT", help: "how runs are printed", choices: ["human", "json", "csv"]),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.first == "next", arguments.operands.count <= 2 else {
      throw Failure.usage("say `schedule next`, and how many runs to list", self)
    }
    let count = try count(arguments)
    let rulebook = try GoodRulebook.load(arguments["rules"] ?? ".")
    let name = try arguments["name"].map { try schedule($0, rulebook) }
    let start = try from(arguments)
    let runs = rulebook.scheduledRuns(
      after: start, limit: count, of: name, armed: try armed(arguments, rulebook))
    var listing = Listing(
      format: Listing.Format(rawValue: arguments["format"] ?? "human") ?? .human,
      columns: ["at", "local", "timezone", "schedule", "remark"])
    for run in runs {
      listing.add([
        .text(run.at.description), .text(run.local), .text(run.timezone), .text(run.schedule),
        .text(run.remark),
      ])
    }
    listing.finish(empty: "no schedules")
    return Failure.clean
  }

  private static func count(_ arguments: Arguments) throws -> Int {
    guard arguments.operands.count == 2 else { return 10 }
    guard let count = Int(arguments.operands[1]), (1...10_000).contains(count) else {
      throw Failure.usage("the number of runs is 1 to 10,000, not \(arguments.operands[1])", self)
    }
    return count
  }

  private static func from(_ arguments: Arguments) throws -> Timestamp {
    guard let text = arguments["from"] else { return EngineClock.wallTime() }
    if let instant = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00Z") { return instant }
    throw Failure.usage(
      "--from is a date or an RFC 3339 time such as 2026-11-01T00:00:00Z, not \(text)", self)
  }

  private static func schedule(_ name: String, _ rulebook: Rulebook) throws -> String {
    let names = rulebook.scheduleNames.map { String($0.dropFirst(9)) }
    let id = name.hasPrefix("schedule/") ? String(name.dropFirst(9)) : name
    if names.contains(id) { return "schedule/\(id)" }
    let meant = Suggestion.best(for: id, among: names).map { "; did you mean \($0)?" } ?? ""
    throw Failure.couldNotRun("no schedule is called \(id)\(meant)")
  }

  /// The next runs that the database waits for.
  private static func armed(_ arguments: Arguments, _ rulebook: Rulebook) throws -> [String: Timestamp] {
    guard arguments["db"] != nil else { return [:] }
    let store = try Databases.open(arguments, self)
    var armed: [String: Timestamp] = [:]
    for name in rulebook.scheduleNames {
      armed[name] = try store.timer(name: name, key: "")?.fireAt
    }
    return armed
  }
}
