public import CEL

extension Processor {
  /// Tells a run that waits for an action what became of it.
  ///
  /// - Parameters:
  ///   - key: the idempotency key of the action.
  ///   - tenant: whose action it is.
  ///   - status: `delivered`, or `failed` and `exhausted` where it was given up.
  ///   - result: what the handler answered, as JSON.
  /// - Returns: what it led to; nothing where no run waits for the action.
  public func settle(
    action key: String, of tenant: String? = nil, as status: String, result: [UInt8]?, at now: Timestamp
  ) throws(ProcessingError) -> [Decision] {
    if let tenants {
      let made = try tenants.on(tenant) { own throws(ProcessingError) in
        try own.settle(action: key, as: status, result: result, at: now)
      }
      // A run that began before anybody told tenants apart is nobody's.
      guard made.isEmpty, tenant != nil else { return made }
      return try tenants.on(nil) { own throws(ProcessingError) in
        try own.settle(action: key, as: status, result: result, at: now)
      }
    }
    let waits: [RunWait]
    do {
      waits = try storage.waits(event: RunMachine.awaitedAction, expression: "key", value: key)
    } catch {
      throw .storage(error)
    }
    guard let wait = waits.first else { return [] }
    return try wake(
      .action(key: key, status: status, result: result), run: wait.run, id: "action/\(key)", at: now)
  }

  /// Does what a person asked for: with a run, or with none where one is to begin.
  ///
  /// - Returns: what it led to; nothing where the run has ended.
  public func perform(
    _ operation: RunOperation, run: Int64, at now: Timestamp
  ) throws(ProcessingError) -> [Decision] {
    guard case .begin(let workflow, let event) = operation else {
      return try operate(operation, run: run, at: now)
    }
    return try begin(workflow, for: event, at: now)
  }

  /// Does with a run what a person asked for.
  ///
  /// - Returns: what it led to; nothing where the run has ended.
  public func operate(
    _ operation: RunOperation, run: Int64, at now: Timestamp
  ) throws(ProcessingError) -> [Decision] {
    if let tenants {
      let record: RunRecord?
      do { record = try storage.run(run) } catch { throw .storage(error) }
      return try tenants.on(record.flatMap { TenantName.split($0.workflow).tenant }) {
        own throws(ProcessingError) in try own.operate(operation, run: run, at: now)
      }
    }
    // A person may well do the same thing twice; the second time is another event.
    return try wakeOpen(
      .operation(run: run, operation), run: run, id: "run/\(run)/\(operation.name)/\(now)", at: now,
      isNumbered: true)
  }

  /// Lets a workflow begin for an event of the journal, where its `if` holds now and it did not do so before.
  ///
  /// - Returns: what it led to; nothing where there is no such event.
  public func begin(
    _ workflow: String, for event: Int64, at now: Timestamp
  ) throws(ProcessingError) -> [Decision] {
    let trigger: InboxEvent?
    do { trigger = try storage.event(event) } catch { throw .storage(error) }
    guard let trigger else { return [] }
    if let tenants {
      return try tenants.on(trigger.tenant) { own throws(ProcessingError) in
        try own.begin(workflow, for: event, at: now)
      }
    }
    // A person may well ask twice; the second time is another event.
    for attempt in 1...100 {
      let made = try wake(
        .begin(workflow: workflow, event: event), workflow: workflow, run: 0, about: trigger,
        id: "begin/\(workflow)/\(event)/\(now)/\(attempt)", at: now)
      if !made.isEmpty { return made }
    }
    return []
  }

  /// Wakes a run by an event that may have to tell itself from one before of the same name: a clock that was set back,
  /// or a wait without any length, lets a run wait twice until the same instant.
  func wakeOpen(
    _ wake: RunWake, run: Int64, id: String, at now: Timestamp, isNumbered: Bool = false
  ) throws(ProcessingError) -> [Decision] {
    var attempt = 1
    while true {
      let name = attempt == 1 && !isNumbered ? id : "\(id)/\(attempt)"
      let made = try self.wake(wake, run: run, id: name, at: now)
      guard made.isEmpty, attempt < 100, try isOpen(run) else { return made }
      attempt += 1
    }
  }

  private func isOpen(_ run: Int64) throws(ProcessingError) -> Bool {
    do { return try storage.run(run)?.status.isOpen ?? false } catch { throw .storage(error) }
  }

  /// Wakes a run by an event of the engine's own, so that what it does belongs to a decision like any other.
  func wake(
    _ wake: RunWake, run: Int64, id: String, at now: Timestamp
  ) throws(ProcessingError) -> [Decision] {
    let record: RunRecord?
    do { record = try storage.run(run) } catch { throw .storage(error) }
    guard let record, record.status.isOpen || wake.reachesEndedRuns else { return [] }
    let trigger: InboxEvent?
    do { trigger = try storage.event(record.trigger) } catch { throw .storage(error) }
    return try self.wake(wake, workflow: record.workflow, run: run, about: trigger, id: id, at: now)
  }

  private func wake(
    _ wake: RunWake, workflow: String, run: Int64, about trigger: InboxEvent?, id: String, at now: Timestamp
  ) throws(ProcessingError) -> [Decision] {
    guard let type = rulebook.event(named: EventType.runResumed) else { return [] }
    let event = try ownReader.make(
      source: EventIdentity.ownSource, id: id, type: type, subject: trigger?.subject,
      tenant: root == nil ? trigger?.tenant : tenant, time: now,
      fields: [
        (name: "workflow", value: .string(workflow)), (name: "run", value: .int(run)),
        (name: "cause", value: .string(wake.cause)),
      ])
    guard case .decided(let decisions) = try process(event, at: now, waking: wake) else { return [] }
    return decisions
  }
}
