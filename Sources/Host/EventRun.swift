public import CEL
public import RulesEngine
public import Store

/// Processes streams of events against a rulebook and a store: the work of `bylaw run`.
///
/// Events are processed in the order they come. Work is committed in batches; what is acknowledged, counted
/// and handed to `onDecision` has been committed. Running the same input again changes nothing.
///
/// ```swift
/// let run = try EventRun(rulebook: rulebook, store: store, options: .init())
/// var lines = try LineReader(path: "events.ndjson", limit: rulebook.limits.eventBytes)
/// try run.process(&lines)
/// try run.finish()
/// print(run.summary.decisions)
/// ```
public final class EventRun {
  /// What a run has come to.
  public struct Summary: Sendable, Equatable {
    /// Events from the input that were decided.
    public var processed = 0
    /// Events from the input that had been processed before.
    public var duplicates = 0
    /// Lines of the input that were parked as dead letters.
    public var refused = 0
    /// Timers that fired.
    public var timers = 0
    /// Committed decisions: on events of the input, on timers, and on the events those emitted.
    public var decisions = 0
    /// Definitions that matched, over all decisions.
    public var matched = 0
    /// Actions put into the outbox.
    public var actions = 0
    /// Errors recorded with decisions.
    public var errors = 0
    /// Actions by name, for the summary that people read.
    public var actionsByName: [String: Int] = [:]
    /// Whether `onProgress` ended the run before the input did.
    public var wasStopped = false

    public init() {}
  }

  /// How a run is tuned.
  public struct Options: Sendable {
    /// What the run takes for the present.
    public var clock = EngineClock.wall
    /// With the events' clock, timers are fired on to this instant at the end.
    public var until: Timestamp?
    /// At most this many events in one transaction,
    public var batchEvents = 500
    /// and at most this long, in seconds.
    public var batchSeconds = 0.05

    public init() {}
  }

  /// The rulebook that decides.
  public var rulebook: Rulebook { engine.rulebook }
  /// What the run has come to so far.
  public private(set) var summary = Summary()
  private let engine: Engine
  private let options: Options
  /// How much of the input has been handed out, of how much.
  private var position: (consumed: Int, size: Int?) = (0, nil)

  /// Called for each committed decision, in order.
  public var onDecision: ((Decision) throws -> Void)?
  /// Called after each commit and now and then; returns false to stop.
  public var onProgress: ((_ consumed: Int, _ size: Int?) -> Bool)?

  /// Prepares a run; the rulebook is remembered in the store, so that its decisions can be explained later.
  ///
  /// - Throws: `storage` when the store failed.
  public init(rulebook: Rulebook, store: Store, options: Options) throws(ProcessingError) {
    self.options = options
    engine = try Engine(rulebook: rulebook, store: store, clock: options.clock)
    engine.batch.events = options.batchEvents
    engine.batch.seconds = options.batchSeconds
  }

  /// Processes one input to its end, or until it is stopped.
  ///
  /// - Throws: a `StorageError` or a failure to read; what was not committed by then is undone.
  public func process(_ lines: inout LineReader) throws {
    do {
      try processAll(&lines)
    } catch {
      engine.rollback()
      throw error
    }
  }

  private func processAll(_ lines: inout LineReader) throws {
    if lines.size != nil { return try processFile(&lines) }
    let decoder = engine.lineDecoder
    while let line = try lines.next() {
      if line.isBlank { continue }
      position = (lines.consumed, lines.size)
      try process(line, decoder.decode(line), from: lines.name)
      // What has been decided does not wait for input that may be long in coming.
      if engine.isBatchFull || !lines.hasBufferedLine { try commit() }
      if summary.wasStopped { return }
    }
    try commit()
    if lines.wasInterrupted { summary.wasStopped = true }
  }

  /// A file is read and decoded beside what is decided and committed here.
  private func processFile(_ lines: inout LineReader) throws {
    let (name, size, decoder) = (lines.name, lines.size, engine.lineDecoder)
    try EventPipeline.run(&lines, decode: decoder.decode) { item in
      position = (item.consumed, size)
      try process(item.line, item.event, from: name)
      if engine.isBatchFull { try commit() }
      return !summary.wasStopped
    }
    if !summary.wasStopped { try commit() }
  }

  /// Fires the timers that are due at the end, and commits.
  public func finish() throws {
    do {
      if try engine.hasRequests {
        try engine.open()
        try engine.performRequests()
      }
      if let until = options.until, !summary.wasStopped {
        try engine.open()
        if try fireTimers(until: until) { engine.moveOn(to: until) }
      }
      try commit()
    } catch {
      engine.rollback()
      throw error
    }
  }

  private func process(
    _ line: LineReader.Line, _ decoded: Result<IncomingEvent, ProcessingError>, from input: String
  ) throws {
    try engine.open()
    do {
      let event = try decoded.get()
      guard try fireTimers(until: engine.instant(for: event)) else { return }
      switch try engine.process(event) {
      case .duplicate: summary.duplicates += 1
      case .decided: summary.processed += 1
      }
    } catch let error as ProcessingError {
      guard case .refused(let code, let message) = error else { throw error }
      summary.refused += 1
      try engine.park(
        line.letter(code, message, from: input, at: engine.now ?? Timestamp(microseconds: 0)))
    }
  }

  /// Fires what falls due up to `instant`; false when the run was stopped before all of it was done.
  private func fireTimers(until instant: Timestamp) throws -> Bool {
    try engine.fireTimers(until: instant) { _ in
      summary.timers += 1
      guard engine.isBatchFull else { return true }
      try commit()
      if summary.wasStopped { return false }
      try engine.open()
      return true
    }
  }

  private func commit() throws {
    guard engine.isOpen else { return }
    let decisions = try engine.commit()
    for place in decisions.indices { count(decisions, at: place) }
    if let onDecision { for decision in decisions { try onDecision(decision) } }
    if !(onProgress?(position.consumed, position.size) ?? true) { summary.wasStopped = true }
  }

  /// Decisions are looked at in place: a copy of one counts the references of all its parts.
  private func count(_ decisions: [Decision], at place: Int) {
    summary.decisions += 1
    summary.matched += decisions[place].record.matched.count
    summary.actions += decisions[place].record.actions.count
    summary.errors += decisions[place].record.errors.count
    for action in decisions[place].record.actions.indices {
      summary.actionsByName[decisions[place].record.actions[action].name, default: 0] += 1
    }
  }
}

extension ProcessingError {
  /// What is said of an event that is longer than the limit.
  static func tooLong(_ length: Int, _ limits: EngineLimits) -> ProcessingError {
    .refused(
      code: "E0108", message: "the event is \(length) bytes long; the limit is \(limits.eventBytes)")
  }
}

extension LineReader.Line {
  /// The line as it is parked; `input` names where it came from.
  func letter(_ code: String, _ message: String, from input: String, at instant: Timestamp) -> DeadLetter {
    DeadLetter(
      code: code, message: message, payload: Array(bytes.prefix(65_536)), length: length,
      digest: SHA256.hex(bytes), origin: "\(input):\(number)", at: instant)
  }
}
