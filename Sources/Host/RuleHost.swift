public import CEL
internal import RuleFiles
public import RulesEngine
internal import Store

/// A rulebook and a database, as a platform embeds them.
///
/// ```swift
/// let host = try RuleHost(rules: "rules", database: "shop.db")
/// await host.onAction("notify") { delivery in
///   try await messages.send(delivery.action.arguments, once: delivery.key)
///   return nil
/// }
/// let quote = try await host.decide(event)        // what would it lead to? Nothing is written.
/// let decisions = try await host.process(event)   // durable when it returns
/// let why = await host.explain(decisions[0])
/// try await host.run()                            // timers and deliveries, until the task is cancelled
/// ```
///
/// Events are CloudEvents JSON. All calls of one host are served one after the other. It has no thread of its own:
/// handlers run as tasks, at most `Options.delivery.concurrency` of them.
public actor RuleHost {
  /// Why a host could not be made from a folder, or not be given another rulebook.
  public struct BadRulebook: Error, CustomStringConvertible {
    /// What is wrong, as `bylaw check` prints it.
    public let findings: String

    public var description: String { findings }
  }

  /// What a host is given from outside, so that it does the same in every run.
  public struct Options: Sendable {
    /// What the host takes for the present.
    public var clock = EngineClock.wall
    /// The host's name in the journal, how many actions are out at a time, and the seed of the waits between attempts.
    public var delivery = Dispatcher.Options()

    public init() {}
  }

  let engine: Engine
  var handlers = ActionHandlers()
  let dispatcher: Dispatcher
  /// Woken when a handler has come back, or an event has left something to do.
  nonisolated let alarm = Alarm()
  private let folder: String

  /// Loads a rulebook and opens a database; both are checked before anything is decided.
  ///
  /// - Parameters:
  ///   - rules: the rulebook's folder.
  ///   - database: the SQLite file; made if it is not there. `:memory:` keeps nothing.
  /// - Throws: `BadRulebook`, `RulebookLoader.Failure`, or `StorageError`; `.busy` when another process writes to it.
  public init(rules: String, database: String, options: Options = Options()) throws {
    let rulebook = try Self.load(rules)
    let store = try Store(
      path: database, model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    folder = rules
    engine = try Engine(rulebook: rulebook, store: store, clock: options.clock)
    dispatcher = Dispatcher(
      engine: engine, handlers: ActionHandlers(), options: options.delivery, wake: { [alarm] in alarm.ring() }
    )
  }

  /// A host on a clock, with everything else as usual.
  public init(rules: String, database: String, clock: EngineClock) throws {
    var options = Options()
    options.clock = clock
    try self.init(rules: rules, database: database, options: options)
  }

  /// The rulebook that decides.
  public var rulebook: Rulebook { engine.rulebook }

  /// Reads the rulebook's folder again and decides by what it finds from here on.
  ///
  /// - Throws: `BadRulebook`, `RulebookLoader.Failure` or `StorageError`; then the rulebook before stays in use.
  public func reload() throws {
    try engine.use(Self.load(folder))
    alarm.ring()
  }

  private static func load(_ folder: String) throws -> Rulebook {
    let loaded = try Rulebooks.load(folder: folder)
    if let rulebook = loaded.rulebook { return rulebook }
    throw BadRulebook(
      findings: DiagnosticFormat.human.render(loaded.diagnostics.report(limit: 20), sources: loaded.texts))
  }

  /// Says what an event would lead to: the decision on it, then those on the events it would emit.
  ///
  /// - Throws: `ProcessingError.refused` when the event is at fault.
  public func decide(_ event: [UInt8]) throws -> [Decision] {
    let incoming = try engine.read(event)
    try engine.open()
    defer { engine.rollback() }
    return try engine.preview(incoming)
  }

  /// Processes an event, after the timers that fell due before it. Everything is durable when this returns.
  ///
  /// - Returns: the decisions, in order; none for an event that was processed before.
  /// - Throws: `ProcessingError.refused` when the event is at fault: nothing of it stays.
  public func process(_ event: [UInt8]) throws -> [Decision] {
    let incoming = try engine.read(event)
    defer { alarm.ring() }
    return try inBatch {
      try engine.fireTimers(until: engine.instant(for: incoming)) { _ in true }
      _ = try engine.process(incoming)
    }
  }

  /// Fires the timers that are due: at the clock's present, or at an instant that is given.
  ///
  /// - Returns: what they led to, in order.
  public func fireTimers(until instant: Timestamp? = nil) throws -> [Decision] {
    guard let until = instant ?? engine.present ?? engine.now else { return [] }
    return try inBatch { try engine.fireTimers(until: until) { _ in true } }
  }

  /// The instant at which the next timer falls due; nil when none waits.
  public func nextTimer() throws -> Timestamp? { try engine.nextTimer() }

  /// Says why a decision came out as it did: every definition that answers the event, with its reason.
  public func explain(_ decision: Decision) -> Explanation {
    Explainer(rulebook: rulebook).explain(decision.event, decision.record)
  }

  func inBatch(_ body: () throws -> Void) throws -> [Decision] {
    try engine.open()
    do {
      try body()
      return try engine.commit()
    } catch {
      engine.rollback()
      throw error
    }
  }
}
