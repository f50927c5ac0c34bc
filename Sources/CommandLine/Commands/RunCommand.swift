internal import CEL
internal import Glibc
internal import Host
internal import RuleFiles
internal import RulesEngine
internal import Store
internal import Synchronization

/// `bylaw run`.
enum RunCommand: Command {
  static let name = "run"
  static let summary = "Process events against a rulebook and keep what comes of them in a database"
  static let synopsis =
    "[EVENTS.ndjson | -]... --rules DIR --db FILE [--clock wall|events] [--until INSTANT] ..."
  static let details = """
    Reads CloudEvents JSON, one a line; without a file, from standard input. Every event and all it leads to is one
    transaction. Stop it with ctrl-C at any time and run the same command again: nothing is lost, nothing is done twice.
    Refused events are parked (bylaw log dead-letters). Exit code: 0, or 1 if events were refused.
    """
  static let options = [
    Option(name: "rules", value: "DIR", help: "the rulebook's folder"),
    Option(name: "db", value: "FILE", help: "the database; made if it does not exist"),
    Option(
      name: "clock", value: "CLOCK", help: "wall: the machine's; events: the events' own times",
      choices: ["wall", "events"]),
    Option(
      name: "until", value: "INSTANT", help: "with --clock events: fire timers on to this time at the end"),
    Option(name: "decisions", value: "FILE", help: "write each decision as a line of JSON"),
    Option(name: "quiet", value: nil, help: "no progress and no summary"),
  ]

  /// Set by ctrl-C.
  static let isStopping = Atomic<Bool>(false)

  static func run(_ arguments: Arguments) throws -> Int32 {
    var options = EventRun.Options()
    if arguments["clock"] == "events" { options.clock = .events }
    if let text = arguments["until"] {
      guard let until = Timestamp(rfc3339: text) else {
        throw Failure.usage("--until is an RFC 3339 time such as 2026-11-01T00:00:00Z, not \(text)", self)
      }
      guard case .events = options.clock else { throw Failure.usage("--until needs --clock events", self) }
      options.until = until
    }
    let folder = try arguments.required("rules", self)
    let path = try arguments.required("db", self)
    let rulebook = try GoodRulebook.load(folder)
    let inputs = arguments.operands.isEmpty ? ["-"] : arguments.operands
    // A misspelt file is told before anything is done, not after the files before it.
    for input in inputs { _ = try LineReader(path: input, limit: 1) }
    let store = try Store(path: path, model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    let run = try EventRun(rulebook: rulebook, store: store, options: options)
    let output = try arguments["decisions"].map { file throws(Failure) in
      try FileOutput(
        path: file, remedy: "; the decisions are in the database: bylaw log decisions --db \(path)")
    }
    if let output { run.onDecision = { try output.line($0.json) } }
    let progress = Progress(isShown: !arguments.has("quiet") && Console.isErrorTerminal, run: run)
    run.onProgress = { consumed, size in
      progress.show(consumed, size)
      return !isStopping.load(ordering: .relaxed)
    }
    stopOnSignals()
    try process(inputs, run, rulebook, progress)
    try output?.flush()
    progress.clear()
    if !arguments.has("quiet") {
      Console.write(RunSummary.text(run.summary, progress.seconds, database: path))
    }
    if run.summary.wasStopped { return Failure.interrupted }
    return run.summary.refused > 0 ? Failure.findings : Failure.clean
  }

  /// Ctrl-C ends the run after the event at hand, also while it waits for input; a second one ends it at once.
  private static func stopOnSignals() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      if RunCommand.isStopping.exchange(true, ordering: .relaxed) { _exit(Failure.interrupted) }
    }
    // Without SA_RESTART, so that a read that waits comes back.
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    // Who started us may have blocked them.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    sigprocmask(SIG_UNBLOCK, &signals, nil)
  }

  private static func process(
    _ inputs: [String], _ run: EventRun, _ rulebook: Rulebook, _ progress: Progress
  ) throws {
    for path in inputs where !run.summary.wasStopped {
      progress.begin(path)
      var lines = try LineReader(path: path, limit: rulebook.limits.eventBytes)
      lines.shouldStop = { isStopping.load(ordering: .relaxed) }
      try run.process(&lines)
    }
    try run.finish()
  }
}

/// Loads rulebooks for commands that need a good one.
enum GoodRulebook {
  static func load(_ folder: String) throws -> Rulebook {
    let loaded = try Rulebooks.load(folder: folder)
    if let rulebook = loaded.rulebook { return rulebook }
    let report = loaded.diagnostics.report(limit: 20)
    Console.note(DiagnosticFormat.human.render(report, sources: loaded.texts, colour: Console.hasColour))
    throw Failure.couldNotRun("the rulebook in \(folder) has errors and was not loaded")
  }
}
