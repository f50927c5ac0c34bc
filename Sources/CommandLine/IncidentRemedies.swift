internal import CEL
internal import RulesEngine
internal import Store

/// What can be done about incidents of some kinds. It runs in the transaction that closes the incident.
protocol IncidentRemedy: Sendable {
  /// Whether it is for this incident.
  func fits(_ incident: IncidentEntry) -> Bool
  /// Rows that `incident show` adds.
  func details(_ incident: IncidentEntry, _ store: Store) throws -> [[String]]
  /// What a person may do now.
  func advice(_ incident: IncidentEntry) -> String
  /// Does what failed once more, or throws `couldNotRun` with what to do instead.
  func retry(_ incident: IncidentEntry, _ store: Store, at now: Timestamp) throws
  /// Goes on as if what failed were not wanted.
  func skip(_ incident: IncidentEntry, _ store: Store, reason: String, at now: Timestamp) throws
  /// Ends what is stuck as failed, or throws `couldNotRun`.
  func fail(_ incident: IncidentEntry, _ store: Store, reason: String, at now: Timestamp) throws
}

extension IncidentRemedy {
  func fail(_ incident: IncidentEntry, _ store: Store, reason: String, at now: Timestamp) throws {
    throw Failure.couldNotRun(
      "i-\(incident.number) is not about a run; fail ends runs, skip is for everything else")
  }
}

/// The remedies that are known; the first that fits is taken.
enum IncidentRemedies {
  static let all: [any IncidentRemedy] = [DeliveryRemedy(), RunRemedy(), DecisionRemedy()]

  static func remedy(for incident: IncidentEntry) -> any IncidentRemedy {
    all.first { $0.fits(incident) } ?? DecisionRemedy()
  }
}

/// Actions that were not delivered.
struct DeliveryRemedy: IncidentRemedy {
  func fits(_ incident: IncidentEntry) -> Bool { incident.action != nil }

  func details(_ incident: IncidentEntry, _ store: Store) throws -> [[String]] {
    guard let number = incident.action, let action = try store.action(number) else { return [] }
    var rows = [
      ["action", "\(action.action.name) \(String(decoding: action.action.arguments, as: UTF8.self))"],
      ["key", action.action.key], ["state", action.state.rawValue],
    ]
    if let subject = action.action.subject { rows.append(["subject", subject]) }
    for attempt in try store.attempts(at: number).suffix(10) {
      let detail = [attempt.kind, attempt.detail].compactMap(\.self).joined(separator: ": ")
      rows.append(["attempt \(attempt.number)", "\(attempt.at) \(attempt.outcome ?? "under way") \(detail)"])
    }
    return rows
  }

  func advice(_ incident: IncidentEntry) -> String {
    "retry delivers it again with the same key; skip says that it is no longer wanted"
  }

  func retry(_ incident: IncidentEntry, _ store: Store, at now: Timestamp) throws {
    guard let number = incident.action else { return }
    try store.deliverAgain(number)
  }

  func skip(_ incident: IncidentEntry, _ store: Store, reason: String, at now: Timestamp) throws {
    guard let number = incident.action, let action = try store.action(number),
      [.failed, .exhausted].contains(action.state)
    else { return }
    try store.abandon(number, reason: reason)
  }
}

/// Definitions that failed while an event was decided.
struct DecisionRemedy: IncidentRemedy {
  func fits(_ incident: IncidentEntry) -> Bool {
    incident.action == nil && incident.kind == "condition_error"
  }

  func details(_ incident: IncidentEntry, _ store: Store) throws -> [[String]] { [] }

  func advice(_ incident: IncidentEntry) -> String {
    let decision = incident.decision.map { "d-\($0)" } ?? "its decision"
    return "see why with bylaw explain \(decision); correct the definition, then resolve the incident"
  }

  func retry(_ incident: IncidentEntry, _ store: Store, at now: Timestamp) throws {
    throw Failure.couldNotRun(
      "i-\(incident.number) cannot be tried again: an event is decided once; correct `\(incident.by ?? "")`, do by hand "
        + "what it should have done, and resolve the incident")
  }

  func skip(_ incident: IncidentEntry, _ store: Store, reason: String, at now: Timestamp) throws {}
}

/// Steps of runs that failed.
struct RunRemedy: IncidentRemedy {
  func fits(_ incident: IncidentEntry) -> Bool { incident.run != nil }

  func details(_ incident: IncidentEntry, _ store: Store) throws -> [[String]] {
    guard let number = incident.run, let run = try store.run(number) else { return [] }
    return [["run", "r-\(number), \(run.workflow) for \(run.key)"], ["step", incident.path ?? ""]]
  }

  func advice(_ incident: IncidentEntry) -> String {
    if incident.kind == "migration_conflict" {
      return "mend the rulebook, then retry; fail ends the run, and tells what it did"
    }
    return
      "set NAME=VALUE mends a variable; retry does the step again, skip goes on behind it, fail ends the run"
  }

  func retry(_ incident: IncidentEntry, _ store: Store, at now: Timestamp) throws {
    try ask(.retry, incident, store, "retried i-\(incident.number)", now)
  }

  func skip(_ incident: IncidentEntry, _ store: Store, reason: String, at now: Timestamp) throws {
    try ask(.skip, incident, store, reason, now)
  }

  func fail(_ incident: IncidentEntry, _ store: Store, reason: String, at now: Timestamp) throws {
    try ask(.fail, incident, store, reason, now)
  }

  private func ask(
    _ operation: RunOperation, _ incident: IncidentEntry, _ store: Store, _ reason: String, _ now: Timestamp
  ) throws {
    guard let run = incident.run else { return }
    try store.addRequest(
      RunRequest(run: run, operation: operation, actor: User.name, reason: reason, at: now))
  }
}
