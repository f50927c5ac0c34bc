public import CEL

extension Processor {
  /// Sets the next run of each schedule that has none, and removes the timers of schedules that are gone.
  public func armSchedules(at now: Timestamp) throws(ProcessingError) {
    for schedule in rulebook.schedules {
      let name = rulebook.definitions[schedule.definition].name
      do {
        if try storage.timer(name: name, key: "") == nil { try arm(schedule, after: now) }
      } catch {
        throw .storage(error)
      }
    }
  }

  private func arm(_ schedule: Schedule, after instant: Timestamp) throws(StorageError) {
    guard let next = next(schedule, after: instant) else { return }
    let name = rulebook.definitions[schedule.definition].name
    try storage.arm(Timer(name: name, key: "", fireAt: next, event: Array("{}".utf8)))
  }

  private func next(_ schedule: Schedule, after instant: Timestamp) -> Timestamp? {
    switch schedule.rhythm {
    case .interval(let length): return instant.adding(length)
    case .cron(let expression):
      guard let zone = rulebook.zones.zone(named: schedule.timezone) else { return nil }
      return expression.next(after: instant) { zone.offset(at: $0) }
    }
  }

  /// Fires a timer: it becomes an event like any other, or the events of a schedule.
  ///
  /// - Throws: `storage`; a timer that can no longer become an event is parked.
  public func fire(
    _ timer: Timer, at now: Timestamp, reader: EventReader
  ) throws(ProcessingError) -> [Decision] {
    do { _ = try storage.disarm(name: timer.name, key: timer.key) } catch { throw .storage(error) }
    do throws(ProcessingError) {
      if timer.name.hasPrefix("schedule/") {
        let schedule = rulebook.schedules.first { rulebook.definitions[$0.definition].name == timer.name }
        guard let schedule else { return [] }
        let decisions = try run(schedule, timer, at: now)
        do { try arm(schedule, after: timer.fireAt) } catch { throw ProcessingError.storage(error) }
        return decisions
      }
      let event = try reader.read(timer.event, now: timer.fireAt)
      guard case .decided(let decisions) = try process(event, at: now) else { return [] }
      return decisions
    } catch {
      guard case .refused(let code, let message) = error else { throw error }
      try park(timer, code, message, at: now)
      return []
    }
  }

  private func park(
    _ timer: Timer, _ code: String, _ message: String, at now: Timestamp
  ) throws(ProcessingError) {
    let letter = DeadLetter(
      code: code, message: message, payload: timer.event, length: timer.event.count,
      digest: SHA256.hex(timer.event), origin: timer.name, at: now)
    do { try storage.deadLetter(letter) } catch { throw .storage(error) }
  }

  /// The events of one run of a schedule: one, or one for each row for which the condition holds.
  private func run(
    _ schedule: Schedule, _ timer: Timer, at now: Timestamp
  ) throws(ProcessingError) -> [Decision] {
    let id = "\(timer.name)/\(timer.fireAt)"
    guard let each = schedule.forEach else {
      return try emit(schedule, id: id, subject: nil, in: Frame(), at: now)
    }
    let entity = rulebook.model.entities[each.entity]
    let knowledge = Knowledge(rulebook: rulebook, storage: storage)
    knowledge.begin(at: now)
    let rows: [[Value?]]
    do { rows = try storage.rows(RowQuery(entity: each.entity), now: now) } catch { throw .storage(error) }
    var decisions: [Decision] = []
    for row in rows {
      guard let key = row[entity.key] else { continue }
      let instance = EntityInstance(entity: each.entity, key: key, knowledge: knowledge, row: row)
      do throws(EvaluationError) {
        guard try each.condition.holds(in: instance.frame) else { continue }
      } catch {
        try knowledge.check()
        throw .refused(code: error.code, message: "`\(timer.name)`: \(error.message)")
      }
      decisions += try emit(
        schedule, id: "\(id)/\(key.identity)", subject: key.identity, in: instance.frame, at: now)
    }
    return decisions
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
    let event = try EventReader(rulebook: rulebook).make(
      source: EventIdentity.ownSource, id: id, type: schedule.emit, subject: subject, tenant: nil, time: now,
      fields: fields)
    guard case .decided(let decisions) = try process(event, at: now) else { return [] }
    return decisions
  }
}
