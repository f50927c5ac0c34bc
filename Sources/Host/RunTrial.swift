public import RulesEngine
public import Store

/// Tries out what people may ask for with runs: in a copy of a database in memory, with a rulebook that a host may not
/// have loaded yet.
///
/// ```swift
/// let trial = try RunTrial(rulebook: rulebook, database: "shop.db")
/// let made = try trial.perform(.cancel, run: 12)
/// ```
public struct RunTrial {
  /// The copy.
  public let store: Store
  private let processor: Processor

  /// Copies the database.
  ///
  /// - Throws: `StorageError` when it cannot be read.
  public init(rulebook: Rulebook, database: String) throws(StorageError) {
    store = try Previews.store(rulebook, database: database)
    processor = Processor(rulebook: try Rulebooks.pinning(rulebook, in: store), storage: store)
    try store.begin()
  }

  /// The hash of the version of its workflow that a run would begin with now; nil where there is no such workflow.
  public func currentVersion(of run: RunRecord) -> String? {
    let (name, tenant) = TenantName.split(run.workflow)
    return processor.rulebook.rulebook(for: tenant).currentVersion(of: name)
  }

  /// Does it in the copy, at the time that the clock shows.
  ///
  /// - Returns: what it leads to.
  public func perform(_ operation: RunOperation, run: Int64) throws(ProcessingError) -> [Decision] {
    try processor.perform(operation, run: run, at: EngineClock.wallTime())
  }
}
