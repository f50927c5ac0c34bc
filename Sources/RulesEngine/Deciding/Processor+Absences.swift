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
        try watch(absence, named: definition.name, key: key, situation)
      } catch {
        try situation.knowledge.check()
        effects.errors.append(DecisionError(error, by: definition))
      }
    }
  }

  private func watch(
    _ absence: AbsencePlan, named name: String, key: String, _ situation: Situation
  ) throws(EvaluationError) {
    // The clock of an absence is the event's own: a late event is judged by when it happened.
    let due: Timestamp
    do {
      due = absence.role == .opens ? try absence.within.due(after: situation.event.time) : .distantFuture
    } catch {
      throw EvaluationError(.invalidArgument, error.message)
    }
    _ = try situation.knowledge.reading { storage throws(StorageError) -> Bool in
      switch absence.role {
      case .closes: return try storage.disarm(name: name, key: key)
      case .opens:
        try storage.arm(
          Timer(
            name: name, key: key, fireAt: due, event: timerEvent(absence, name, key, due, situation.event),
            spec: absence.within.spec(from: situation.event.time)))
        return true
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
      id: "\(name)/\(key)/\(due)", type: rulebook.model.events[absence.emit].name, subject: event.subject,
      tenant: event.tenant, fields: fields)
  }
}
