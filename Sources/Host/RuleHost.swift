public import CEL
internal import RuleFiles
public import RulesEngine
internal import Store

/// A rulebook and a database, as a platform embeds them.
///
/// ```swift
/// let host = try RuleHost(rules: "rules", database: "shop.db")
/// let quote = try await host.decide(event)        // what would it lead to? Nothing is written.
/// let decisions = try await host.process(event)   // durable when it returns
/// let why = await host.explain(decisions[0])
/// ```
///
/// Events are CloudEvents JSON. All calls of one host are served one after the other, on no thread of its own.
public actor RuleHost {
  /// Why a host could not be made from a folder.
  public struct BadRulebook: Error, CustomStringConvertible {
    /// What is wrong, as `bylaw check` prints it.
    public let findings: String

    public var description: String { findings }
  }

  /// The rulebook that decides.
  public nonisolated let rulebook: Rulebook
  private let store: Store
  private let processor: Processor
  private let reader: EventReader
  private let clock: EngineClock
  private var now: Timestamp?

  /// Loads a rulebook and opens a database; both are checked before anything is decided.
  ///
  /// - Parameters:
  ///   - rules: the rulebook's folder.
  ///   - database: the SQLite file; made if it is not there. `:memory:` keeps nothing.
  ///   - clock: what the host takes for the present.
  /// - Throws: `BadRulebook`, `RulebookLoader.Failure`, or `StorageError`.
  public init(rules: String, database: String, clock: EngineClock = .wall) throws {
    let loaded = try Rulebooks.load(folder: rules)
    guard let rulebook = loaded.rulebook else {
      throw BadRulebook(
        findings: DiagnosticFormat.human.render(loaded.diagnostics.report(limit: 20), sources: loaded.texts))
    }
    self.rulebook = rulebook
    self.clock = clock
    store = try Store(path: database, model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    processor = Processor(rulebook: rulebook, storage: store)
    reader = EventReader(rulebook: rulebook)
    try store.remember(rulebook)
    if case .events = clock { now = try store.lastInstant() }
  }

  /// Says what an event would lead to: the decision on it, then those on the events it would emit.
  ///
  /// - Throws: `ProcessingError.refused` when the event is at fault.
  public func decide(_ event: [UInt8]) throws -> [Decision] {
    let incoming = try reader.read(event, now: present())
    try store.begin()
    defer { store.rollback() }
    return try processor.preview(incoming, at: instant(of: incoming))
  }

  /// Processes an event, after the timers that fell due before it. Everything is durable when this returns.
  ///
  /// - Returns: the decisions, in order; none for an event that was processed before.
  /// - Throws: `ProcessingError.refused` when the event is at fault: nothing of it stays.
  public func process(_ event: [UInt8]) throws -> [Decision] {
    let incoming = try reader.read(event, now: present())
    return try inTransaction {
      let instant = instant(of: incoming)
      var decisions = try fire(until: instant)
      now = instant
      if case .decided(let own) = try processor.process(incoming, at: instant) { decisions += own }
      return decisions
    }
  }

  /// Fires the timers that are due: at the clock's present, or at an instant that is given.
  ///
  /// - Returns: what they led to, in order.
  public func fireTimers(until instant: Timestamp? = nil) throws -> [Decision] {
    guard let until = instant ?? present() ?? now else { return [] }
    return try inTransaction { try fire(until: until) }
  }

  /// The instant at which the next timer falls due; nil when none waits.
  public func nextTimer() throws -> Timestamp? { try store.nextTimer(until: .distantFuture)?.fireAt }

  /// Says why a decision came out as it did: every definition that answers the event, with its reason.
  public func explain(_ decision: Decision) -> Explanation {
    Explainer(rulebook: rulebook).explain(decision.event, decision.record)
  }

  private func present() -> Timestamp? {
    switch clock {
    case .wall: EngineClock.wallTime()
    case .manual(let instant): instant
    case .events: nil
    }
  }

  private func instant(of event: IncomingEvent) -> Timestamp {
    present() ?? max(now ?? event.time, event.time)
  }

  private func fire(until instant: Timestamp) throws -> [Decision] {
    try processor.armSchedules(at: now ?? instant)
    var decisions: [Decision] = []
    while let timer = try store.nextTimer(until: instant) {
      let at = max(now ?? timer.fireAt, timer.fireAt)
      now = at
      decisions += try processor.fire(
        timer, at: at, reader: reader, present: present() == nil ? nil : instant)
    }
    return decisions
  }

  private func inTransaction<Result>(_ body: () throws -> Result) throws -> Result {
    try store.begin()
    do {
      let result = try body()
      try store.commit()
      return result
    } catch {
      store.rollback()
      throw error
    }
  }
}
