internal import CEL
internal import Host
internal import RulesEngine
internal import Store

/// `bylaw runs`.
enum RunsCommand: Command {
  static let name = "runs"
  static let summary = "Cancel, retry, change or move runs of workflows, or let them begin for earlier events"
  static let synopsis = "VERB [r-NUMBER]... --db FILE --reason TEXT [--all filters]"
  static let details = """
    cancel and fail undo what the run did, with its `compensate` steps; kill does not. retry and skip go on where an
    incident stopped the run. rerun begins again with the event that triggered the run. set r-NUMBER NAME=VALUE gives
    variables other values. migrate lets runs go on with the current version of their workflow, as its `migrate:` says.
    backfill --workflow NAME --from INSTANT lets a workflow begin for events that came before it was there. migrate and
    backfill need --rules, try it out in a copy first, and tell what would happen; --yes does it.
    Things are asked for here, and done by the host that writes to the database: bylaw serve within a second, or the
    next bylaw run. See bylaw log runs, bylaw log audit, and bylaw explain r-NUMBER.
    """
  static let options = [
    Option(name: "db", value: "FILE", help: "the database"),
    Option(name: "rules", value: "DIR", help: "the rulebook's folder, for migrate and backfill"),
    Option(name: "all", value: nil, help: "all runs that fit --workflow, --status and --subject"),
    Option(name: "workflow", value: "NAME", help: "of this workflow only, such as workflow/ticket-follow-up"),
    Option(name: "status", value: "STATUS", help: "of this status only, such as incident"),
    Option(name: "subject", value: "ID", help: "of this subject only"),
    Option(name: "from", value: "INSTANT", help: "backfill: events of this time and later"),
    Option(name: "to", value: "INSTANT", help: "backfill: events before this time"),
    Option(name: "reason", value: "TEXT", help: "why; kept with what is done"),
    Option(name: "who", value: "NAME", help: "who asks; the user otherwise"),
    Option(name: "yes", value: nil, help: "do it, without asking for several at once"),
  ]
  private static var verbs: [String] { RunOperation.simple.map(\.name) + ["set", "migrate", "backfill"] }

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard let word = arguments.operands.first, verbs.contains(word) else {
      let meant = arguments.operands.first.flatMap { Suggestion.best(for: $0, among: verbs) }
      throw Failure.usage(
        "say what to do: \(verbs.joined(separator: ", "))" + (meant.map { "; did you mean \($0)?" } ?? ""),
        self)
    }
    switch word {
    case "migrate": return try migrate(arguments)
    case "backfill": return try backfill(arguments)
    case "set": return try set(arguments)
    default: break
    }
    guard let operation = RunOperation(name: word, detail: nil) else { return Failure.wrongUsage }
    _ = try reason(arguments)
    let store = try store(arguments)
    let chosen = try runs(arguments, store, operation)
    guard !chosen.isEmpty else {
      Console.print("no runs fit; nothing was asked for")
      return Failure.clean
    }
    guard chosen.count == 1 && !arguments.has("all") || arguments.has("yes") else {
      Console.print("this would \(word) \(Console.grouped(chosen.count)) runs, such as")
      for run in chosen.prefix(5) { Console.print("  r-\(run.number)  \(run.workflow) for \(run.key)") }
      Console.print("nothing was done; say --yes to do it")
      return Failure.findings
    }
    try ask(chosen.map { ($0.number, operation) }, arguments, store)
    let what = chosen.count == 1 ? "r-\(chosen[0].number)" : "\(Console.grouped(chosen.count)) runs"
    Console.print("asked for: \(word) \(what); " + whoDoesIt)
    return Failure.clean
  }

  /// What happens with what was asked for.
  static let whoDoesIt = "the host does it, and bylaw log audit says when"

  /// Why it is done.
  static func reason(_ arguments: Arguments) throws -> String {
    if let reason = arguments["reason"], !reason.isEmpty { return reason }
    throw Failure.usage("say why: --reason TEXT is kept with what you do", self)
  }

  /// Leaves word for the host.
  static func ask(
    _ tasks: [(run: Int64, operation: RunOperation)], _ arguments: Arguments, _ store: Store
  ) throws {
    let reason = try reason(arguments)
    try store.transaction {
      for task in tasks {
        try store.addRequest(
          RunRequest(
            run: task.run, operation: task.operation, actor: arguments["who"] ?? User.name, reason: reason,
            at: EngineClock.wallTime()))
      }
    }
  }

  static func store(_ arguments: Arguments) throws -> Store {
    let path = try arguments.required("db", self)
    guard let currency = Currency(code: "USD") else { throw Failure.exit(Failure.unable) }
    return try Store(path: path, model: Model(), currency: currency, mode: .beside)
  }

  /// The runs that are named, or all open ones that fit the filters.
  static func runs(
    _ arguments: Arguments, _ store: Store, _ operation: RunOperation
  ) throws -> [RunRecord] {
    let words = arguments.operands.dropFirst()
    guard words.isEmpty == arguments.has("all") else {
      throw Failure.usage("name runs, such as r-12, or say --all", self)
    }
    if !words.isEmpty { return try words.map { try run($0, store, operation) } }
    var found: [RunRecord] = []
    var filter = LogFilter(name: arguments["workflow"], state: arguments["status"], newestFirst: false)
    filter.subject = arguments["subject"]
    try store.runs(filter) { run in
      if run.status.isOpen, fits(run, operation) { found.append(run) }
      return true
    }
    return found
  }

  private static func fits(_ run: RunRecord, _ operation: RunOperation) -> Bool {
    ![.retry, .skip].contains(operation) || run.status == .incident
  }

  static func run(
    _ word: String, _ store: Store, _ operation: RunOperation
  ) throws -> RunRecord {
    let digits = word.hasPrefix("r-") ? word.dropFirst(2) : word[...]
    guard let number = Int64(digits) else {
      throw Failure.usage("a run is named r-NUMBER, such as r-12, not \(word)", self)
    }
    guard let run = try store.run(number) else {
      throw Failure.couldNotRun("there is no run r-\(number); see bylaw log runs")
    }
    guard run.status.isOpen || operation == .rerun else {
      throw Failure.couldNotRun("r-\(number) has ended (\(run.status.rawValue)); rerun begins it again")
    }
    guard fits(run, operation) else {
      throw Failure.couldNotRun(
        "r-\(number) is not stuck (\(run.status.rawValue)); \(operation.name) is for incidents")
    }
    return run
  }
}
