internal import CEL

extension Processor {
  /// Starts and stops the timers of absences that this event opens or closes.
  func watch(_ situation: Situation, into effects: inout Effects) throws(ProcessingError) {
    if !situation.plan.absences.isEmpty { hasChangedTimers = true }
    for absence in situation.plan.absences {
      let definition = rulebook.definitions[absence.definition]
      do throws(EvaluationError) {
        if let condition = absence.condition, try !condition.holds(in: situation.frame) { continue }
        let key = try absence.key.evaluate(situation.frame).identity
        switch absence.role {
        case .opens: try open(absence, named: definition.name, key: key, situation)
        case .closes: try close(absence, named: definition.name, key: key, situation)
        }
      } catch {
        try situation.knowledge.check()
        effects.errors.append(DecisionError(error, by: definition))
      }
    }
  }

  /// The name of something as the journal keeps it, which tells tenants apart: what ids of own events are made of.
  func kept(_ name: String) -> String { TenantName.kept(name, of: tenant) }

  /// The prefix of timers that only remember something until it can be forgotten.
  static let memory = "memory/"

  /// The clock of an absence is the event's own: a late event is judged by when it happened.
  private func open(
    _ absence: AbsencePlan, named name: String, key: String, _ situation: Situation
  ) throws(EvaluationError) {
    let time = situation.event.time
    let end = try absence.within.end(from: time, grace: absence.grace)
    let due = end.subtracting(absence.grace) ?? end
    let timer = Timer(
      name: name, key: key, fireAt: end, event: timerEvent(absence, name, key, due, situation.event),
      spec: absence.within.spec(from: time, grace: absence.grace))
    try situation.knowledge.reading { storage throws(StorageError) in
      // A late event does not move what a newer one has begun.
      if let known = try storage.timer(name: name, key: key)?.spec.flatMap({ WaitSpec($0) }),
        time < known.from
      {
        return
      }
      if absence.grace > .zero, let early = try storage.timer(name: Self.memory + name, key: key),
        let closed = early.fireAt.subtracting(absence.grace), closed >= time, closed <= due
      {
        return
      }
      try storage.arm(timer)
    }
  }

  private func close(
    _ absence: AbsencePlan, named name: String, key: String, _ situation: Situation
  ) throws(EvaluationError) {
    let time = situation.event.time
    try situation.knowledge.reading { storage throws(StorageError) in
      if let timer = try storage.timer(name: name, key: key), timer.isOpen(at: time) {
        try storage.disarm(name: name, key: key)
      } else if absence.grace > .zero, let forgotten = time.adding(absence.grace) {
        // What it closes may still be on its way.
        try storage.arm(
          Timer(name: Self.memory + name, key: key, fireAt: forgotten, event: Array("{}".utf8)))
      }
    }
  }

  /// The event an absence becomes: the fields of the opening event that the emitted type declares.
  private func timerEvent(
    _ absence: AbsencePlan, _ name: String, _ key: String, _ due: Timestamp, _ event: IncomingEvent
  ) -> [UInt8] {
    let declared = rulebook.model.events[absence.emit].fields
    let own = rulebook.model.events[event.type].fields
    var fields: [(String, Value)] = []
    for (field, value) in zip(own, event.values) {
      if let value, declared.contains(where: { $0.name == field.name }) { fields.append((field.name, value)) }
    }
    return EventJSON.encode(
      id: "\(kept(name))/\(key)/\(due)", type: rulebook.model.events[absence.emit].name,
      subject: event.subject,
      tenant: event.tenant, fields: fields)
  }
}
