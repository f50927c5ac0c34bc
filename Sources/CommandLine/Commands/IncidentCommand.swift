internal import CEL
internal import Glibc
internal import Host
internal import RulesEngine
internal import Store

/// `bylaw incident`.
enum IncidentCommand: Command {
  static let name = "incident"
  static let summary = "See what is stuck, and try it again, skip it, mend it, or close it"
  static let synopsis =
    "list|show|retry|skip|fail|resolve|set [i-NUMBER]... --db FILE [--all] [--kind KIND] [--reason TEXT] ..."
  static let details = """
    retry does what failed once more; skip says that it is no longer wanted; fail ends the run that is stuck, and undoes
    what it did; resolve closes the incident and does nothing else. set i-NUMBER NAME=VALUE gives variables of the run
    other values, for the retry that follows. Several at once: name them, or --all with --kind and --by; without --yes it says what it would do.
    Works while another process writes to the database. Who did what and why is kept: bylaw log audit.
    """
  static let options = [
    Option(name: "db", value: "FILE", help: "the database"),
    Option(name: "all", value: nil, help: "all open incidents that fit --kind and --by"),
    Option(name: "kind", value: "KIND", help: "of this kind only, such as attempts_exhausted"),
    Option(name: "by", value: "NAME", help: "of this definition only, such as rule/thank-vip"),
    Option(name: "reason", value: "TEXT", help: "why; kept with what is done"),
    Option(name: "who", value: "NAME", help: "who does it; the user otherwise"),
    Option(name: "yes", value: nil, help: "do it, without asking for several at once"),
    Option(
      name: "format", value: "FORMAT", help: "how a list is printed", choices: ["human", "json", "csv"]),
  ]

  static let verbs = ["list", "show", "retry", "skip", "fail", "resolve", "set"]

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard let verb = arguments.operands.first, verbs.contains(verb) else {
      let meant = arguments.operands.first.flatMap { Suggestion.best(for: $0, among: verbs) }
      throw Failure.usage(
        "say what to do: \(verbs.joined(separator: ", "))" + (meant.map { "; did you mean \($0)?" } ?? ""),
        self)
    }
    switch verb {
    case "list":
      try list(arguments)
      return Failure.clean
    case "show":
      try show(arguments)
      return Failure.clean
    case "set":
      try set(arguments)
      return Failure.clean
    default: return try act(verb, arguments)
    }
  }

  private static func list(_ arguments: Arguments) throws {
    let store = try Databases.open(arguments, self)
    var listing = Listing(
      format: Listing.Format(rawValue: arguments["format"] ?? "human") ?? .human,
      columns: ["incident", "at", "kind", "decision", "by", "code", "message"])
    for entry in try open(arguments, store) {
      listing.add([
        .text("i-\(entry.number)"), .text(entry.at.description), .text(entry.kind),
        .text(entry.decision.map { "d-\($0)" }), .text(entry.by), .text(entry.code), .text(entry.message),
      ])
    }
    listing.finish(empty: "no open incidents")
  }

  /// The open incidents that fit, oldest first.
  private static func open(_ arguments: Arguments, _ store: Store) throws -> [IncidentEntry] {
    var found: [IncidentEntry] = []
    let filter = LogFilter(name: arguments["by"], state: "open", newestFirst: false)
    try store.incidents(filter) { entry in
      if arguments["kind"].map({ $0 == entry.kind }) ?? true { found.append(entry) }
      return true
    }
    return found
  }

  private static func numbers(_ arguments: Arguments) throws -> [Int64] {
    try arguments.operands.dropFirst().map(number)
  }

  private static func number(_ word: String) throws -> Int64 {
    let digits = word.hasPrefix("i-") ? word.dropFirst(2) : word[...]
    if let number = Int64(digits) { return number }
    throw Failure.usage("an incident is named i-NUMBER, such as i-12, not \(word)", self)
  }

  /// `bylaw incident set i-7 amount=12.50`: what the run's next try reads.
  private static func set(_ arguments: Arguments) throws {
    let words = arguments.operands.dropFirst()
    guard let word = words.first, words.count > 1, !arguments.has("all") else {
      throw Failure.usage("name one incident and what to set: incident set i-7 amount=12.50", self)
    }
    let store = try RunsCommand.store(arguments)
    let entry = try incident(try number(word), store)
    guard let run = entry.run else {
      throw Failure.couldNotRun("i-\(entry.number) is not about a run; only runs have variables")
    }
    let operations = try RunsCommand.assignments(words.dropFirst(), self)
    try RunsCommand.ask(operations.map { (run, $0) }, arguments, store)
    Console.print(
      "asked for: set \(words.dropFirst().joined(separator: " ")) in r-\(run); then bylaw incident retry "
        + "i-\(entry.number)")
  }

  private static func incident(_ number: Int64, _ store: Store) throws -> IncidentEntry {
    if let entry = try store.incident(number) { return entry }
    throw Failure.couldNotRun("there is no incident i-\(number); see bylaw incident list")
  }
}

