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
      let change = RowChange(verb: plan.verb, entity: plan.entity, key: key, values: values)
      try apply(change)
      situation.forget(after: change)
    case .update, .delete:
      try change(plan)
    }
  }

  /// Updates or deletes the rows that match, each with its own values in the `row` slots.
  private func change(_ plan: WritePlan) throws(EvaluationError) {
    let keyColumn = rulebook.model.entities[plan.entity].key
    var match: [(column: Int, value: Value?)] = []
    for condition in plan.match {
      guard let value = try condition.value.optional(in: situation.frame) else { return }
      match.append((condition.column, value))
    }
    var changes: [RowChange] = []
    for row in try rows(of: plan.entity, match) {
      guard let key = row[keyColumn] else { continue }
      for slot in plan.rowSlots { situation.set(slot.slot, row[slot.column]) }
      let values = plan.verb == .delete ? [] : try values(of: plan)
      let change = RowChange(verb: plan.verb, entity: plan.entity, key: key, values: values, old: row)
      try apply(change)
      changes.append(change)
    }
    // Facts stay as they were until the last row is changed: no row sees the change of another.
    for change in changes { situation.forget(after: change) }
  }

  /// The rows that match. A row that is asked for by its key alone may be known already.
  private func rows(
    of entity: Int, _ match: [(column: Int, value: Value?)]
  ) throws(EvaluationError) -> [[Value?]] {
    let knowledge = situation.knowledge
    if match.count == 1, match[0].column == rulebook.model.entities[entity].key, let key = match[0].value,
      storage.isPlain(entity: entity)
    {
      return try knowledge.instance(entity: entity, key: key).columns().map { [$0] } ?? []
    }
    let limit = rulebook.limits.rows
    let rows = try knowledge.reading { storage throws(StorageError) in
      try storage.rows(RowQuery(entity: entity, equal: match, limit: limit + 1), now: knowledge.now)
    }
    guard rows.count <= limit else {
      throw EvaluationError(
        .budget, "more than \(limit) rows of `\(rulebook.model.entities[entity].name)` match one change")
    }
    return rows
  }

  private func values(of plan: WritePlan) throws(EvaluationError) -> [(column: Int, value: Value?)] {
    var values: [(column: Int, value: Value?)] = []
    values.reserveCapacity(plan.set.count)
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
    } catch  where error.kind == .tenant {
      throw EvaluationError(.notPermitted, error.message)
    } catch {
      throw situation.knowledge.failed(error)
    }
  }
}
