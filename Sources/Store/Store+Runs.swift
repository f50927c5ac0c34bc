public import RulesEngine
public import CEL

extension Store {
  public func addRun(_ run: RunRecord) throws(StorageError) -> Int64 { try journal.addRun(run) }
  public func updateRun(_ run: RunRecord) throws(StorageError) { try journal.updateRun(run) }
  public func run(_ number: Int64) throws(StorageError) -> RunRecord? { try journal.run(number) }
  public func openRuns(workflow: String, key: String) throws(StorageError) -> [Int64] {
    try journal.openRuns(workflow: workflow, key: key)
  }

  public func addWait(_ wait: RunWait) throws(StorageError) { try journal.addWait(wait) }
  public func removeWaits(run: Int64, token: Int?) throws(StorageError) {
    try journal.removeWaits(run: run, token: token)
  }
  public func waits(event: String, expression: String, value: String) throws(StorageError) -> [RunWait] {
    try journal.waits(event: event, expression: expression, value: value)
  }

  public func correlate(
    event number: Int64, type: String, expression: String, value: String
  ) throws(StorageError) {
    try journal.correlate(event: number, type: type, expression: expression, value: value)
  }
  public func correlated(
    type: String, expression: String, value: String, after number: Int64
  ) throws(StorageError) -> [Int64] {
    try journal.correlated(type: type, expression: expression, value: value, after: number)
  }
  public func event(_ number: Int64) throws(StorageError) -> InboxEvent? { try journal.event(number) }

  public func addStep(_ step: RunStep) throws(StorageError) { try journal.addStep(step) }
  public func openIncident(_ incident: RunIncident) throws(StorageError) -> Int64 {
    try journal.openIncident(incident)
  }
  public func closeIncident(_ number: Int64, as status: String, at: Timestamp) throws(StorageError) {
    try journal.closeIncident(number, as: status, at: at)
  }
  public func openIncidents(run: Int64) throws(StorageError) -> [Int64] {
    try journal.openIncidents(run: run)
  }
  public func removeTimers(name: String, keyPrefix: String) throws(StorageError) {
    try journal.removeTimers(name: name, keyPrefix: keyPrefix)
  }
}
