public import CEL
public import RulesEngine

/// The customer model and the journal in one SQLite file.
///
/// A store belongs to one thread at a time. One process at a time writes to a database; others may read it
/// meanwhile.
///
/// ```swift
/// let store = try Store(path: "shop.db", model: model, currency: usd, mode: .readWrite)
/// try store.begin()
/// try store.write(RowChange(verb: .insert, entity: 0, key: "c1", values: [(0, "c1"), (1, "Ada")]))
/// try store.commit()
/// ```
public final class Store {
  /// What a store may be used for.
  public enum Mode: Sendable {
    /// Reading and writing; the file, tables and columns are made when they are not there.
    case readWrite
    /// Reading only; nothing is made or changed.
    case readOnly
    /// Short changes to the journal beside the one process that writes, such as closing an incident. The database must
    /// be of this version.
    case beside
  }

  /// The file, as it was named when the store was opened.
  public var path: String { database.path }

  let database: Database
  let journal: Journal
  let deliveries: Deliveries
  private(set) var model: Model
  let currency: Currency
  private(set) var tables: [Table]
  let encoder: Encoder
  let decoder: Decoder
  let tester: RowTester
  var rowStatements: [Statement?]
  var writePlans: [WritePlanKey: WritePlan] = [:]
  var lastWritePlan: WritePlan?
  var aggregatePlans: [Int: AggregatePlan] = [:]
  var queryPlans: [QueryPlanKey: QueryPlan] = [:]
  private let lock: LockBox?
  private let mode: Mode

  /// Opens a database.
  ///
  /// - Parameters:
  ///   - path: the file, or `:memory:` for a store that is gone when it is closed.
  ///   - currency: the currency of amounts that name none.
  /// - Throws: `.busy` when another process writes to it, `.newerSchema`, `.notADatabase`, `.readOnly`,
  ///   `.inputOutput`, `.corrupt`, and `.schema` when its tables do not fit the model.
  public convenience init(path: String, model: Model, currency: Currency, mode: Mode) throws(StorageError) {
    if path == ":memory:" {
      try self.init(Database.openInMemory(), nil, model, currency, mode: .readWrite)
      return
    }
    try FilePlace.check(path, mustExist: mode != .readWrite)
    switch mode {
    case .readOnly: try self.init(Database.openForReading(path), nil, model, currency, mode: mode)
    case .beside: try self.init(Database.openForWriting(path), nil, model, currency, mode: mode)
    case .readWrite:
      let lock = try LockBox(path)
      try self.init(Database.openForWriting(path), lock, model, currency, mode: mode)
    }
  }

  private init(
    _ database: Database, _ lock: LockBox?, _ model: Model, _ currency: Currency, mode: Mode
  ) throws(StorageError) {
    try database.addAmountFunctions(currency)
    if mode == .readWrite {
      try Schema.migrate(database)
    } else {
      try Schema.checkForReading(database, latest: Migration.latest)
    }
    self.database = database
    self.lock = lock
    self.mode = mode
    self.model = model
    self.currency = currency
    journal = Journal(database)
    deliveries = Deliveries(journal)
    tables = try Store.setUp(database, journal, model, currency, mode)
    encoder = Encoder(currency: currency)
    decoder = Decoder(currency: currency)
    tester = RowTester(decoder)
    rowStatements = Array(repeating: nil, count: model.entities.count)
    database.undoRow = { [unowned self] change, old throws(StorageError) in try takeBack(change, old) }
  }

  /// Serves another version of the model from here on: tables and columns that are missing are made. Between
  /// transactions only.
  ///
  /// - Throws: `.schema` when the tables do not fit it; then nothing changed.
  public func adopt(_ model: Model, currency: Currency) throws(StorageError) {
    guard currency == self.currency else {
      throw StorageError(
        .schema,
        "the currency of a rulebook in use cannot change from \(self.currency.code) to \(currency.code); "
          + "stop, and start with a database of its own")
    }
    tables = try Store.setUp(database, journal, model, currency, mode)
    self.model = model
    rowStatements = Array(repeating: nil, count: model.entities.count)
    writePlans.removeAll()
    lastWritePlan = nil
    aggregatePlans.removeAll()
    queryPlans.removeAll()
  }

  /// Makes or checks the tables of the model in one transaction.
  private static func setUp(
    _ database: Database, _ journal: Journal, _ model: Model, _ currency: Currency, _ mode: Mode
  ) throws(StorageError) -> [Table] {
    let setup = TableSetup(database: database, mayWrite: mode == .readWrite)
    guard mode == .readWrite else { return try setup.tables(for: model) }
    try journal.begin()
    do {
      try checkCurrency(journal, model, currency)
      let tables = try setup.tables(for: model)
      try journal.commit()
      return tables
    } catch {
      journal.rollback()
      throw error
    }
  }

  /// Amounts are kept without a code in one currency; another one would change what they mean.
  private static func checkCurrency(
    _ journal: Journal, _ model: Model, _ currency: Currency
  ) throws(StorageError) {
    guard !model.entities.isEmpty else { return }
    guard let known = try journal.meta("currency") else {
      return try journal.setMeta("currency", to: currency.code)
    }
    guard known == currency.code else {
      throw StorageError(
        .schema,
        "the amounts in \(journal.database.path) are in \(known), but the rulebook's currency is "
          + "\(currency.code); use a database of its own for this rulebook, or set the currency back")
    }
  }

  /// A copy in memory, of one moment: what is decided on it changes nothing here. Also of a database that another
  /// process is writing to.
  public func copyToMemory() throws(StorageError) -> Store {
    try Store(database.copyToMemory(), nil, model, currency, mode: .readWrite)
  }
}

/// Holds the write lock as long as the store lives.
private final class LockBox {
  private let lock: WriteLock

  init(_ path: String) throws(StorageError) { lock = try WriteLock(database: path) }
}
