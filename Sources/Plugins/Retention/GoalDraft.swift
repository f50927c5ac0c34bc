internal import CEL
internal import RulesEngine

/// Hears that somebody who was exposed has converted.
struct GoalDraft: CodeDraft {
  let draft: RetentionDraft

  func link(_ linking: CodeLinking) -> (any DecisionCode)? {
    guard let position = linking.event, let table = LedgerTable(RetentionEvents.entity, linking),
      let converted = linking.eventType(Located(RetentionEvents.converted, draft.header.id.span))
    else { return nil }
    let errors = linking.diagnostics.count(of: .error)
    let name = linking.model.events[position].name
    let roles = draft.goals.filter { $0.events.contains { $0.value == name } }.map { goal in
      GoalCode.Role(
        condition: goal.condition.flatMap { linking.compile($0, expecting: .bool) },
        key: (goal.key ?? draft.key).flatMap { linking.compile($0) })
    }
    guard linking.diagnostics.count(of: .error) == errors else { return nil }
    return GoalCode(id: draft.id, window: draft.window, roles: roles, converted: converted, table: table)
  }
}

struct GoalCode: DecisionCode {
  struct Role: Sendable {
    var condition: Program?
    var key: Program?
  }

  let id: String
  let window: Duration
  let roles: [Role]
  let converted: Int
  let table: LedgerTable

  var emits: [Int] { [converted] }

  func run(_ context: DecisionContext) throws(EvaluationError) {
    for role in roles {
      if let condition = role.condition, try !context.holds(condition) { continue }
      let journey = "\(id)/\(try context.about(role.key))"
      if let row = try exposure(journey, context) { return try convert(row, context) }
    }
    context.pass()
  }

  /// The newest exposure that has not converted and whose time is not over.
  private func exposure(_ journey: String, _ context: DecisionContext) throws(EvaluationError) -> LedgerRow? {
    var newest: (at: Timestamp, row: LedgerRow)?
    for row in try table.rows(where: "journey", is: journey, context) where row["converted_at"] == nil {
      guard case .timestamp(let at)? = row["exposed_at"], let age = context.now.since(at), age <= window
      else {
        continue
      }
      if newest.map({ $0.at < at }) ?? true { newest = (at, row) }
    }
    return newest?.row
  }

  private func convert(_ row: LedgerRow, _ context: DecisionContext) throws(EvaluationError) {
    guard let key = row["id"]?.text, case .timestamp(let at)? = row["exposed_at"] else { return }
    let by = context.event.typeName
    try table.write(
      .update, key, [("converted_at", .timestamp(context.now)), ("converted_by", .string(by))], context)
    var fields: [(name: String, value: Value)] = [
      ("retention", .string(id)), ("held_out", row["held_out"] ?? false), ("by", .string(by)),
      ("after", .duration(context.now.since(at) ?? .zero)),
    ]
    if let variant = row["variant"] { fields.append(("variant", variant)) }
    context.emit(converted, fields)
  }
}
