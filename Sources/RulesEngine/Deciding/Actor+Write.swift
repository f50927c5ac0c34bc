internal import CEL

extension Actor {
  /// Computes a model change and writes it; what is read afterwards sees it.
  func write(_ plan: WritePlan) throws(EvaluationError) {
    switch plan.verb {
    case .insert, .upsert:
      let values = try values(of: plan)
      let entity = rulebook.model.entities[plan.entity]
      guard let key = values.first(where: { $0.column == entity.key })?.value else {
        throw EvaluationError(
          .missing, "the key `\(entity.fields[entity.key].name)` of `\(entity.name)` is missing")
      }
      try apply(RowChange(verb: plan.verb, entity: plan.entity, key: key, values: values))
    case .update, .delete:
      try change(plan)
    }
    situation.forget()
  }

  /// Updates or deletes the rows that match, each with its own values in the `row` slots.
  private func change(_ plan: WritePlan) throws(EvaluationError) {
    let entity = rulebook.model.entities[plan.entity]
    var match: [(column: Int, value: Value?)] = []
    for condition in plan.match {
      guard let value = try condition.value.optional(in: situation.frame) else { return }
      match.append((condition.column, value))
    }
    let limit = rulebook.limits.rows
    let rows = try situation.knowledge.reading { storage throws(StorageError) in
      try storage.rows(
        RowQuery(entity: plan.entity, equal: match, limit: limit + 1), now: situation.knowledge.now)
    }
    guard rows.count <= limit else {
      throw EvaluationError(.budget, "more than \(limit) rows of `\(entity.name)` match one change")
    }
    for row in rows {
      guard let key = row[entity.key] else { continue }
      for slot in plan.rowSlots { situation.set(slot.slot, row[slot.column]) }
      let values = plan.verb == .delete ? [] : try values(of: plan)
      try apply(RowChange(verb: plan.verb, entity: plan.entity, key: key, values: values))
    }
  }

  private func values(of plan: WritePlan) throws(EvaluationError) -> [(column: Int, value: Value?)] {
    var values: [(column: Int, value: Value?)] = []
    for column in plan.set {
      values.append((column.column, try column.value.optional(in: situation.frame)))
    }
    return values
  }

  func apply(_ change: RowChange) throws(EvaluationError) {
    do {
      _ = try storage.write(change)
    } catch  where error.kind == .constraint {
      throw EvaluationError(.failed, error.message)
    } catch {
      throw situation.knowledge.failed(error)
    }
  }
}
