public import CEL
public import RulesEngine
public import Store

/// A rulebook at work on a store: events and timers in order, on one clock, committed in batches.
///
/// What `EventRun`, `RuleHost` and `bylaw serve` have in common. One engine serves one thread at a time and has no
/// thread of its own.
///
/// ```swift
/// let engine = try Engine(rulebook: rulebook, store: store, clock: .wall)
/// try engine.open()
/// let event = try engine.read(line)
/// try engine.fireTimers(until: engine.instant(for: event)) { _ in true }
/// _ = try engine.process(event)
/// let decisions = try engine.commit()   // durable from here on
/// ```
public final class Engine {
  /// When a batch is full: what is committed together costs one write to disk.
  public struct Batch: Sendable {
    /// At most this many events and timers in one transaction,
    public var events = 500
    /// and at most this long, in seconds.
    public var seconds = 0.05

    public init() {}
  }

  /// The rulebook that decides.
  public private(set) var rulebook: Rulebook
  /// Where the customer model and the journal live.
  public let store: Store
  /// What the engine takes for the present.
  public let clock: EngineClock
  /// When a batch is full.
  public var batch = Batch()
  /// The latest instant that was decided at; nil before the first.
  public private(set) var now: Timestamp?
  /// Whether a batch is open.
  public private(set) var isOpen = false
  /// Called in the open batch when the delivery of an action has come to its end.
  public var onSettled: ((SettledAction) throws -> Void)?
  private var reader: EventReader
  private var processor: Processor
  private var nextDue: Timestamp?
  private var hasArmedSchedules = false
  private var knowsTimers = false
  /// What the open batch led to so far.
  private var pending: [Decision] = []
  private var batchCount = 0
  private var batchStart = 0.0
  private var nowBefore: Timestamp?

  /// Prepares an engine; the rulebook is remembered in the store, so that its decisions can be explained later.
  ///
  /// - Throws: `storage` when the store failed.
  public init(rulebook given: Rulebook, store: Store, clock: EngineClock) throws(ProcessingError) {
    self.store = store
    self.clock = clock
    let rulebook: Rulebook
    do { rulebook = try Rulebooks.pinning(given, in: store) } catch { throw .storage(error) }
    self.rulebook = rulebook
    reader = EventReader(rulebook: rulebook)
    processor = Processor(rulebook: rulebook, storage: store)
    do {
      if case .events = clock { now = try store.lastInstant() }
      try store.remember(rulebook)
    } catch {
      throw .storage(error)
    }
  }

  /// Decides by another rulebook from here on. Between batches only: no event sees a mixture of two.
  ///
  /// - Throws: `StorageError`, such as `.schema` when the store's tables do not fit its model; then nothing changed.
  public func use(_ given: Rulebook) throws(StorageError) {
    precondition(!isOpen, "a rulebook is replaced between two batches")
    try store.adopt(given.model, currency: given.currency)
    let rulebook = try Rulebooks.pinning(given, in: store)
    try store.remember(rulebook, at: present)
    self.rulebook = rulebook
    reader = EventReader(rulebook: rulebook)
    processor = Processor(rulebook: rulebook, storage: store)
    hasArmedSchedules = false
    knowsTimers = false
  }
}

// MARK: Events

extension Engine {
  /// The clock's present; nil where only events move it.
  public var present: Timestamp? { clock.present }

  /// The instant at which an event that comes now is decided.
  public func instant(for event: IncomingEvent) -> Timestamp {
    present ?? max(now ?? event.time, event.time)
  }

  /// Reads one event.
  ///
  /// - Throws: `refused` with what is wrong with it.
  public func read(_ bytes: [UInt8]) throws(ProcessingError) -> IncomingEvent {
    try reader.read(bytes, now: present)
  }

  /// Reads lines as this engine does, on any thread.
  var lineDecoder: LineDecoder { LineDecoder(reader: reader, clock: clock, limits: rulebook.limits) }

  /// Processes an event in the open batch. The timers that are due before it are fired first, by the caller.
  ///
  /// - Throws: `refused` when the event is at fault: nothing of it stays, and the batch goes on.
  public func process(_ event: IncomingEvent) throws(ProcessingError) -> ProcessingOutcome {
    let instant = instant(for: event)
    now = instant
    batchCount += 1
    let outcome = try processor.process(event, at: instant)
    if case .decided(let decisions) = outcome {
      if decisions.count == 1 { pending.append(decisions[0]) } else { pending += decisions }
    }
    if processor.takeTimerChange() { knowsTimers = false }
    return outcome
  }

