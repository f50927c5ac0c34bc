internal import CEL
internal import Glibc
internal import RulesEngine
internal import Store

/// The long-running host: takes events from a folder, a socket or standard input, fires timers, delivers actions, and
/// takes over a changed rulebook. What `bylaw serve` runs.
///
/// Everything happens on the thread that calls `run`, but for handlers (see `Dispatcher`) and the loading of a changed
/// rulebook, which run as tasks. Events that wait are committed together; each is answered after its commit.
public final class Service {
  /// Where events come from, and how the service behaves.
  public struct Options: Sendable {
    /// The folder of the rulebook, which is watched for changes.
    public var rules = ""
    /// A folder that files of events are put into.
    public var spool: String?
    /// The path of a Unix socket to listen on.
    public var socket: String?
    /// Whether events are read from standard input; its end ends the service.
    public var readsStandardInput = false
    /// Whether to end when nothing is left to do now.
    public var once = false
    /// How long handlers may take to come back at the end, in seconds.
    public var drainSeconds = 10.0
    /// Who delivers what.
    public var handlers = ActionHandlers()
    /// How deliveries are tuned.
    public var delivery = Dispatcher.Options()

    public init() {}
  }

  /// Something worth a line in a log.
  public struct Note: Sendable {
    /// How much attention it needs.
    public enum Level: String, Sendable { case info, warning, error }

    /// How much attention it needs.
    public var level: Level
    /// What happened, in a word such as `reloaded`.
    public var event: String
    /// More about it, by name.
    public var fields: [(name: String, value: String)]
  }

  /// What has been done since the start.
  public struct Counters: Sendable, Equatable {
    /// Events that were decided.
    public var events = 0
    /// Events that had been processed before.
    public var duplicates = 0
    /// Lines that were parked as dead letters.
    public var refused = 0
    /// Decisions, also on timers and emitted events.
    public var decisions = 0
    /// Timers that fired.
    public var timers = 0
    /// Rulebooks that took the place of another one.
    public var reloads = 0
  }

  /// What has been done since the start.
  public internal(set) var counters = Counters()
  let engine: Engine
  let dispatcher: Dispatcher
  let control: ServiceControl
  let options: Options
  let note: (Note) -> Void
  let watch: RuleWatch
  var listener: Listener?
  var spool: Spool?
  var clients: [Client] = []
  /// Whose turn it is.
  var turn = 0
  /// Answers that wait for the commit of what they are about.
  var answers: [(client: Client, text: String)] = []
  var isStopping = false
  var lastLook = 0.0
  var lastStatistics = EngineClock.monotonicSeconds()
  var reported = Counters()

  /// Opens what events come from.
  ///
  /// - Throws: when the spool folder or the socket cannot be made.
  public init(
    engine: Engine, options: Options, control: ServiceControl, note: @escaping (Note) -> Void
  ) throws {
    self.engine = engine
    self.options = options
    self.control = control
    self.note = note
    engine.batch.seconds = 0.02
    dispatcher = Dispatcher(
      engine: engine, handlers: options.handlers, options: options.delivery, wake: { control.wake() })
    watch = RuleWatch(folder: options.rules, wake: { control.wake() })
    spool = try options.spool.map { folder throws(LineReader.Failure) in try Spool(folder: folder) }
    do {
      listener = try options.socket.map { try Listener(path: $0) }
    } catch let error as Listener.Failure {
      throw StorageError(.inputOutput, error.message)
    }
    if options.readsStandardInput {
      clients.append(
        Client(
          name: "standard input", input: STDIN_FILENO, output: STDOUT_FILENO,
          limit: engine.rulebook.limits.eventBytes))
    }
  }

  /// Works until it is told to stop, or until nothing is left to do where that ends it.
  ///
  /// - Throws: `StorageError` when the store failed: what was not acknowledged has not happened.
  public func run() throws {
    dispatcher.onOutcome = { [note] in Self.tell(note, $0, $1) }
    try remember("started")
    tell(.info, "started", [("rules", options.rules), ("rulebook", engine.rulebook.hash)])
    do {
      while !isOver() {
        try wait()
        try reloadIfAsked()
        try step()
      }
      try drain()
    } catch {
      engine.rollback()
      dispatcher.abandon()
      tell(
        .error, "failed", [("message", String(describing: (error as? StorageError)?.message ?? "\(error)"))])
      throw error
    }
    try remember("stopped")
    tell(.info, "stopped", statistics)
  }

  /// One round: timers, events, deliveries; committed together, and answered.
  func step() throws {
    guard let now = engine.present else { return }
    if let due = try engine.nextTimer(), due <= now {
      try engine.open()
      try fireTimers(until: now)
    }
    if try engine.hasRequests {
      try engine.open()
      try engine.performRequests()
    }
    try takeLines()
    if try dispatcher.hasWork(at: now) {
      try engine.open()
      try dispatcher.work(at: now)
    }
    try commit()
    clients.removeAll { $0.isDone }
    tellStatistics()
  }

  func fireTimers(until instant: Timestamp) throws {
    try engine.fireTimers(until: instant) { _ in
      counters.timers += 1
      if engine.isBatchFull {
        try commit()
        try engine.open()
      }
      return true
    }
  }

  /// Makes durable what was done, and says so to those who wait for it.
  func commit() throws {
    if engine.isOpen {
      counters.decisions += try engine.commit().count
      dispatcher.launch()
    }
    for (client, text) in answers {
      client.pending -= 1
      client.answer(text)
    }
    answers.removeAll(keepingCapacity: true)
  }

  /// Whether the service ends now, but for what is still on its way.
  private func isOver() -> Bool {
    if control.isStopping { isStopping = true }
    if isStopping { return true }
    let waitsForever = listener != nil || (spool != nil && !options.once)
    guard options.once || (options.readsStandardInput && !waitsForever) else { return false }
    return isIdle()
  }

  private func isIdle() -> Bool {
    guard clients.isEmpty, spool.map({ !$0.isOpen && $0.waiting().isEmpty }) ?? true,
      dispatcher.inFlight == 0, let now = engine.present
    else { return false }
    let hasTimer = ((try? engine.nextTimer()) ?? nil).map { $0 <= now } ?? false
    return !hasTimer && !((try? dispatcher.hasWork(at: now)) ?? false)
  }
}
