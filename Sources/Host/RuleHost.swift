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
  private let engine: Engine

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
    let store = try Store(
      path: database, model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    engine = try Engine(rulebook: rulebook, store: store, clock: clock)
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
    return try inTransaction {
      try engine.fireTimers(until: engine.instant(for: incoming)) { _ in true }
      _ = try engine.process(incoming)
    }
  }

  /// Fires the timers that are due: at the clock's present, or at an instant that is given.
  ///
  /// - Returns: what they led to, in order.
  public func fireTimers(until instant: Timestamp? = nil) throws -> [Decision] {
    guard let until = instant ?? engine.present ?? engine.now else { return [] }
    return try inTransaction { try engine.fireTimers(until: until) { _ in true } }
  }

  /// The instant at which the next timer falls due; nil when none waits.
  public func nextTimer() throws -> Timestamp? { try engine.nextTimer() }

  /// Says why a decision came out as it did: every definition that answers the event, with its reason.
  public func explain(_ decision: Decision) -> Explanation {
    Explainer(rulebook: rulebook).explain(decision.event, decision.record)
  }

  private func inTransaction(_ body: () throws -> Void) throws -> [Decision] {
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