  /// Tells a run that waits for an action what became of it, in the open batch.
  func wakeRuns(
    _ action: LeasedAction, _ status: String, _ result: [UInt8]?, _ now: Timestamp
  ) throws(ProcessingError) {
    pending += try processor.settle(
      action: action.action.key, of: action.action.tenant, as: status, result: result, at: now)
    if processor.takeTimerChange() { knowsTimers = false }
  }

  /// Does with a run what a person asked for, in the open batch.
  ///
  /// - Returns: what it led to; nothing where the run has ended.
  @discardableResult
  public func operate(_ operation: RunOperation, run: Int64) throws(ProcessingError) -> [Decision] {
    let instant = present ?? now ?? EngineClock.wallTime()
    let made = try processor.perform(operation, run: run, at: instant)
    pending += made
    if processor.takeTimerChange() { knowsTimers = false }
    return made
  }

  /// What an event would lead to; the caller rolls back.
  func preview(_ event: IncomingEvent) throws(ProcessingError) -> [Decision] {
    try processor.preview(event, at: instant(for: event))
  }

  /// Parks what could not be processed, in the open batch.
  public func park(_ letter: DeadLetter) throws(StorageError) {
    batchCount += 1
    try store.deadLetter(letter)
  }
}

// MARK: Timers

extension Engine {
  /// The instant at which the next timer falls due; nil when none waits.
  public func nextTimer() throws(StorageError) -> Timestamp? {
    if !knowsTimers {
      nextDue = try store.nextTimer(until: .distantFuture)?.fireAt
      knowsTimers = true
    }
    return nextDue
  }

  /// Fires what falls due up to `instant` in the open batch, each timer at its own time; schedules run from the
  /// first instant that is known.
  ///
  /// - Parameter each: is called after each timer with what it led to, and may commit the batch and open another;
  ///   false ends it there.
  /// - Returns: false when `each` ended it before all of it was done.
  @discardableResult
  public func fireTimers(until instant: Timestamp, each: ([Decision]) throws -> Bool) throws -> Bool {
    try armSchedules(at: present ?? now ?? instant)
    while let due = try nextTimer(), due <= instant {
      guard let timer = try store.nextTimer(until: instant) else { break }
      let at = max(now ?? timer.fireAt, timer.fireAt)
      now = at
      batchCount += 1
      let decisions = try processor.fire(
        timer, at: at, reader: reader, present: present == nil ? nil : instant)
      pending += decisions
      knowsTimers = false
      _ = processor.takeTimerChange()
      if try !each(decisions) { return false }
    }
    return true
  }

  private func armSchedules(at instant: Timestamp) throws(ProcessingError) {
    guard !hasArmedSchedules else { return }
    try processor.armSchedules(at: instant)
    hasArmedSchedules = true
    knowsTimers = false
  }

  /// Moves the events' clock on to an instant that no event names.
  func moveOn(to instant: Timestamp) { now = max(now ?? instant, instant) }
}

// MARK: Batches

extension Engine {
  /// Whether the open batch should be committed before more goes into it.
  public var isBatchFull: Bool {
    batchCount >= batch.events || EngineClock.monotonicSeconds() - batchStart >= batch.seconds
  }

  /// Opens a batch, unless one is open.
  public func open() throws(StorageError) {
    guard !isOpen else { return }
    try store.begin()
    isOpen = true
    nowBefore = now
    batchCount = 0
    batchStart = EngineClock.monotonicSeconds()
  }

  /// Makes the open batch durable.
  ///
  /// - Returns: the decisions in it, in order. Whatever waits for them may be told now, and not before.
  @discardableResult
  public func commit() throws(StorageError) -> [Decision] {
    guard isOpen else { return [] }
    do {
      try store.commit()
    } catch {
      rollback()
      throw error
    }
    isOpen = false
    defer { pending.removeAll(keepingCapacity: true) }
    return pending
  }

  /// Undoes the open batch.
  public func rollback() {
    guard isOpen else { return }
    store.rollback()
    isOpen = false
    now = nowBefore
    hasArmedSchedules = false
    knowsTimers = false
    pending.removeAll()
  }
}
