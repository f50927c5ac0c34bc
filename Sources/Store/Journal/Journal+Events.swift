import CEL
import RulesEngine

extension Journal {
  /// How many actions one decision can have.
  static let actionLimit: Int64 = 65_536

  func admit(_ event: InboxEvent) throws(StorageError) -> Admission {
    let (source, type) = (try id(of: event.source), try id(of: event.type))
    let add = try statement(.admit)
    add.bind(source, at: 1)
    add.bind(event.id, at: 2)
    add.bind(type, at: 3)
    add.bind(event.subject, at: 4)
    add.bind(event.tenant, at: 5)
    add.bind(event.time.microseconds, at: 6)
    add.bind(event.at.microseconds, at: 7)
    add.bind(utf8: event.data, at: 8)
    add.bind(event.cause, at: 9)
    try add.run()
    if database.changes == 1 {
      let number = database.lastInsertedID
      database.undo.note(.event(number))
      return .new(number)
    }
    return try isSame(event, source: source, type: type) ? .duplicate : .conflict
  }

  private func isSame(_ event: InboxEvent, source: Int64, type: Int64) throws(StorageError) -> Bool {
    let find = try statement(.findEvent)
    defer { find.reset() }
    find.bind(source, at: 1)
    find.bind(event.id, at: 2)
    find.bind(type, at: 3)
    find.bind(event.subject, at: 4)
    find.bind(event.tenant, at: 5)
    find.bind(event.time.microseconds, at: 6)
    find.bind(utf8: event.data, at: 7)
    return try find.step() && find.integer(0) == 1
  }

  func record(_ decision: DecisionRecord) throws(StorageError) {
    let (last, overflow) = decision.number.multipliedReportingOverflow(by: Self.actionLimit)
    guard !overflow, decision.actions.count <= Int(Self.actionLimit) else {
      throw StorageError(
        .constraint,
        "decision d-\(decision.number) has \(decision.actions.count) actions; "
          + "a decision can have \(Self.actionLimit)")
    }
    let rulebook = try definition(hash: decision.rulebook)
    let add = try statement(.addDecision)
    add.bind(decision.number, at: 1)
    add.bind(decision.at.microseconds, at: 2)
    add.bind(rulebook, at: 3)
    add.bind(utf8: DecisionJSON.matched(decision.matched), at: 4)
    bind(decision.errors.isEmpty ? nil : DecisionJSON.errors(decision.errors), to: add, at: 5)
    bind(decision.shadowed.isEmpty ? nil : DecisionJSON.actions(decision.shadowed), to: add, at: 6)
    add.bind(utf8: decision.facts, at: 7)
    bind(decision.notes.isEmpty ? nil : DecisionJSON.notes(decision.notes), to: add, at: 8)
    bind(decision.held.isEmpty ? nil : DecisionJSON.held(decision.held), to: add, at: 9)
    database.undo.note(.decision(decision.number, actions: decision.actions.count))
    try add.run()
    for (position, action) in decision.actions.enumerated() {
      try addAction(action, seq: last + Int64(position))
    }
    for error in decision.errors where error.opensIncident { try addIncident(error, decision) }
  }

  private func bind(_ octets: [UInt8]?, to statement: Statement, at index: Int32) {
    if let octets { statement.bind(utf8: octets, at: index) } else { statement.bindNull(at: index) }
  }

  private func addAction(_ action: OutboxAction, seq: Int64) throws(StorageError) {
    let (name, by) = (try id(of: action.name), try id(of: action.by))
    let add = try statement(.addAction)
    add.bind(seq, at: 1)
    add.bind(name, at: 2)
    add.bind(by, at: 3)
    add.bind(action.subject, at: 4)
    add.bind(utf8: action.arguments, at: 5)
    add.bind(action.key, at: 6)
    add.bind(action.notBefore?.microsecondsRoundedUp, at: 7)
    add.bind(action.holdReason, at: 8)
    switch action.premise {
    case .run(let number): add.bind(number, at: 9)
    case .definition: add.bind(0 as Int64, at: 9)
    case nil: add.bindNull(at: 9)
    }
    try add.run()
  }

  private func addIncident(_ error: DecisionError, _ decision: DecisionRecord) throws(StorageError) {
    let by = try id(of: error.by)
    let add = try statement(.addIncident)
    add.bind(decision.number, at: 1)
    add.bind(by, at: 2)
    add.bind(error.code, at: 3)
    add.bind(error.message, at: 4)
    add.bind(decision.at.microseconds, at: 5)
    try add.run()
  }

  func deadLetter(_ letter: DeadLetter) throws(StorageError) {
    let add = try statement(.addDeadLetter)
    add.bind(letter.digest, at: 1)
    add.bind(letter.code, at: 2)
    add.bind(letter.message, at: 3)
    add.bind(
      blob: letter.payload.count > 65_536 ? Array(letter.payload.prefix(65_536)) : letter.payload, at: 4)
    add.bind(Int64(letter.length), at: 5)
    add.bind(letter.origin, at: 6)
    add.bind(letter.at.microseconds, at: 7)
    try add.run()
  }

  func audit(_ entry: AuditEntry) throws(StorageError) {
    let add = try statement(.addAudit)
    add.bind(entry.at.microseconds, at: 1)
    add.bind(entry.actor, at: 2)
    add.bind(entry.verb, at: 3)
    add.bind(entry.object, at: 4)
    add.bind(utf8: entry.detail, at: 5)
    try add.run()
  }
}
