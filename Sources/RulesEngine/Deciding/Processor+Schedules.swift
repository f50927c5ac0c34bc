internal import CEL

extension Processor {
  /// The events of one run of a schedule: one, or one for each row for which the condition holds. A row that
  /// fails is parked; it holds up neither the other rows nor the next run.
  func run(
    _ schedule: Schedule, _ timer: Timer, at now: Timestamp
  ) throws(ProcessingError) -> [Decision] {
    let run = "\(kept(timer.name))/\(timer.fireAt)"
    guard let each = schedule.forEach else {
      return try parking(Array(run.utf8), from: timer.name, at: now) { () throws(ProcessingError) in
        try emit(schedule, id: run, subject: nil, in: Frame(), at: now)
      }
    }
    if tenant == nil, let tenants = root?.tenants, let column = rulebook.model.entities[each.entity].tenant {
      return try runForOwners(schedule, timer, run, of: each.entity, column, tenants, at: now)
    }
    return try runForRows(RowQuery(entity: each.entity), each.condition, schedule, timer, run, at: now)
  }

  /// Each row is looked at for the tenant that it belongs to, with that tenant's rules. A tenant that has put another
  /// schedule in the place of this one is left out.
  private func runForOwners(
    _ schedule: Schedule, _ timer: Timer, _ run: String, of entity: Int, _ column: Int,
    _ tenants: TenantProcessors, at now: Timestamp
  ) throws(ProcessingError) -> [Decision] {
    let rows: [[Value?]]
    do { rows = try storage.rows(RowQuery(entity: entity), now: now) } catch { throw .storage(error) }
    var made: [Decision] = []
    if let each = schedule.forEach, rows.contains(where: { $0[column] == nil }) {
      let query = RowQuery(entity: entity, equal: [(column, nil)])
      made += try runForRows(query, each.condition, schedule, timer, run, at: now)
    }
    for owner in Set(rows.compactMap { $0[column]?.identity }).sorted() {
      made += try tenants.on(owner) { processor throws(ProcessingError) in
        let rules = processor.rulebook
        let same = rules.schedules.first { schedule in
          let definition = rules.definitions[schedule.definition]
          return definition.name == timer.name && definition.tenant == nil
        }
        guard let same, let each = same.forEach else { return [] }
        return try processor.runForRows(
          RowQuery(entity: entity), each.condition, same, timer, run, at: now)
      }
    }
    return made
  }

  private func runForRows(
    _ query: RowQuery, _ condition: Program, _ schedule: Schedule, _ timer: Timer, _ run: String,
    at now: Timestamp
  ) throws(ProcessingError) -> [Decision] {
    let keyColumn = rulebook.model.entities[query.entity].key
    let knowledge = Knowledge(rulebook: rulebook, storage: storage)
    knowledge.begin(at: now)
    knowledge.expectManyRows()
    var query = query
    query.keysOnly = !rulebook.layouts[query.entity].needsColumns(condition, rulebook.model)
    let rows: [[Value?]]
    do { rows = try storage.rows(query, now: now) } catch { throw .storage(error) }
    var changes = self.knowledge.changes
    // One instance stands for each row in turn: most rows are only looked at.
    let instance = EntityInstance(entity: query.entity, key: .null, knowledge: knowledge)
    var made: [Decision] = []
    for row in rows {
      guard let key = row[keyColumn] else { continue }
      if query.keysOnly { instance.become(key) } else { instance.become(key, row: row) }
      if self.knowledge.changes != changes {
        knowledge.forgetTables()
        changes = self.knowledge.changes
      }
      made += try parking(
        Array("\(run)/\(key.identity)".utf8), from: timer.name, at: now
      ) { () throws(ProcessingError) in
        guard try holds(condition, for: instance, knowledge, timer) else { return [] }
        return try emit(
          schedule, id: "\(run)/\(key.identity)", subject: key.identity, in: instance.frame, at: now)
      }
    }
    return made
  }

  private func holds(
    _ condition: Program, for instance: EntityInstance, _ knowledge: Knowledge, _ timer: Timer
  ) throws(ProcessingError) -> Bool {
    do {
      return try condition.holds(in: instance.frame)
    } catch {
      try knowledge.check()
      throw .refused(
        code: error.code, message: "`\(timer.name)`, row `\(instance.key.identity)`: \(error.message)")
    }
  }

  private func emit(
    _ schedule: Schedule, id: String, subject: String?, in frame: Frame, at now: Timestamp
  ) throws(ProcessingError) -> [Decision] {
    var fields: [(name: String, value: Value)] = []
    for field in schedule.data {
      do {
        if let value = try field.value.optional(in: frame) { fields.append((field.name, value)) }
      } catch {
        throw .refused(code: error.code, message: "`\(id)`: \(error.message)")
      }
    }
    let event = try ownReader.make(
      source: EventIdentity.ownSource, id: id, type: schedule.emit, subject: subject, tenant: tenant,
      time: now, fields: fields)
    return try decisions(of: event, at: now)
  }
}