// MARK: One incident

extension IncidentCommand {
  private static func show(_ arguments: Arguments) throws {
    let store = try Databases.open(arguments, self)
    let numbers = try numbers(arguments)
    guard !numbers.isEmpty else { throw Failure.usage("name the incident, such as i-12", self) }
    for number in numbers {
      let entry = try incident(number, store)
      var rows = [
        ["i-\(entry.number)", entry.kind], ["status", entry.status], ["opened", entry.at.description],
      ]
      if let closed = entry.closedAt { rows.append(["closed", closed.description]) }
      if let by = entry.by { rows.append(["by", by]) }
      if let decision = entry.decision { rows.append(["decision", "d-\(decision)"]) }
      rows.append([entry.code, entry.message])
      rows += try IncidentRemedies.remedy(for: entry).details(entry, store)
      Console.print(Console.table(rows))
      if entry.status == "open" { Console.print(IncidentRemedies.remedy(for: entry).advice(entry)) }
    }
  }

  private static func act(_ verb: String, _ arguments: Arguments) throws -> Int32 {
    guard let reason = arguments["reason"], !reason.isEmpty else {
      throw Failure.usage("say why: --reason TEXT is kept with what you do", self)
    }
    let path = try arguments.required("db", self)
    guard let currency = Currency(code: "USD") else { throw Failure.exit(Failure.unable) }
    let store = try Store(path: path, model: Model(), currency: currency, mode: .beside)
    let numbers = try numbers(arguments)
    guard numbers.isEmpty == arguments.has("all") else {
      throw Failure.usage("name incidents, such as i-12, or say --all", self)
    }
    let chosen = numbers.isEmpty ? try open(arguments, store) : try numbers.map { try incident($0, store) }
    for entry in chosen where entry.status != "open" {
      throw Failure.couldNotRun("i-\(entry.number) is closed already (\(entry.status)); nothing was done")
    }
    guard !chosen.isEmpty else {
      Console.print("no open incidents fit; nothing was done")
      return Failure.clean
    }
    guard chosen.count == 1 && !numbers.isEmpty || arguments.has("yes") else {
      Console.print("this would \(verb) \(Console.grouped(chosen.count)) incidents, such as")
      for entry in chosen.prefix(5) { Console.print("  i-\(entry.number)  \(entry.message)") }
      Console.print("nothing was done; say --yes to do it")
      return Failure.findings
    }
    return try perform(verb, on: chosen, store, reason: reason, who: arguments["who"] ?? User.name)
  }

  /// Each incident is a transaction of its own: one that cannot be done does not hold up the others.
  private static func perform(
    _ verb: String, on chosen: [IncidentEntry], _ store: Store, reason: String, who: String
  ) throws -> Int32 {
    var done = 0
    for entry in chosen {
      do {
        try store.transaction { try perform(verb, on: entry, store, reason, who) }
        done += 1
      } catch let failure as Failure {
        guard case .couldNotRun(let message) = failure else { throw failure }
        Console.complain(message)
      }
    }
    let words =
      ["retry": "tried again", "skip": "skipped", "fail": "failed", "resolve": "resolved"][verb] ?? verb
    Console.print("\(Console.grouped(done)) \(done == 1 ? "incident" : "incidents") \(words)")
    return done == chosen.count ? Failure.clean : Failure.findings
  }

  private static func perform(
    _ verb: String, on entry: IncidentEntry, _ store: Store, _ reason: String, _ who: String
  ) throws {
    let now = EngineClock.wallTime()
    // Asked again in the transaction: another person may have been faster.
    guard try store.incident(entry.number)?.status == "open" else {
      throw Failure.couldNotRun("i-\(entry.number) was closed by somebody else meanwhile")
    }
    let remedy = IncidentRemedies.remedy(for: entry)
    switch verb {
    case "retry": try remedy.retry(entry, store, at: now)
    case "skip": try remedy.skip(entry, store, reason: reason, at: now)
    case "fail": try remedy.fail(entry, store, reason: reason, at: now)
    default: break
    }
    let status = ["retry": "retried", "skip": "skipped", "fail": "failed"][verb] ?? "resolved"
    try store.closeIncident(entry.number, as: status, at: now)
    var detail = JSONWriter()
    detail.beginObject()
    for (name, text) in [("reason", reason), ("kind", entry.kind)] {
      detail.key(name)
      detail.string(text)
    }
    detail.endObject()
    try store.audit(
      AuditEntry(
        at: now, actor: who, verb: "incident.\(verb)", object: "i-\(entry.number)", detail: detail.octets))
  }
}
