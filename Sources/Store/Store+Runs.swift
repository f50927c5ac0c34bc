public import RulesEngine
public import CEL

extension Store {
  /// Keeps a new run; returns its number.
  public func addRun(_ run: RunRecord) throws(StorageError) -> Int64 { try journal.addRun(run) }
  /// Keeps what has become of a run.
  public func updateRun(_ run: RunRecord) throws(StorageError) { try journal.updateRun(run) }
  /// The run with this number.
  public func run(_ number: Int64) throws(StorageError) -> RunRecord? { try journal.run(number) }
  /// The numbers of the runs of a workflow and key that have not ended, oldest first.
  public func openRuns(workflow: String, key: String) throws(StorageError) -> [Int64] {
    try journal.openRuns(workflow: workflow, key: key)
  }
  /// The numbers of the runs of a workflow that an event triggered, ended or not, oldest first.
  public func runs(of workflow: String, trigger: Int64) throws(StorageError) -> [Int64] {
    try journal.runs(of: workflow, trigger: trigger)
  }

  /// Lets a run be found by an event.
  public func addWait(_ wait: RunWait) throws(StorageError) { try journal.addWait(wait) }
  /// Ends waits of a run: of one token, or of all with nil.
  public func removeWaits(run: Int64, token: Int?) throws(StorageError) {
    try journal.removeWaits(run: run, token: token)
  }
  /// The waits for a type of event with this value, in the order of runs and tokens.
  public func waits(event: String, expression: String, value: String) throws(StorageError) -> [RunWait] {
    try journal.waits(event: event, expression: expression, value: value)
  }

  /// Remembers by which values an event can be found, for waits that look back.
  public func correlate(
    event number: Int64, type: String, expression: String, value: String
  ) throws(StorageError) {
    try journal.correlate(event: number, type: type, expression: expression, value: value)
  }
  /// The numbers above `number` of events that were remembered so, ascending.
  public func correlated(
    type: String, expression: String, value: String, after number: Int64
  ) throws(StorageError) -> [Int64] {
    try journal.correlated(type: type, expression: expression, value: value, after: number)
  }
  /// The number behind which all events of a type are remembered by an expression; nil where none is known.
  public func correlationStart(type: String, expression: String) throws(StorageError) -> Int64? {
    try journal.correlationStart(type: type, expression: expression)
  }
  /// Keeps from where on events of a type are remembered by an expression.
  public func setCorrelationStart(type: String, expression: String, to number: Int64) throws(StorageError) {
    try journal.setCorrelationStart(type: type, expression: expression, to: number)
  }
  /// The numbers of the events of a type behind one number, up to another one.
  public func events(type: String, after: Int64, through: Int64) throws(StorageError) -> [Int64] {
    try journal.events(type: type, after: after, through: through)
  }
  /// An event of the journal.
  public func event(_ number: Int64) throws(StorageError) -> InboxEvent? { try journal.event(number) }

  /// Notes what a run did.
  public func addStep(_ step: RunStep) throws(StorageError) { try journal.addStep(step) }
  /// Opens an incident of a run; returns its number.
  public func openIncident(_ incident: RunIncident) throws(StorageError) -> Int64 {
    try journal.openIncident(incident)
  }
  /// Closes an incident.
  public func closeIncident(_ number: Int64, as status: String, at: Timestamp) throws(StorageError) {
    try journal.closeIncident(number, as: status, at: at)
  }
  /// The open incidents of a run, oldest first.
  public func openIncidents(run: Int64) throws(StorageError) -> [Int64] {
    try journal.openIncidents(run: run)
  }
  /// Removes the timers of a name whose keys begin so; the prefix ends with `/`.
  public func removeTimers(name: String, keyPrefix: String) throws(StorageError) {
    try journal.removeTimers(name: name, keyPrefix: keyPrefix)
  }

  /// Keeps what a person asked to be done with a run.
  public func addRequest(_ request: RunRequest) throws(StorageError) { try journal.addRequest(request) }
  /// What was asked and is not done, oldest first, at most 100.
  public func openRequests() throws(StorageError) -> [RunRequest] { try journal.openRequests() }
  /// Notes that a request was carried out.
  public func endRequest(_ number: Int64, at now: Timestamp) throws(StorageError) {
    try journal.endRequest(number, at: now)
  }
}
