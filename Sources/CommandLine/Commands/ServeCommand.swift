internal import CEL
internal import Glibc
internal import Host
internal import RulesEngine
internal import Store
internal import Synchronization

/// `bylaw serve`.
enum ServeCommand: Command {
  static let name = "serve"
  static let summary = "Run as a host: take events, fire timers, deliver actions, follow a changed rulebook"
  static let synopsis =
    "--rules DIR --db FILE [--spool DIR] [--socket PATH] [-] [--handler NAME=COMMAND]... ..."
  static let details = """
    Events are CloudEvents JSON, one a line: in files put into the spool folder (write them elsewhere, then move them
    there), from clients of the socket, or from standard input (-). Clients get a line of JSON for each event once it
    is durable: {"id":"e1","decision":"d-17"}.
    A handler is a command that gets the action as JSON on its standard input: exit code 0 says done, 75 try again,
    any other one never. NAME=file:PATH appends to a file instead; the name * stands for all others. Actions without a
    handler wait in the outbox.
    SIGHUP, or a change of the files, loads the rulebook again; a bad one is refused and the last good one stays.
    SIGTERM or ctrl-C ends it: what has come is finished first. Exit code: 0, or 3 when the database failed.
    """
  static let options = [
    Option(name: "rules", value: "DIR", help: "the rulebook's folder"),
    Option(name: "db", value: "FILE", help: "the database; made if it does not exist"),
    Option(name: "spool", value: "DIR", help: "take files of events from this folder"),
    Option(name: "socket", value: "PATH", help: "listen on this Unix socket"),
    Option(name: "handler", value: "NAME=COMMAND", help: "deliver actions of this name by this command"),
    Option(name: "transient", value: "CODES", help: "exit codes of commands that mean try again (75)"),
    Option(name: "concurrency", value: "COUNT", help: "at most so many handlers at a time (16)"),
    Option(name: "drain", value: "SECONDS", help: "how long handlers may take to finish at the end (10)"),
    Option(name: "once", value: nil, help: "end when nothing is left to do now"),
    Option(
      name: "log", value: "FORMAT", help: "how its log reads on standard error", choices: ["text", "json"]),
  ]

  static let control = ServiceControl()
  /// When ctrl-C came first, in seconds of a clock that is never set; 0 before.
  private static let stoppedAt = Atomic<Int>(0)

  static func run(_ arguments: Arguments) throws -> Int32 {
    let options = try serviceOptions(arguments)
    listenToSignals()
    let path = try arguments.required("db", self)
    let rulebook = try GoodRulebook.load(options.rules)
    warn(rulebook, options)
    let store = try Store(path: path, model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    let engine = try Engine(rulebook: rulebook, store: store, clock: .wall)
    let isJSON = arguments["log"] == "json"
    let service = try Service(engine: engine, options: options, control: control) { note in
      Console.note(isJSON ? json(note) : text(note))
    }
    try service.run()
    return Failure.clean
  }

  private static func serviceOptions(_ arguments: Arguments) throws -> Service.Options {
    var options = Service.Options()
    options.rules = try arguments.required("rules", self)
    options.spool = arguments["spool"]
    options.socket = arguments["socket"]
    guard arguments.operands.allSatisfy({ $0 == "-" }), arguments.operands.count < 2 else {
      throw Failure.usage(
        "serve reads a folder (--spool), a socket (--socket) or standard input (-), not \(arguments.operands[0])",
        self)
    }
    options.readsStandardInput = arguments.operands == ["-"]
    guard options.spool != nil || options.socket != nil || options.readsStandardInput else {
      throw Failure.usage("say where events come from: --spool DIR, --socket PATH or -", self)
    }
    options.once = arguments.has("once")
    options.drainSeconds = Double(try number("drain", in: 0...86_400, arguments) ?? 10)
    options.delivery.concurrency = try number("concurrency", in: 1...1_000, arguments) ?? 16
    options.delivery.name = "serve"
    options.handlers = try handlers(arguments)
    return options
  }

  private static func number(
    _ name: String, in range: ClosedRange<Int>, _ arguments: Arguments
  ) throws -> Int? {
    guard let text = arguments[name] else { return nil }
    if let number = Int(text), range.contains(number) { return number }
    throw Failure.usage(
      "--\(name) is a number from \(range.lowerBound) to \(range.upperBound), not \(text)", self)
  }

  private static func handlers(_ arguments: Arguments) throws -> ActionHandlers {
    var codes: Set<Int32> = [75]
    if let text = arguments["transient"] {
      let words = text.split(separator: ",").map { Int32($0) }
      guard !words.isEmpty, words.allSatisfy({ $0.map { (1...255).contains($0) } ?? false }) else {
        throw Failure.usage("--transient is a list of exit codes such as 75,111, not \(text)", self)
      }
      codes = Set(words.compactMap(\.self))
    }
    // What plugins carry out is done by them, where no command is named for it.
    var handlers = try PluginActions.handlers(folder: arguments.required("rules", self))
    for text in arguments.all("handler") {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw Failure.usage("--handler is NAME=COMMAND, such as notify=./send-message, not \(text)", self)
      }
      let handler: any ActionHandler =
        parts[1].hasPrefix("file:")
        ? FileHandler(path: String(parts[1].dropFirst(5)))
        : CommandHandler(parts[1], transientCodes: codes)
      if parts[0] == "*" { handlers.fallback = handler } else { handlers[parts[0]] = handler }
    }
    return handlers
  }

