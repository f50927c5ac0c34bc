public import CEL
public import RulesEngine

extension MemoryStorage {
  public func addRun(_ run: RunRecord) throws(StorageError) -> Int64 {
    var run = run
    run.number = Int64(state.runs.count + 1)
    state.runs.append(run)
    return run.number
  }

  public func updateRun(_ run: RunRecord) throws(StorageError) { state.runs[Int(run.number) - 1] = run }

  public func run(_ number: Int64) throws(StorageError) -> RunRecord? {
    state.runs.first { $0.number == number }
  }

  public func openRuns(workflow: String, key: String) throws(StorageError) -> [Int64] {
    state.runs.filter { $0.workflow == workflow && $0.key == key && $0.status.isOpen }.map(\.number)
  }

  public func runs(of workflow: String, trigger: Int64) throws(StorageError) -> [Int64] {
    state.runs.filter { $0.workflow == workflow && $0.trigger == trigger }.map(\.number)
  }

  public func addWait(_ wait: RunWait) throws(StorageError) {
    if !state.waits.contains(wait) { state.waits.append(wait) }
  }

  public func removeWaits(run: Int64, token: Int?) throws(StorageError) {
    state.waits.removeAll { $0.run == run && (token == nil || $0.token == token) }
  }

  public func waits(event: String, expression: String, value: String) throws(StorageError) -> [RunWait] {
    state.waits.filter { $0.event == event && $0.expression == expression && $0.value == value }
      .sorted { ($0.run, $0.token) < ($1.run, $1.token) }
  }

  public func correlate(
    event number: Int64, type: String, expression: String, value: String
  ) throws(StorageError) {
    state.correlations.append((type, expression, value, number))
  }

  public func correlated(
    type: String, expression: String, value: String, after number: Int64
  ) throws(StorageError) -> [Int64] {
    state.correlations.filter {
      $0.type == type && $0.expression == expression && $0.value == value && $0.event > number
    }.map(\.event).sorted()
  }

  public func correlationStart(type: String, expression: String) throws(StorageError) -> Int64? {
    state.correlationStarts["\(type) \(expression)"]
  }

  public func setCorrelationStart(
    type: String, expression: String, to number: Int64
  ) throws(StorageError) {
    state.correlationStarts["\(type) \(expression)"] = number
  }

  public func events(type: String, after: Int64, through: Int64) throws(StorageError) -> [Int64] {
    state.inbox.indices.filter { state.inbox[$0].type == type }.map { Int64($0 + 1) }
      .filter { $0 > after && $0 <= through }
  }

  public func event(_ number: Int64) throws(StorageError) -> InboxEvent? {
    let position = Int(number) - 1
    return state.inbox.indices.contains(position) ? state.inbox[position] : nil
  }

  public func takeBack(
    _ reach: WithdrawalReach, reason: String, at now: Timestamp
  ) throws(StorageError) -> [WithdrawnAction] { [] }

  public func undelivered(
    by definition: String, subject: String, limit: Int
  ) throws(StorageError) -> [Int64] { [] }

  public func addStep(_ step: RunStep) throws(StorageError) { state.steps.append(step) }

  public func openIncident(_ incident: RunIncident) throws(StorageError) -> Int64 {
    state.incidents.append((incident, "open"))
    return Int64(state.incidents.count)
  }

  public func closeIncident(_ number: Int64, as status: String, at: Timestamp) throws(StorageError) {
    state.incidents[Int(number) - 1].status = status
  }

  public func openIncidents(run: Int64) throws(StorageError) -> [Int64] {
    state.incidents.indices.filter {
      state.incidents[$0].incident.run == run && state.incidents[$0].status == "open"
    }.map { Int64($0 + 1) }
  }

  public func removeTimers(name: String, keyPrefix: String) throws(StorageError) {
    state.timers.removeAll { $0.name == name && $0.key.hasPrefix(keyPrefix) }
  }
}
