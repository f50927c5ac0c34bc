public import CEL
public import RulesEngine

/// A storage in plain dictionaries: slow, simple, and independent of SQLite, so that the real one can be held
/// against it.
public final class MemoryStorage: Storage {
  public struct State {
    public var tables: [[(key: String, row: [Value?])]]
    public var inbox: [InboxEvent] = []
    public var decisions: [DecisionRecord] = []
    public var letters: [DeadLetter] = []
    public var scores: [String: StoredScore] = [:]
    public var members: Set<String> = []
    public var timers: [Timer] = []
    public var runs: [RunRecord] = []
    public var waits: [RunWait] = []
    public var correlations: [(type: String, expression: String, value: String, event: Int64)] = []
    public var correlationStarts: [String: Int64] = [:]
    public var steps: [RunStep] = []
    public var incidents: [(incident: RunIncident, status: String)] = []
    public var tallies: [Tally] = []
    public var marks: [String: String] = [:]
  }

  public var state: State
  private let model: Model
  private var saved: [State] = []

  public init(model: Model) {
    self.model = model
    state = State(tables: model.entities.map { _ in [] })
  }

  public func begin() throws(StorageError) { saved.append(state) }
  public func commit() throws(StorageError) { _ = saved.popLast() }
  public func rollback() { if let last = saved.popLast() { state = last } }

  public func atomically<Result>(
    _ body: () throws(ProcessingError) -> Result
  ) throws(ProcessingError) -> Result {
    let before = state
    do { return try body() } catch {
      state = before
      throw error
    }
  }

  // MARK: The customer model

  public func row(entity: Int, key: Value) throws(StorageError) -> [Value?]? {
    state.tables[entity].first { $0.key == key.text }?.row
  }

  public func aggregate(_ aggregate: Aggregate, key: Value, now: Timestamp) throws(StorageError) -> Value? {
    var rows = try self.rows(
      RowQuery(entity: aggregate.entity, equal: [(aggregate.by, key)], filter: aggregate.filter), now: now)
    if let only = aggregate.only { rows = rows.filter { $0[only.column] == only.value } }
    if let window = aggregate.within {
      rows = rows.filter { row in
        guard case .timestamp(let at)? = row[window.of], let age = now.since(at) else { return false }
        return age >= .zero && age < window.length
      }
    }
    let field = aggregate.field
    let values = field.map { field in rows.compactMap { $0[field] } } ?? []
    switch aggregate.function {
    case .count: return .int(Int64(field == nil ? rows.count : values.count))
    case .exists: return .bool(field == nil ? !rows.isEmpty : !values.isEmpty)
    case .list: return .list(List(values))
    case .min: return values.min { $0.order($1) == .less }
    case .max: return values.max { $0.order($1) == .less }
    case .sum, .avg: return total(values, aggregate)
    }
  }

  private func total(_ values: [Value], _ aggregate: Aggregate) -> Value? {
    let type = aggregate.field.map { model.entities[aggregate.entity].fields[$0].type.value } ?? .int
    if type == .double || (type == .int && aggregate.function == .avg) {
      let sum = values.reduce(0.0) { sum, value in
        if case .double(let number) = value { return sum + number }
        if case .int(let number) = value { return sum + Double(number) }
        return sum
      }
      if aggregate.function == .sum { return .double(sum) }
      return values.isEmpty ? nil : .double(sum / Double(values.count))
    }
    if type == .int {
      return .int(values.reduce(0) { if case .int(let number) = $1 { $0 + number } else { $0 } })
    }
    var sum = Decimal(0)
    var currency = Currency(code: "USD")!
    for value in values {
      if case .money(let money) = value {
        (sum, currency) = (sum.adding(money.amount) ?? sum, money.currency)
      }
      if case .decimal(let number) = value { sum = sum.adding(number) ?? sum }
    }
    if aggregate.function == .avg {
      guard !values.isEmpty, let mean = sum.divided(by: Decimal(values.count)) else { return nil }
      sum = mean
    }
    return type == .money ? .money(Money(sum, currency)) : .decimal(sum)
  }

  public func rows(_ query: RowQuery, now: Timestamp) throws(StorageError) -> [[Value?]] {
    let frame = Frame()
    frame.now = now
    let found = state.tables[query.entity].map(\.row).filter { row in
      for (column, value) in query.equal {
        guard let value else {
          if row[column] != nil { return false }
          continue
        }
        guard let own = row[column], own.isEqual(to: value) else { return false }
      }
      guard let filter = query.filter else { return true }
      frame.prepare(slotCount: filter.columns.count)
      for (slot, column) in filter.columns.enumerated() { frame[slot] = column.flatMap { row[$0] } }
      if case .true = filter.program.test(frame) { return true }
      return false
    }
    return query.limit.map { Array(found.prefix($0)) } ?? found
  }

