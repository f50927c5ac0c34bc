internal import CEL

/// One row of an entity while a decision is made: its columns and facts, loaded when first read and kept
/// until the model changes.
final class EntityInstance: SlotResolver {
  let entity: Int
  private(set) var key: Value
  let frame = Frame()
  private unowned let knowledge: Knowledge
  private let layout: EntityLayout
  private let keyColumn: Int
  private var row: [Value?]??

  init(entity: Int, key: Value, knowledge: Knowledge) {
    self.entity = entity
    self.key = key
    self.knowledge = knowledge
    layout = knowledge.rulebook.layouts[entity]
    keyColumn = knowledge.rulebook.model.entities[entity].key
    frame.resolver = self
    forget()
  }

  /// Stands for another row from now on, which is loaded when it is asked for.
  func become(_ key: Value) {
    self.key = key
    forget()
  }

  /// Stands for another row from now on, whose columns are known.
  func become(_ key: Value, row: [Value?]) {
    self.key = key
    forget()
    self.row = .some(row)
  }

  /// Makes every slot be loaded again when it is read next.
  func forget() {
    row = nil
    forgetFacts()
  }

  private func forgetFacts() {
    frame.prepare(slotCount: layout.sources.count, as: .pending)
    frame.now = knowledge.now
  }

  /// Makes everything be found anew that a change of one row may have changed; what is known of the row itself stays.
  func forget(after change: RowChange) {
    if change.entity == entity, change.key == key { row = row.flatMap { renewed($0, change) } }
    forgetFacts()
  }

  /// The row with the new values; nil where it has to be read to know how they were kept.
  private func renewed(_ row: [Value?]?, _ change: RowChange) -> [Value?]?? {
    guard change.verb == .update, var row else { return nil }
    for (column, value) in change.values {
      let type = knowledge.rulebook.model.entities[entity].fields[column].type.value
      guard column != keyColumn, let kept = kept(value, as: type) else { return nil }
      row[column] = kept
    }
    return .some(row)
  }

  /// The value as it reads back from a column; nil where that takes reading it.
  private func kept(_ value: Value?, as type: ValueType) -> Value?? {
    switch (type, value) {
    case (_, nil): .some(nil)
    case (.string, .string), (.int, .int), (.bool, .bool), (.decimal, .decimal), (.money, .money):
      .some(value)
    case (.double, .double(let number)): .some(.double(number == 0 ? 0 : number))
    case (.timestamp, .timestamp(let instant)):
      .some(.timestamp(Timestamp(microseconds: instant.microseconds)))
    default: nil
    }
  }

  func resolve(slot: Int, in frame: Frame) throws(EvaluationError) {
    let value = try value(of: layout.sources[slot])
    if let value { frame.set(slot, value) } else { frame.setMissing(slot) }
  }

  /// The value of a column, a fact or related rows; nil where it is missing.
  func value(of source: EntityLayout.Source) throws(EvaluationError) -> Value? {
    switch source {
    case .column(let column): try self.column(column)
    case .row:
      try columns().map { .record(Record(layout: layout.record, values: $0)) }
    case .fact(let fact): try value(of: knowledge.rulebook.model.entities[entity].facts[fact])
    case .related(let position): try related(position)
    case .transient: nil
    }
  }

  /// The value of one slot, nil where it is missing.
  func read(_ slot: Int) throws(EvaluationError) -> Value? {
    if frame.isPending(slot) { try resolve(slot: slot, in: frame) }
    return frame[slot]
  }

  /// The value of a column; nil where it is missing. The key is known before the row is, also when there is no row.
  func column(_ column: Int) throws(EvaluationError) -> Value? {
    column == keyColumn ? key : try columns()?[column]
  }

  func columns() throws(EvaluationError) -> [Value?]? {
    if let row { return row }
    let loaded = try knowledge.reading { storage throws(StorageError) in
      try storage.row(entity: entity, key: key)
    }
    row = .some(loaded)
    return loaded
  }

  /// Whether the row belongs to another tenant: then nothing is known of it, nor of what points at it.
  private func isForeign() throws(EvaluationError) -> Bool {
    guard let view = knowledge.view, view.tenant != nil,
      knowledge.rulebook.model.entities[entity].tenant != nil
    else { return false }
    // What can be read is the tenant's own.
    if try columns() != nil { return false }
    return try knowledge.reading { _ throws(StorageError) in try view.isForeign(entity: entity, key: key) }
  }

  private func related(_ position: Int) throws(EvaluationError) -> Value {
    if try isForeign() { return .list(List([])) }
    let related = knowledge.rulebook.model.entities[entity].related[position]
    let layout = knowledge.rulebook.layouts[related.entity].record
    let rows = try knowledge.reading { storage throws(StorageError) in
      try storage.rows(
        RowQuery(entity: related.entity, equal: [(related.by, key)], limit: knowledge.rulebook.limits.rows),
        now: knowledge.now)
    }
    return .list(List(rows.map { .record(Record(layout: layout, values: $0)) }))
  }

  private func value(of fact: Fact) throws(EvaluationError) -> Value? {
    switch fact.source {
    case .aggregate(let aggregate):
      return try knowledge.aggregate(aggregate, of: isForeign() ? .null : key)
    case .value(let program): return try optional(program)
    case .score(let score): return .double(try self.score(knowledge.rulebook.model.scores[score]).value)
    case .band(let score):
      return try self.score(knowledge.rulebook.model.scores[score]).band.map(Value.string)
    case .segments:
      let names = try knowledge.reading { storage throws(StorageError) in
        try storage.segments(entity: entity, key: key)
      }
      return .list(List(names.map(Value.string)))
    }
  }

  /// The value of a program, nil where something it reads is missing.
  private func optional(_ program: Program) throws(EvaluationError) -> Value? {
    do {
      return try program.evaluate(frame)
    } catch  where error.kind == .missing {
      return nil
    }
  }

  /// The weighted score and its parts, in the order of the file.
  func score(_ score: Score) throws(EvaluationError) -> ScoreResult {
    var result = ScoreResult(parts: [])
    var weights = 0.0
    var total = 0.0
    for factor in score.factors {
      weights += factor.weight
      var part: Double?
      if let value = try optional(factor.value)?.asDouble { part = Swift.min(Swift.max(value, 0), 1) }
      total += factor.weight * (part ?? 0)
      result.parts.append((factor.name, part))
    }
    let share = weights > 0 ? total / weights : 0
    // Two decimals: a score is for people, and the last bits of a sum must not decide a band.
    result.value = ((score.low + (score.high - score.low) * share) * 100).rounded() / 100
    result.band = score.bands.first { $0.test.fits(.double(result.value)) }?.name
    return result
  }
}

/// A computed score with what each factor was, nil for a factor whose inputs are missing.
struct ScoreResult {
  var value = 0.0
  var band: String?
  var parts: [(name: String, value: Double?)]
}

extension Value {
  /// The number as a double, for scores; nil for anything that is not a number.
  var asDouble: Double? {
    switch self {
    case .double(let number): number
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    case .decimal(let number): Double(number.description)
    case .money(let money): Double(money.amount.description)
    case .bool(let flag): flag ? 1 : 0
    default: nil
    }
  }
}
