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
  public let rulebook: Rulebook
  /// What the run has come to so far.
  public private(set) var summary = Summary()
  private let store: Store
  private let options: Options
  private let reader: EventReader
  private let processor: Processor
  private var now: Timestamp?
  private var nextDue: Timestamp?
  private var pending: [Decision] = []
  private var batchCount = 0
  private var batchStart = 0.0
  private var isOpen = false
  private var hasArmedSchedules = false
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
    self.rulebook = rulebook
    self.store = store
    self.options = options
    reader = EventReader(rulebook: rulebook)
    processor = Processor(rulebook: rulebook, storage: store)
    do {
      if case .events = options.clock { now = try store.lastInstant() }
      try store.remember(rulebook)
    } catch {
      throw .storage(error)
    }
  }

  /// Processes one input to its end, or until it is stopped.
  ///
  /// - Throws: a `StorageError` or a failure to read; what was not committed by then is undone.
  public func process(_ lines: inout LineReader) throws {
    do {
      try processAll(&lines)
    } catch {
      abandon()
      throw error
    }
  }

  private func processAll(_ lines: inout LineReader) throws {
    try refreshTimers()
    while let line = try lines.next() {
      if line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      try openBatch()
      position = (lines.consumed, lines.size)
      try process(line, from: lines.name)
      if isBatchFull || !lines.hasBufferedLine { try commit() }
      if summary.wasStopped { return }
    }
    try commit()
    if lines.wasInterrupted { summary.wasStopped = true }
  }

  /// Fires the timers that are due at the end, and commits.
  public func finish() throws {
    do {
      if let until = options.until, !summary.wasStopped {
        try openBatch()
        if try fireTimers(until: until) { now = max(now ?? until, until) }
      }
      try commit()
    } catch {
      abandon()
      throw error
    }
  }

  /// Undoes what has not been committed.
  private func abandon() {
    if isOpen { store.rollback() }
    isOpen = false
    pending.removeAll()
  }

  private func instant(for event: IncomingEvent) -> Timestamp {
    switch options.clock {
    case .wall: EngineClock.wallTime()
    case .manual(let instant): instant
    case .events: max(now ?? event.time, event.time)
    }
  }

  private func process(_ line: LineReader.Line, from input: String) throws {
    do {
      let event = try read(line)
      let instant = instant(for: event)
      try armSchedules(at: instant)
      guard try fireTimers(until: instant) else { return }
      now = instant
      switch try processor.process(event, at: instant) {
      case .duplicate: summary.duplicates += 1
      case .decided(let decisions):
        summary.processed += 1
        pending += decisions
      }
      if processor.takeTimerChange() { try refreshTimers() }
    } catch let error as ProcessingError {
      guard case .refused(let code, let message) = error else { throw error }
      try park(line, input, code, message)
    }
    batchCount += 1
  }

  private func read(_ line: LineReader.Line) throws(ProcessingError) -> IncomingEvent {
    if line.length > rulebook.limits.eventBytes {
      throw .refused(
        code: "E0108",
        message: "the event is \(line.length) bytes long; the limit is \(rulebook.limits.eventBytes)")
    }
    do {
      if case .events = options.clock { return try reader.read(line.bytes, now: nil) }
      return try reader.read(line.bytes, now: EngineClock.wallTime())
    } catch {
      guard line.isTorn, case .refused("E0101", let message) = error else { throw error }
      throw .refused(code: "E0109", message: "the last line ends in the middle: \(message)")
    }
  }

  private func park(_ line: LineReader.Line, _ input: String, _ code: String, _ message: String) throws {
    summary.refused += 1
    let letter = DeadLetter(
      code: code, message: message, payload: Array(line.bytes.prefix(65_536)), length: line.length,
      digest: SHA256.hex(line.bytes), origin: "\(input):\(line.number)",
      at: now ?? Timestamp(microseconds: 0))
    try store.deadLetter(letter)
  }
}

// MARK: Batches

extension EventRun {
  private var isBatchFull: Bool {
    batchCount >= options.batchEvents
      || EngineClock.monotonicSeconds() - batchStart >= options.batchSeconds
  }

  private func openBatch() throws {
    guard !isOpen else { return }
    try store.begin()
    isOpen = true
    batchCount = 0
    batchStart = EngineClock.monotonicSeconds()
  }

  private func commit() throws {
    guard isOpen else { return }
    try store.commit()
    isOpen = false
    for decision in pending {
      count(decision)
      try onDecision?(decision)
    }
    pending.removeAll(keepingCapacity: true)
    if !(onProgress?(position.consumed, position.size) ?? true) { summary.wasStopped = true }
  }

  private func count(_ decision: Decision) {
    summary.decisions += 1
    summary.matched += decision.record.matched.count
    summary.actions += decision.record.actions.count
    summary.errors += decision.record.errors.count
    for action in decision.record.actions { summary.actionsByName[action.name, default: 0] += 1 }
  }
}

// MARK: Timers

extension EventRun {
  private func refreshTimers() throws {
    nextDue = try store.nextTimer(until: .distantFuture)?.fireAt
  }

  /// Schedules run from the first instant that is known.
  private func armSchedules(at instant: Timestamp) throws {
    guard !hasArmedSchedules else { return }
    hasArmedSchedules = true
    try processor.armSchedules(at: instant)
    try refreshTimers()
  }

  /// What schedules take for the present: nil where events make the time, and nothing can have been missed.
  private func present(_ instant: Timestamp) -> Timestamp? {
    if case .events = options.clock { nil } else { instant }
  }

  /// Fires what falls due up to `instant`, each timer at its own time; false when the run was stopped before
  /// all of it was done.
  private func fireTimers(until instant: Timestamp) throws -> Bool {
    while let due = nextDue, due <= instant {
      guard let timer = try store.nextTimer(until: instant) else { break }
      let at = max(now ?? timer.fireAt, timer.fireAt)
      now = at
      pending += try processor.fire(timer, at: at, reader: reader, present: present(instant))
      summary.timers += 1
      batchCount += 1
      try refreshTimers()
      if isBatchFull {
        try commit()
        if summary.wasStopped { return false }
        try openBatch()
      }
    }
    return true
  }
}
