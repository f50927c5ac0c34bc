internal import CEL
internal import RulesEngine

/// One run of a rule script: what it reads, and where what it asks for is carried out.
final class RuleRun {
  let context: DecisionContext
  let world: RuleWorld
  private let mayWrite: Bool
  /// A fact that could not be fetched, or whatever else the script must not pass over.
  private(set) var failure: EvaluationError?
  private var facts: [(name: String, value: Value?)] = []
  private static let maxNoted = 100

  init(_ context: DecisionContext, _ world: RuleWorld, mayWrite: Bool) {
    self.context = context
    self.world = world
    self.mayWrite = mayWrite
  }

  /// What `event` is in the script.
  var event: any FieldSource { EventFields(context.event, world) }

  /// What the second parameter is; nil where the event has no subject.
  var subject: (any FieldSource)? {
    guard let binding = world.bindings.first, binding.field == nil, let key = key(of: binding) else {
      return nil
    }
    return RowFields(self, binding.entity, key, path: binding.variable)
  }

  private func key(of binding: RuleWorld.Binding) -> Value? {
    guard let field = binding.field else { return context.event.subject.map(Value.string) }
    return context.event.values[field]
  }

  /// Runs a question to the store; one that fails there fails the script.
  private func asking<Answer>(
    _ body: () throws(EvaluationError) -> Answer
  ) throws(EvaluationError) -> Answer {
    do {
      return try body()
    } catch {
      if error.kind == .unavailable { failure = failure ?? error }
      throw error
    }
  }

  func fact(_ name: String, of entity: Int, key: Value, path: String) throws(EvaluationError) -> Value? {
    let value = try asking { () throws(EvaluationError) in
      try context.fact(name, of: entity, key: key)
    }
    note("\(path).\(name)", value)
    return value
  }

  // MARK: Questions

  func answer(_ question: ScriptContext.FactQuestion) throws(EvaluationError) -> Value? {
    let parts = question.path.split(separator: ".", maxSplits: 1).map(String.init)
    let name = parts.first ?? ""
    let field = parts.count > 1 ? parts[1] : nil
    if question.filter.isEmpty, question.verb == "get",
      let binding = world.bindings.first(where: { $0.variable == name })
    {
      guard let field, world.entityNames[binding.entity].contains(field) else {
        throw unknown("field", field ?? "", of: name, among: world.entityNames[binding.entity])
      }
      guard let key = key(of: binding) else { return nil }
      return try fact(field, of: binding.entity, key: key, path: name)
    }
    guard let entity = world.entity(name) else {
      throw unknown("table", name, of: nil, among: world.model.entities.map(\.table))
    }
    let value = try answer(question, about: entity, field)
    let filter = question.filter.map { "\($0.0)=\($0.1.text)" }.joined(separator: ",")
    note("\(question.verb) \(question.path)\(filter.isEmpty ? "" : "[\(filter)]")", value)
    return value
  }

  private func answer(
    _ question: ScriptContext.FactQuestion, about entity: Int, _ field: String?
  ) throws(EvaluationError) -> Value? {
    let rows = try rows(of: entity, where: question.filter)
    switch question.verb {
    case "count": return .int(Int64(rows.count))
    case "rows": return .list(List(rows.map { record($0, entity) }))
    case "get":
      guard let field else { return rows.first.map { record($0, entity) } }
      guard let row = rows.first, let key = row[world.model.entities[entity].key] else { return nil }
      guard world.entityNames[entity].contains(field) else {
        throw unknown("field", field, of: question.path, among: world.entityNames[entity])
      }
      return try asking { () throws(EvaluationError) in try context.fact(field, of: entity, key: key) }
    default:
      let column = try self.column(field ?? "", of: entity)
      let type = world.model.entities[entity].fields[column].type.value
      return try RowTotals.value(of: question.verb, rows.compactMap { $0[column] })
        ?? (question.verb == "sum" ? RowTotals.zero(type, context.rulebook.currency) : nil)
    }
  }

  private func record(_ row: [Value?], _ entity: Int) -> Value {
    let fields = world.model.entities[entity].fields
    return .map(Map(zip(fields, row).compactMap { field, value in value.map { (field.name, $0) } }))
  }

  /// The rows that equal a filter; more than the rulebook allows are an error.
  func rows(of entity: Int, where filter: [(String, Value)]) throws(EvaluationError) -> [[Value?]] {
    var equal: [(column: Int, value: Value?)] = []
    for (name, value) in filter {
      let column = try column(name, of: entity)
      equal.append((column, try fitting(value, column, of: entity)))
    }
    let limit = context.rulebook.limits.rows
    let found = try asking { () throws(EvaluationError) in
      try context.rows(RowQuery(entity: entity, equal: equal, limit: limit + 1))
    }
    guard found.count <= limit else {
      throw EvaluationError(.budget, "more than \(limit) rows of `\(world.model.entities[entity].name)`")
    }
    return found
  }