  public func write(_ change: RowChange) throws(StorageError) -> Int {
    let entity = model.entities[change.entity]
    let position = state.tables[change.entity].firstIndex { $0.key == change.key.text }
    switch change.verb {
    case .delete:
      if let position { state.tables[change.entity].remove(at: position) }
      return position == nil ? 0 : 1
    case .update where position == nil: return 0
    case .insert where position != nil:
      throw StorageError(.constraint, "`\(entity.table)` has a row `\(change.key.text)` already")
    default: break
    }
    var row = position.map { state.tables[change.entity][$0].row } ?? entity.fields.map { _ in nil }
    for (column, value) in change.values { row[column] = value }
    if let position {
      state.tables[change.entity][position].row = row
    } else {
      state.tables[change.entity].append((change.key.text, row))
      state.tables[change.entity].sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
    return 1
  }

  // MARK: The journal

  public func admit(_ event: InboxEvent) throws(StorageError) -> Admission {
    if let known = state.inbox.first(where: { $0.source == event.source && $0.id == event.id }) {
      let isSame =
        known.type == event.type && known.subject == event.subject && known.time == event.time
        && known.data == event.data
      return isSame ? .duplicate : .conflict
    }
    state.inbox.append(event)
    return .new(Int64(state.inbox.count))
  }

  public func record(_ decision: DecisionRecord) throws(StorageError) { state.decisions.append(decision) }

  public func deadLetter(_ letter: DeadLetter) throws(StorageError) {
    if !state.letters.contains(where: { $0.digest == letter.digest && $0.code == letter.code }) {
      state.letters.append(letter)
    }
  }

  // MARK: Derived state and timers

  public func score(_ name: String, key: Value) throws(StorageError) -> StoredScore? {
    state.scores["\(name)/\(key.text)"]
  }

  public func setScore(_ name: String, key: Value, to score: StoredScore) throws(StorageError) {
    state.scores["\(name)/\(key.text)"] = score
  }

  public func segments(entity: Int, key: Value) throws(StorageError) -> [String] {
    let start = "\(entity)/\(key.text)/"
    return state.members.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }.sorted()
  }

  public func setMembership(
    segment: String, entity: Int, key: Value, isMember: Bool, at: Timestamp
  ) throws(StorageError) {
    if isMember {
      state.members.insert("\(entity)/\(key.text)/\(segment)")
    } else {
      state.members.remove("\(entity)/\(key.text)/\(segment)")
    }
  }

  public func arm(_ timer: Timer) throws(StorageError) {
    if let known = state.timers.firstIndex(where: { $0.name == timer.name && $0.key == timer.key }) {
      state.timers[known] = timer
    } else {
      state.timers.append(timer)
    }
  }

  @discardableResult
  public func disarm(name: String, key: String) throws(StorageError) -> Bool {
    let before = state.timers.count
    state.timers.removeAll { $0.name == name && $0.key == key }
    return state.timers.count < before
  }

  public func timer(name: String, key: String) throws(StorageError) -> Timer? {
    state.timers.first { $0.name == name && $0.key == key }
  }

  public func nextTimer(until instant: Timestamp) throws(StorageError) -> Timer? {
    state.timers.filter { $0.fireAt <= instant }.min { ($0.fireAt, -$0.priority) < ($1.fireAt, -$1.priority) }
  }

  public func timersWithSpec(
    after number: Int64, limit: Int
  ) throws(StorageError) -> [(number: Int64, timer: Timer)] {
    let numbered = state.timers.enumerated().map { (number: Int64($0 + 1), timer: $1) }
    return Array(numbered.filter { $0.number > number && $0.timer.spec != nil }.prefix(limit))
  }

  // MARK: Tallies and marks

  public func addTally(_ tally: Tally) throws(StorageError) { state.tallies.append(tally) }

  public func tally(name: String, key: String, since: Timestamp) throws(StorageError) -> TallyTotal {
    var total = TallyTotal()
    for entry in state.tallies where entry.name == name && entry.key == key && entry.at >= since {
      try total.add(entry.amount, at: entry.at)
    }
    return total
  }

  public func mark(name: String, key: String) throws(StorageError) -> String? {
    state.marks["\(name)/\(key)"]
  }

  public func setMark(name: String, key: String, to value: String?) throws(StorageError) {
    state.marks["\(name)/\(key)"] = value
  }
}
