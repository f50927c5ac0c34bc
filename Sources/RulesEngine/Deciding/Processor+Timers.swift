public import CEL

extension Processor {
  /// Sets the next run of each schedule that has none, and sets anew what was computed from a rhythm, a calendar or
  /// time zone data that has changed since.
  ///
  /// A run that is overdue stays: its `catch_up` says what becomes of it.
  public func armSchedules(at now: Timestamp) throws(ProcessingError) {
    do {
      try renewWaits()
      for schedule in rulebook.schedules {
        let known = try storage.timer(name: rulebook.definitions[schedule.definition].name, key: "")
        if let known, known.fireAt <= now || known.isCurrent(schedule, rulebook) { continue }
        try arm(schedule, after: now)
        hasChangedTimers = true
      }
    } catch {
      throw .storage(error)
    }
  }

  private func arm(_ schedule: Schedule, after instant: Timestamp) throws(StorageError) {
    let name = rulebook.definitions[schedule.definition].name
    guard let next = schedule.next(after: instant) else {
      try storage.disarm(name: name, key: "")
      return
    }
    try storage.arm(
      Timer(
        name: name, key: "", fireAt: next, event: Array("{}".utf8),
        spec: schedule.spec(zoneData: rulebook.zones.version),
        priority: rulebook.definitions[schedule.definition].priority))
  }

  /// Fires a timer: it becomes an event like any other, or the events of a schedule.
  ///
  /// - Parameters:
  ///   - now: the instant to decide at, not before the timer's own.
  ///   - present: what the clock on the wall shows, where time passes by itself. Runs of schedules that fell due long
  ///     before it are caught up with as their `catch_up` says. Nil where the events make the time.
  /// - Throws: `storage`; what can no longer become an event is parked, and the others go on.
  public func fire(
    _ timer: Timer, at now: Timestamp, reader: EventReader, present: Timestamp? = nil
  ) throws(ProcessingError) -> [Decision] {
    do { _ = try storage.disarm(name: timer.name, key: timer.key) } catch { throw .storage(error) }
    if timer.name.hasPrefix("run/") { return try wakeRun(timer, at: now, reader: reader) }
    if timer.name.hasPrefix(Self.memory) { return [] }
    if timer.name.hasPrefix("dwell/") {
      return try parking(timer.event, from: timer.name, at: now) { () throws(ProcessingError) in
        try completedDwell(timer, at: now, reader: reader).map { event throws(ProcessingError) in
          try decisions(of: event, at: now)
        } ?? []
      }
    }
    guard timer.name.hasPrefix("schedule/") else {
      return try parking(timer.event, from: timer.name, at: now) { () throws(ProcessingError) in
        try decisions(of: reader.read(timer.event, now: timer.fireAt), at: now)
      }
    }
    let schedule = rulebook.schedules.first { rulebook.definitions[$0.definition].name == timer.name }
    guard let schedule else { return [] }
    var timer = timer
    var made: [Decision] = []
    let due = present.map { schedule.run(due: timer.fireAt, present: $0) } ?? timer.fireAt
    if let due {
      timer.fireAt = due
      made = try run(schedule, timer, at: max(now, due))
    }
    do { try arm(schedule, after: due ?? present ?? timer.fireAt) } catch { throw .storage(error) }
    return made
  }

  /// The timer of a run becomes an event that wakes it.
  private func wakeRun(
    _ timer: Timer, at now: Timestamp, reader: EventReader
  ) throws(ProcessingError) -> [Decision] {
    let parts = timer.key.split(separator: "/")
    guard parts.count == 2, let run = Int64(parts[0]), let token = Int(parts[1]) else { return [] }
    return try parking(timer.event, from: timer.name, at: now) { () throws(ProcessingError) in
      try wakeOpen(
        .timer(run: run, token: token), run: run, id: "\(timer.name)/\(timer.key)/\(timer.fireAt)", at: now)
    }
  }

  private func decisions(of event: IncomingEvent, at now: Timestamp) throws(ProcessingError) -> [Decision] {
    guard case .decided(let decisions) = try process(event, at: now) else { return [] }
    return decisions
  }

  /// Parks `payload` with the reason when `body` is refused.
  private func parking(
    _ payload: @autoclosure () -> [UInt8], from origin: String, at now: Timestamp,
    _ body: () throws(ProcessingError) -> [Decision]
  ) throws(ProcessingError) -> [Decision] {
    do throws(ProcessingError) {
      return try body()
    } catch {
      guard case .refused(let code, let message) = error else { throw error }
      let payload = payload()
      let letter = DeadLetter(
        code: code, message: message, payload: payload, length: payload.count, digest: SHA256.hex(payload),
        origin: origin, at: now)
      do { try storage.deadLetter(letter) } catch { throw .storage(error) }
      return []
    }
  }

  /// The events of one run of a schedule: one, or one for each row for which the condition holds. A row that
  /// fails is parked; it holds up neither the other rows nor the next run.
  private func run(
    _ schedule: Schedule, _ timer: Timer, at now: Timestamp
  ) throws(ProcessingError) -> [Decision] {
    let run = "\(timer.name)/\(timer.fireAt)"
    guard let each = schedule.forEach else {
      return try parking(Array(run.utf8), from: timer.name, at: now) { () throws(ProcessingError) in
        try emit(schedule, id: run, subject: nil, in: Frame(), at: now)
      }
    }
    let keyColumn = rulebook.model.entities[each.entity].key
    let knowledge = Knowledge(rulebook: rulebook, storage: storage)
    knowledge.begin(at: now)
    knowledge.expectManyRows()
    var query = RowQuery(entity: each.entity)
    query.keysOnly = !rulebook.layouts[each.entity].needsColumns(each.condition, rulebook.model)
    let rows: [[Value?]]
    do { rows = try storage.rows(query, now: now) } catch { throw .storage(error) }
    var changes = self.knowledge.changes
    // One instance stands for each row in turn: most rows are only looked at.
    let instance = EntityInstance(entity: each.entity, key: .null, knowledge: knowledge)
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
        guard try holds(each.condition, for: instance, knowledge, timer) else { return [] }
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
      source: EventIdentity.ownSource, id: id, type: schedule.emit, subject: subject, tenant: nil, time: now,
      fields: fields)
    return try decisions(of: event, at: now)
  }
}

extension Timer {
  /// Whether it was set for a schedule as it is now.
  fileprivate func isCurrent(_ schedule: Schedule, _ rulebook: Rulebook) -> Bool {
    spec == schedule.spec(zoneData: rulebook.zones.version)
      && priority == rulebook.definitions[schedule.definition].priority
  }
}