  /// Says what will not be delivered, and which handler answers to nothing.
  private static func warn(_ rulebook: Rulebook, _ options: Service.Options) {
    let declared = rulebook.actions.map(\.name)
    guard let names = options.handlers.names else { return }
    for name in names.sorted() where !declared.contains(name) {
      let meant = Suggestion.best(for: name, among: declared).map { "; did you mean \($0)?" } ?? ""
      Console.complain(
        "warning: the rulebook has no action \(name), so its handler has nothing to do\(meant)")
    }
    let left = declared.filter { !names.contains($0) }
    guard !left.isEmpty else { return }
    Console.complain(
      "no handler for \(left.joined(separator: ", ")): these actions wait in the outbox; see --handler")
  }

  private static func listenToSignals() {
    _ = control
    _ = stoppedAt.load(ordering: .relaxed)
    var stopping = sigaction()
    stopping.__sigaction_handler.sa_handler = { _ in
      // Who sends it to a whole group sends it twice; a second one that people send comes later.
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      let first = ServeCommand.stoppedAt.exchange(max(1, now.tv_sec), ordering: .relaxed)
      if first > 0, now.tv_sec - first >= 1 { _exit(Failure.interrupted) }
      ServeCommand.control.stop()
    }
    sigaction(SIGINT, &stopping, nil)
    sigaction(SIGTERM, &stopping, nil)
    var reloading = sigaction()
    reloading.__sigaction_handler.sa_handler = { _ in ServeCommand.control.reload() }
    sigaction(SIGHUP, &reloading, nil)
    // Who started us may have blocked them.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    sigprocmask(SIG_UNBLOCK, &signals, nil)
  }
}

// MARK: The log

extension ServeCommand {
  private static func json(_ note: Service.Note) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    let head = [
      ("time", EngineClock.wallTime().description), ("level", note.level.rawValue), ("event", note.event),
    ]
    for (name, value) in head + note.fields.map({ ($0.name, $0.value) }) {
      writer.key(name)
      writer.string(value)
    }
    writer.endObject()
    return writer.text + "\n"
  }

  private static func text(_ note: Service.Note) -> String {
    var line = "\(EngineClock.wallTime()) \(note.level.rawValue) \(note.event)"
    var block = ""
    for (name, value) in note.fields {
      if value.contains("\n") {
        block += value.hasSuffix("\n") ? value : value + "\n"
      } else {
        line += " \(name)=\(quoted(value))"
      }
    }
    return line + "\n" + block
  }

  private static func quoted(_ value: String) -> String {
    let isPlain = value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 < 0x7F }
    return isPlain && !value.isEmpty ? value : JSON.string(value).text
  }
}
