internal import CEL
internal import RulesEngine
internal import Store

/// `bylaw log`.
enum LogCommand: Command {
  static let name = "log"
  static let summary =
    "List what a database holds: decisions, events, actions, timers, incidents, dead letters"
  static let synopsis = "\(kinds.joined(separator: "|")) --db FILE [--format human|json|csv] [filters]"
  static let details = "Newest first. Works while another process writes to the database."
  static let options = [
    Option(name: "db", value: "FILE", help: "the database"),
    Option(
      name: "format", value: "FORMAT", help: "how entries are printed", choices: ["human", "json", "csv"]),
    Option(name: "since", value: "INSTANT", help: "from this time on"),
    Option(name: "until", value: "INSTANT", help: "before this time"),
    Option(name: "subject", value: "ID", help: "of this subject only"),
    Option(name: "type", value: "TYPE", help: "of this type of event only"),
    Option(name: "name", value: "NAME", help: "of this action, timer, definition or verb only"),
    Option(name: "state", value: "STATE", help: "in this state only, such as pending or open"),
    Option(name: "limit", value: "COUNT", help: "at most this many"),
    Option(name: "oldest-first", value: nil, help: "in the order in which things happened"),
  ]

  static let kinds = [
    "decisions", "events", "actions", "runs", "timers", "incidents", "audit", "dead-letters",
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard let kind = arguments.operands.first, arguments.operands.count == 1, kinds.contains(kind) else {
      let meant = arguments.operands.first.flatMap { Suggestion.best(for: $0, among: kinds) }
      let hint = meant.map { "; did you mean \($0)?" } ?? ""
      throw Failure.usage("say what to list: \(kinds.joined(separator: ", "))\(hint)", self)
    }
    let store = try Databases.open(arguments, self)
    let format = Listing.Format(rawValue: arguments["format"] ?? "human") ?? .human
    try list(kind, store, try filter(arguments), format)
    return Failure.clean
  }

  private static func filter(_ arguments: Arguments) throws -> LogFilter {
    var filter = LogFilter()
    filter.since = try instant("since", arguments)
    filter.until = try instant("until", arguments)
    filter.subject = arguments["subject"]
    filter.type = arguments["type"]
    filter.name = arguments["name"]
    filter.state = arguments["state"]
    filter.newestFirst = !arguments.has("oldest-first")
    if let text = arguments["limit"] {
      guard let limit = Int(text), limit > 0 else {
        throw Failure.usage("--limit is a positive number, not \(text)", self)
      }
      filter.limit = limit
    }
    return filter
  }

  private static func instant(_ name: String, _ arguments: Arguments) throws -> Timestamp? {
    guard let text = arguments[name] else { return nil }
    if let instant = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00Z") { return instant }
    throw Failure.usage(
      "--\(name) is a date or an RFC 3339 time such as 2026-11-01T00:00:00Z, not \(text)", self)
  }

  private static func list(
    _ kind: String, _ store: Store, _ filter: LogFilter, _ format: Listing.Format
  ) throws {
    switch kind {
    case "decisions": try decisions(store, filter, format)
    case "events": try events(store, filter, format)
    case "actions": try actions(store, filter, format)
    case "timers": try timers(store, filter, format)
    case "incidents": try incidents(store, filter, format)
    case "audit": try audit(store, filter, format)
    case "dead-letters": try deadLetters(store, filter, format)
    default: try runs(store, filter, format)
    }
  }
}

/// Opens databases for commands that only read.
enum Databases {
  static func open(_ arguments: Arguments, _ command: any Command.Type) throws -> Store {
    let path = try arguments.required("db", command)
    guard let currency = Currency(code: "USD") else { throw Failure.exit(Failure.unable) }
    return try Store(path: path, model: Model(), currency: currency, mode: .readOnly)
  }
}