  func column(_ name: String, of entity: Int) throws(EvaluationError) -> Int {
    let found = world.model.entities[entity]
    if let column = found.column(name) { return column }
    throw unknown("field", name, of: found.name, among: found.fields.map(\.name))
  }

  /// A value for a column; null is SQL's.
  func fitting(_ value: Value, _ column: Int, of entity: Int) throws(EvaluationError) -> Value? {
    if case .null = value { return nil }
    let field = world.model.entities[entity].fields[column]
    return try Self.fitting(value, field.type, "`\(field.name)` of `\(world.model.entities[entity].name)`")
  }

  /// A script's value as a declared type has it.
  static func fitting(_ value: Value, _ type: FieldType, _ what: String) throws(EvaluationError) -> Value {
    guard let fitting = type.value.adapt(value) else {
      throw EvaluationError(
        .invalidArgument, "\(what) must be \(type.value.article), not \("\(value)".prefix(60))")
    }
    if let allowed = type.allowed, case .string(let text) = fitting, !allowed.contains(text) {
      throw EvaluationError(
        .invalidArgument, "\(what) must be one of \(allowed.joined(separator: ", ")), not \(text.prefix(60))")
    }
    return fitting
  }

  func unknown(
    _ what: String, _ name: String, of owner: String?, among valid: [String]
  ) -> EvaluationError {
    let meant = Suggestion.best(for: name, among: valid)
    return EvaluationError(
      .unknownName,
      "\(owner.map { "`\($0)` has no \(what)" } ?? "no \(what) is called") `\(name)`"
        + (meant.map { "; did you mean `\($0)`?" } ?? ""))
  }

  // MARK: Notes

  /// Keeps a fact that was read, for `explain`.
  private func note(_ name: String, _ value: Value?) {
    guard facts.count < Self.maxNoted, !facts.contains(where: { $0.name == name }) else { return }
    switch value {
    case .list(let list): facts.append((name, .string("\(list.count) rows")))
    case .map, .record: facts.append((name, .string("a row")))
    case .string(let text) where text.utf8.count > 200:
      facts.append((name, .string(String(text.prefix(50)) + "…")))
    default: facts.append((name, value))
    }
  }

  /// Writes the facts that were read into the decision.
  func noteFacts() {
    guard !facts.isEmpty else { return }
    var writer = JSONWriter()
    writer.beginObject()
    for fact in facts {
      writer.key(fact.name)
      if let value = fact.value { writer.write(value) } else { writer.null() }
    }
    writer.endObject()
    context.note("facts", writer.octets)
  }

  func allowWrite(_ table: String) throws(EvaluationError) {
    if mayWrite { return }
    // Whether a rule writes is known before it runs, from the names in its file.
    throw EvaluationError(
      .unavailable, "a change of `\(table)` must be written out, as in `ctx.update(...)`")
  }
}

/// The fields of the event at hand.
private final class EventFields: FieldSource {
  private let event: IncomingEvent
  private let world: RuleWorld

  init(_ event: IncomingEvent, _ world: RuleWorld) { (self.event, self.world) = (event, world) }

  var fieldNames: [String] { world.eventNames }

  func field(_ name: String) -> ScriptValue? {
    for (position, field) in world.type.fields.enumerated() where field.name == name {
      return event.values[position].map(ScriptValue.value)
    }
    switch name {
    case "id": return .value(.string(event.id))
    case "type": return .value(.string(event.typeName))
    case "time": return .value(.timestamp(event.time))
    case "subject": return event.subject.map { .value(.string($0)) }
    case "source": return .value(.string(event.source))
    case "tenant": return event.tenant.map { .value(.string($0)) }
    default: return nil
    }
  }
}

/// A row of an entity with its facts, each read when the script asks for it.
private final class RowFields: FieldSource {
  private unowned let run: RuleRun
  private let entity: Int
  private let key: Value
  private let path: String

  init(_ run: RuleRun, _ entity: Int, _ key: Value, path: String) {
    (self.run, self.entity, self.key, self.path) = (run, entity, key, path)
  }

  var fieldNames: [String] { run.world.entityNames[entity] }

  func field(_ name: String) throws(EvaluationError) -> ScriptValue? {
    try run.fact(name, of: entity, key: key, path: path).map(ScriptValue.value)
  }
}
