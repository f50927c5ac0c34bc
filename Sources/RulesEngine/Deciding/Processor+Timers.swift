public import CEL

extension Processor {
  /// Sets the next run of each schedule that has none, and sets anew what was computed from a rhythm, a calendar or
  /// time zone data that has changed since.
  ///
  /// A run that is overdue stays: its `catch_up` says what becomes of it.
  public func armSchedules(at now: Timestamp) throws(ProcessingError) {
    do { try renewWaits() } catch { throw .storage(error) }
    guard let tenants else { return try armOwnSchedules(at: now) }
    for tenant in [nil] + rulebook.tenants.keys.sorted().map(Optional.some) {
      try tenants.on(tenant) { own throws(ProcessingError) in try own.armOwnSchedules(at: now) }
    }
  }

  /// The schedules that run for whom is decided: the common ones for the head office, those of a tenant's folder for
  /// the tenant.
  private var ownSchedules: [Schedule] {
    rulebook.schedules.filter { rulebook.definitions[$0.definition].tenant == tenant }
  }

  private func armOwnSchedules(at now: Timestamp) throws(ProcessingError) {
    do {
      for schedule in ownSchedules {
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
    guard let tenants else { return try fireOwn(timer, at: now, reader: reader, present: present) }
    let (name, tenant) = TenantName.split(timer.name)
    var own = timer
    own.name = name
    return try tenants.on(tenant) { processor throws(ProcessingError) in
      try processor.fireOwn(own, at: now, reader: processor.ownReader, present: present)
    }
  }

  private func fireOwn(
    _ timer: Timer, at now: Timestamp, reader: EventReader, present: Timestamp?
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
    guard let schedule = ownSchedules.first(where: { rulebook.definitions[$0.definition].name == timer.name })
    else { return [] }
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

  func decisions(of event: IncomingEvent, at now: Timestamp) throws(ProcessingError) -> [Decision] {
    guard case .decided(let decisions) = try (root ?? self).process(event, at: now) else { return [] }
    return decisions
  }

  /// Parks `payload` with the reason when `body` is refused.
  func parking(
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
}

extension Timer {
  /// Whether it was set for a schedule as it is now.
  fileprivate func isCurrent(_ schedule: Schedule, _ rulebook: Rulebook) -> Bool {
    spec == schedule.spec(zoneData: rulebook.zones.version)
      && priority == rulebook.definitions[schedule.definition].priority
  }
}
