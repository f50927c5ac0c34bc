import CEL
import RulesEngine

extension Deliveries {
  /// How far the delivery of an action in the list is.
  struct Current {
    var attempt: Int64
    var tries: Int
    var firstAt: Timestamp
    var subject: String?
    var owner: String?
  }

  func current(_ seq: Int64) throws(StorageError) -> Current? {
    let find = try statement(.find)
    defer { find.reset() }
    find.bind(seq, at: 1)
    guard try find.step() else { return nil }
    return Current(
      attempt: find.integer(0), tries: Int(find.integer(1)),
      firstAt: Timestamp(microseconds: find.integer(2)),
      subject: find.optionalText(3), owner: find.optionalText(4))
  }

  func complete(_ lease: Lease, _ outcome: AttemptOutcome, at now: Timestamp) throws(StorageError) -> Bool {
    guard let current = try current(lease.number), current.attempt == lease.attempt,
      current.owner == lease.owner
    else { return false }
    try end(lease.number, current.attempt, outcome, at: now)
    switch outcome {
    case .delivered:
      try finish(lease.number, .delivered, current.subject)
    case .retry(_, let next):
      let later = try statement(.retryLater)
      later.bind(lease.number, at: 1)
      later.bind(next.microsecondsRoundedUp, at: 2)
      try later.run()
    case .gaveUp(let failure, let how):
      try finish(lease.number, how.isExhausted ? .exhausted : .failed, current.subject)
      if how.then == .incident { try openIncident(lease.number, failure, how, current.tries, at: now) }
    case .interrupted:
      let back = try statement(.handBack)
      back.bind(lease.number, at: 1)
      try back.run()
    }
    return true
  }

  /// Puts down how an attempt ended.
  func end(
    _ seq: Int64, _ attempt: Int64, _ outcome: AttemptOutcome, at now: Timestamp
  ) throws(StorageError) {
    let end = try statement(.endAttempt)
    end.bind(seq, at: 1)
    end.bind(attempt, at: 2)
    end.bind(now.microseconds, at: 3)
    for index in 4...7 { end.bindNull(at: Int32(index)) }
    switch outcome {
    case .delivered(let result):
      end.bind("delivered", at: 4)
      if let result { end.bind(utf8: result, at: 6) }
    case .retry(let failure, let next):
      bind(failure, "transient", to: end)
      end.bind(next.microsecondsRoundedUp, at: 7)
    case .gaveUp(let failure, _):
      bind(failure, failure.isTransient ? "transient" : "permanent", to: end)
    case .interrupted:
      end.bind("interrupted", at: 4)
      end.bind("interrupted", at: 5)
      end.bind("the host stopped before the outcome was known", at: 6)
    }
    try end.run()
  }

  private func bind(_ failure: DeliveryFailure, _ outcome: String, to end: Statement) {
    end.bind(outcome, at: 4)
    end.bind(failure.kind, at: 5)
    end.bind(failure.message, at: 6)
  }

  /// Takes an action off the list for good; the next one of its subject may go.
  func finish(
    _ seq: Int64, _ state: DeliveryState, _ subject: String?, reason: String? = nil, wasFirst: Bool = true
  ) throws(StorageError) {
    let finish = try statement(.finish)
    finish.bind(seq, at: 1)
    finish.bind(state.rawValue, at: 2)
    finish.bind(reason, at: 3)
    try finish.run()
    let remove = try statement(.remove)
    remove.bind(seq, at: 1)
    try remove.run()
    guard wasFirst, let subject else { return }
    let promote = try statement(.promote)
    promote.bind(subject, at: 1)
    try promote.run()
  }

  private func openIncident(
    _ seq: Int64, _ failure: DeliveryFailure, _ how: AttemptOutcome.GivenUp, _ tries: Int, at now: Timestamp
  ) throws(StorageError) {
    let name = try text(
      "SELECT n.name FROM bylaw_outbox o JOIN bylaw_names n ON n.id = o.name WHERE o.seq = \(seq)")
    let what = how.isExhausted ? "after \(tries) \(tries == 1 ? "attempt" : "attempts")" : "for good"
    let add = try statement(.addIncident)
    add.bind(how.isExhausted ? "attempts_exhausted" : "delivery_failed", at: 1)
    add.bind(seq / Journal.actionLimit, at: 2)
    add.bind(how.isExhausted ? "R0501" : "R0502", at: 3)
    add.bind("`\(name)` was given up \(what): \(failure.message)", at: 4)
    add.bind(now.microseconds, at: 5)
    add.bind(seq, at: 6)
    try add.run()
  }

  private func text(_ sql: String) throws(StorageError) -> String { try database.text(sql) ?? "" }

  /// Puts an action that was given up or taken back up for delivery again, with all its attempts before it.
  func requeue(_ seq: Int64) throws(StorageError) {
    guard try current(seq) == nil,
      let name = try database.integer("SELECT name FROM bylaw_outbox WHERE seq = \(seq)")
    else { return }
    let subject = try database.text("SELECT subject FROM bylaw_outbox WHERE seq = \(seq)")
    let again = try statement(.requeue)
    again.bind(seq, at: 1)
    try again.run()
    let isFirst = try !hasLine(subject)
    try enlist(seq, name, subject, .none, readyAt: isFirst ? 0 : nil)
  }
}
