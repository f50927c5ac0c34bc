package import CEL

// MARK: Runs of workflows

extension TenantStorage {
  package func addRun(_ run: RunRecord) throws(StorageError) -> Int64 { try base.addRun(outer(run)) }
  package func updateRun(_ run: RunRecord) throws(StorageError) { try base.updateRun(outer(run)) }

  private func outer(_ run: RunRecord) -> RunRecord {
    var run = run
    run.workflow = kept(run.workflow)
    return run
  }

  /// A run of the tenant's own; that of another is not there.
  package func run(_ number: Int64) throws(StorageError) -> RunRecord? {
    guard var run = try base.run(number) else { return nil }
    let (name, owner) = TenantName.split(run.workflow)
    guard owner == tenant else { return nil }
    run.workflow = name
    return run
  }

  package func openRuns(workflow: String, key: String) throws(StorageError) -> [Int64] {
    try base.openRuns(workflow: kept(workflow), key: key)
  }

  package func runs(of workflow: String, trigger: Int64) throws(StorageError) -> [Int64] {
    try base.runs(of: kept(workflow), trigger: trigger)
  }

  package func addWait(_ wait: RunWait) throws(StorageError) {
    var wait = wait
    wait.expression = kept(wait.expression)
    try base.addWait(wait)
  }

  package func removeWaits(run: Int64, token: Int?) throws(StorageError) {
    try base.removeWaits(run: run, token: token)
  }

  package func waits(event: String, expression: String, value: String) throws(StorageError) -> [RunWait] {
    try base.waits(event: event, expression: kept(expression), value: value).map { wait in
      var wait = wait
      wait.expression = expression
      return wait
    }
  }

  package func correlate(
    event number: Int64, type: String, expression: String, value: String
  ) throws(StorageError) {
    try base.correlate(event: number, type: type, expression: kept(expression), value: value)
  }

  package func correlated(
    type: String, expression: String, value: String, after number: Int64
  ) throws(StorageError) -> [Int64] {
    try base.correlated(type: type, expression: kept(expression), value: value, after: number)
  }

  package func correlationStart(type: String, expression: String) throws(StorageError) -> Int64? {
    try base.correlationStart(type: type, expression: kept(expression))
  }

  package func setCorrelationStart(
    type: String, expression: String, to number: Int64
  ) throws(StorageError) {
    try base.setCorrelationStart(type: type, expression: kept(expression), to: number)
  }

  package func events(type: String, after: Int64, through: Int64) throws(StorageError) -> [Int64] {
    var own: [Int64] = []
    for number in try base.events(type: type, after: after, through: through)
    where try base.event(number)?.tenant == tenant { own.append(number) }
    return own
  }

  package func event(_ number: Int64) throws(StorageError) -> InboxEvent? { try base.event(number) }
  package func addStep(_ step: RunStep) throws(StorageError) { try base.addStep(step) }

  package func openIncident(_ incident: RunIncident) throws(StorageError) -> Int64 {
    try base.openIncident(incident)
  }

  package func closeIncident(_ number: Int64, as status: String, at: Timestamp) throws(StorageError) {
    try base.closeIncident(number, as: status, at: at)
  }

  package func openIncidents(run: Int64) throws(StorageError) -> [Int64] { try base.openIncidents(run: run) }
}
