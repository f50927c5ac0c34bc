internal import CEL

/// What is known while one event and its chain are processed: the rows and facts read so far.
final class Knowledge {
  let rulebook: Rulebook
  let storage: any Storage
  /// The storage where it shows a tenant's rows only; nil where nobody's rows are told apart.
  let view: TenantStorage?
  private(set) var now: Timestamp
  /// The rows of this event: most events are about very few, which are found faster without hashing.
  private var few: [(key: InstanceKey, instance: EntityInstance)] = []
  private var many: [InstanceKey: EntityInstance] = [:]
  /// Instances of earlier events, to be used again.
  private var idle: [EntityInstance] = []
  /// Aggregates for all rows, by their numbers; how often each was asked for before; and how often it has to be.
  private var tables: [Int: AggregateTable] = [:]
  private var asked: [Int: Int] = [:]
  private var patience: Int?
  /// How often the model was changed.
  private(set) var changes = 0
  /// A failure of the store during a read. It must not pass for a condition that could not be evaluated.
  private(set) var failure: StorageError?
  /// Working memory for finding rules.
  let ruleScratch = MatchScratch()
  /// Working memory for finding rows, which happens while rules are judged.
  let rowScratch = MatchScratch()

  private struct InstanceKey: Hashable {
    let entity: Int
    let key: String
  }

  init(rulebook: Rulebook, storage: any Storage) {
    self.rulebook = rulebook
    self.storage = storage
    view = storage as? TenantStorage
    now = Timestamp(microseconds: 0)
  }

  /// Starts afresh for an event at `instant`.
  func begin(at instant: Timestamp) {
    now = instant
    for (_, instance) in few where idle.count < 64 { idle.append(instance) }
    few.removeAll(keepingCapacity: true)
    if !many.isEmpty {
      for instance in many.values where idle.count < 64 { idle.append(instance) }
      many.removeAll(keepingCapacity: true)
    }
    failure = nil
  }

  /// The row of an entity with this key.
  func instance(entity: Int, key: Value) -> EntityInstance {
    let name = InstanceKey(entity: entity, key: key.identity)
    for known in few where known.key == name { return known.instance }
    if !many.isEmpty, let known = many[name] { return known }
    let made = fresh(entity, key)
    if few.count < Self.fewRows { few.append((name, made)) } else { many[name] = made }
    return made
  }

  private static let fewRows = 8

  private func forEachInstance(_ body: (EntityInstance) -> Void) {
    for (_, instance) in few { body(instance) }
    for instance in many.values { body(instance) }
  }

  /// An instance that nobody holds any more, or a new one.
  private func fresh(_ entity: Int, _ key: Value) -> EntityInstance {
    guard let place = idle.lastIndex(where: { $0.entity == entity }) else {
      return EntityInstance(entity: entity, key: key, knowledge: self)
    }
    let instance = idle.remove(at: place)
    instance.become(key)
    return instance
  }

  /// The model has changed: everything is read again when it is asked for next.
  func forget() {
    changes += 1
    forEachInstance { $0.forget() }
  }

  /// One row has changed: facts are computed again, and rows are read again where the change may show in them.
  func forget(after change: RowChange) {
    guard storage.isPlain(entity: change.entity) else { return forget() }
    changes += 1
    forEachInstance { $0.forget(after: change) }
  }

  /// The value of an aggregate. When the same one is asked for of many rows in turn, it is computed for all of them.
  func aggregate(_ aggregate: Aggregate, of key: Value) throws(EvaluationError) -> Value? {
    if let known = tables[aggregate.id] {
      return key == .null ? known.otherwise : known.values[key.identity] ?? known.otherwise
    }
    if let patience {
      asked[aggregate.id, default: 0] += 1
      // A store that cannot give all of them says why for the row that it cannot give.
      if asked[aggregate.id] == patience, let all = try? storage.aggregates(aggregate, now: now) {
        tables[aggregate.id] = all
      }
    }
    return try reading { storage throws(StorageError) in
      try storage.aggregate(aggregate, key: key, now: now)
    }
  }

  /// Prepares for looking at many rows in turn.
  func expectManyRows() { patience = 32 }

  /// What was computed for all rows may have changed. Computing it again is put off ever longer.
  func forgetTables() {
    tables.removeAll()
    asked.removeAll()
    patience = patience.map { $0 * 8 }
  }

  /// Reads from the store; a failure is kept, and told to the program as a value that is not available.
  func reading<Result>(
    _ body: (any Storage) throws(StorageError) -> Result
  ) throws(EvaluationError) -> Result {
    do {
      return try body(storage)
    } catch  where error.kind == .constraint {
      // What the rows hold cannot be read as the model says: this fact fails, not the store.
      throw EvaluationError(.failed, error.message)
    } catch  where error.kind == .tenant {
      throw EvaluationError(.notPermitted, error.message)
    } catch {
      throw failed(error)
    }
  }

  /// Keeps a failure of the store, and gives what a program is told of it.
  func failed(_ error: StorageError) -> EvaluationError {
    failure = failure ?? error
    return EvaluationError(.unavailable, error.message)
  }

  /// Throws the failure of the store, if there was one.
  func check() throws(ProcessingError) {
    if let failure { throw .storage(failure) }
  }
}

extension Value {
  /// The value as a key in text: what tells one row or timer from another.
  package var identity: String {
    if case .string(let text) = self { return text }
    return text
  }
}
