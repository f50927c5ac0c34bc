internal import CEL
internal import RulesEngine

/// Actions, events and changes that a rule script asks for.
extension RuleRun {
  func perform(_ request: ScriptContext.Request) throws(EvaluationError) {
    switch request {
    case .action(let name, let arguments): try act(name, arguments)
    case .event(let type, let subject, let data): try emit(type, subject, data)
    case .change(let verb, let table, let filter, let values):
      try change(verb, table, where: filter, to: values)
    }
  }

  private func act(_ name: String, _ arguments: [(String, Value)]) throws(EvaluationError) {
    let actions = context.rulebook.actions
    guard let position = actions.firstIndex(where: { $0.name == name }) else {
      throw unknown("action", name, of: nil, among: actions.map(\.name))
    }
    try context.act(
      position, fitting(arguments, actions[position].parameters, "parameter", of: name))
  }

  private func emit(
    _ type: String, _ subject: String?, _ data: [(String, Value)]
  ) throws(EvaluationError) {
    guard let position = context.rulebook.event(named: type) else {
      throw unknown("event type", type, of: nil, among: world.model.events.map(\.name))
    }
    let fields = try fitting(data, world.model.events[position].fields, "field", of: type)
    context.emit(position, subject: subject, fields.map { (name: $0.0, value: $0.1) })
  }

  /// Named values against declared fields, in the order of the declaration. Null stands for nothing.
  private func fitting(
    _ given: [(String, Value)], _ fields: [EventField], _ what: String, of owner: String
  ) throws(EvaluationError) -> [(String, Value)] {
    if let extra = given.first(where: { entry in !fields.contains { $0.name == entry.0 } }) {
      throw unknown(what, extra.0, of: owner, among: fields.map(\.name))
    }
    var found: [(String, Value)] = []
    for field in fields {
      guard let value = given.first(where: { $0.0 == field.name })?.1, value != .null else {
        if field.type.isOptional { continue }
        throw EvaluationError(
          .invalidArgument, "`\(owner)` needs `\(field.name)`, which is \(field.type.value.article)")
      }
      found.append((field.name, try Self.fitting(value, field.type, "`\(field.name)` of `\(owner)`")))
    }
    return found
  }

  private func change(
    _ verb: RowChange.Verb, _ table: String, where filter: [(String, Value)], to values: [(String, Value)]
  ) throws(EvaluationError) {
    try allowWrite(table)
    guard let entity = world.entity(table) else {
      throw unknown("table", table, of: nil, among: world.model.entities.map(\.table))
    }
    var columns: [(column: Int, value: Value?)] = []
    for (name, value) in values {
      let column = try column(name, of: entity)
      columns.append((column, try fitting(value, column, of: entity)))
    }
    let key = world.model.entities[entity].key
    guard verb == .update || verb == .delete else {
      guard let own = columns.first(where: { $0.column == key })?.value else {
        let name = world.model.entities[entity].fields[key].name
        throw EvaluationError(.invalidArgument, "`\(verb.rawValue)` of `\(table)` needs the key `\(name)`")
      }
      return try context.write(RowChange(verb: verb, entity: entity, key: own, values: columns))
    }
    guard !filter.isEmpty else {
      throw EvaluationError(.invalidArgument, "`\(verb.rawValue)` of `\(table)` needs to know which rows")
    }
    for row in try rows(of: entity, where: filter) {
      guard let own = row[key] else { continue }
      try context.write(RowChange(verb: verb, entity: entity, key: own, values: columns))
    }
  }
}

/// Totals over the values of a column, exact where the values are.
enum RowTotals {
  /// `sum`, `min` or `max`; nothing of no values.
  static func value(of verb: String, _ values: [Value]) throws(EvaluationError) -> Value? {
    guard var total = values.first else { return nil }
    for value in values.dropFirst() {
      switch verb {
      case "sum": total = try sum(total, value)
      case "min": if try precedes(value, total) { total = value }
      default: if try precedes(total, value) { total = value }
      }
    }
    return total
  }

  /// The sum of no values.
  static func zero(_ type: ValueType, _ currency: Currency) -> Value? {
    switch type {
    case .int: .int(0)
    case .uint: .uint(0)
    case .double: .double(0)
    case .decimal: .decimal(Decimal(0))
    case .money: .money(Money(Decimal(0), currency))
    case .duration: .duration(.zero)
    default: nil
    }
  }

  private static func precedes(_ a: Value, _ b: Value) throws(EvaluationError) -> Bool {
    switch (a, b) {
    case (.string(let a), .string(let b)): return a.utf8.lexicographicallyPrecedes(b.utf8)
    case (.double(let a), .double(let b)): return a < b
    case (.uint(let a), .uint(let b)): return a < b
    default:
      if case .bool(let isLess) = try ExactOperator.less.apply(a, b) { return isLess }
      return false
    }
  }

  private static func sum(_ a: Value, _ b: Value) throws(EvaluationError) -> Value {
    switch (a, b) {
    case (.int(let a), .int(let b)):
      let (sum, overflow) = a.addingReportingOverflow(b)
      if overflow { throw EvaluationError(.overflow, "the sum is out of range") }
      return .int(sum)
    case (.double(let a), .double(let b)): return .double(a + b)
    case (.uint(let a), .uint(let b)):
      let (sum, overflow) = a.addingReportingOverflow(b)
      if overflow { throw EvaluationError(.overflow, "the sum is out of range") }
      return .uint(sum)
    default: return try ExactOperator.add.apply(a, b)
    }
  }
}
