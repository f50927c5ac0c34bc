public import CEL

/// What running workflows needs of the journal.
public protocol RunStorage: AnyObject {
  /// Keeps a new run; returns its number.
  func addRun(_ run: RunRecord) throws(StorageError) -> Int64
  /// Keeps what has become of a run.
  func updateRun(_ run: RunRecord) throws(StorageError)
  /// The run with this number.
  func run(_ number: Int64) throws(StorageError) -> RunRecord?
  /// The numbers of the runs of a workflow and key that have not ended, oldest first.
  func openRuns(workflow: String, key: String) throws(StorageError) -> [Int64]
  /// The numbers of the runs of a workflow that an event triggered, ended or not, oldest first.
  func runs(of workflow: String, trigger: Int64) throws(StorageError) -> [Int64]

  /// Lets a run be found by an event.
  func addWait(_ wait: RunWait) throws(StorageError)
  /// Ends waits of a run: of one token, or of all with nil.
  func removeWaits(run: Int64, token: Int?) throws(StorageError)
  /// The waits for a type of event with this value, in the order of runs and tokens.
  func waits(event: String, expression: String, value: String) throws(StorageError) -> [RunWait]

  /// Remembers by which values an event can be found, for waits that look back.
  func correlate(event number: Int64, type: String, expression: String, value: String) throws(StorageError)
  /// The numbers above `number` of events that were remembered so, ascending.
  func correlated(
    type: String, expression: String, value: String, after number: Int64
  ) throws(StorageError) -> [Int64]
  /// The number behind which all events of a type are remembered by an expression; nil where none is known.
  func correlationStart(type: String, expression: String) throws(StorageError) -> Int64?
  /// Keeps from where on events of a type are remembered by an expression.
  func setCorrelationStart(type: String, expression: String, to number: Int64) throws(StorageError)
  /// The numbers of the events of a type behind one number, up to another one.
  func events(type: String, after: Int64, through: Int64) throws(StorageError) -> [Int64]
  /// An event of the journal.
  func event(_ number: Int64) throws(StorageError) -> InboxEvent?

  /// Notes what a run did.
  func addStep(_ step: RunStep) throws(StorageError)
  /// Opens an incident of a run; returns its number.
  func openIncident(_ incident: RunIncident) throws(StorageError) -> Int64
  /// Closes an incident.
  func closeIncident(_ number: Int64, as status: String, at: Timestamp) throws(StorageError)
  /// The open incidents of a run, oldest first.
  func openIncidents(run: Int64) throws(StorageError) -> [Int64]
  /// The timers of a run.
  func removeTimers(name: String, keyPrefix: String) throws(StorageError)
}

/// A run of a workflow.
public struct RunRecord: Sendable {
  /// What a run is doing, or how it ended.
  public enum Status: String, Sendable, CaseIterable {
    /// It waits for an event, an instant, an action or a called run.
    case waiting
    /// It waits for its turn.
    case queued
    /// A step failed, and a person has to look.
    case incident
    /// It came to its end, or to `stop: done`.
    case completed
    /// An event or a person ended it; what it did was undone.
    case cancelled
    /// It failed; what it did was undone.
    case failed
    /// It never began: run mode and `max` did not allow it.
    case dropped
    /// Ended by a person at once, nothing undone.
    case killed

    /// Whether it goes on.
    public var isOpen: Bool {
      switch self {
      case .waiting, .queued, .incident: true
      case .completed, .cancelled, .failed, .dropped, .killed: false
      }
    }
  }

  /// Its number in the journal; 0 before it is kept.
  public var number: Int64
  /// The definition, such as `workflow/ticket-follow-up`.
  public var workflow: String
  /// What the run is about; run modes count the runs of one key.
  public var key: String
  /// The content hash of its definition: it is carried out as it was when the run began.
  public var hash: String
  /// The number of the event that triggered it.
  public var trigger: Int64
  /// What tells the actions of this run from those of others that the same event triggered.
  public var identity: String
  /// What it is doing, or how it ended.
  public var status: Status
  /// Why it ended, where that needs saying: `exit condition`, `ticket.resolved`.
  public var reason: String?
  /// Where it stands, as JSON.
  public var state: [UInt8]
  /// When it began.
  public var startedAt: Timestamp
  /// When it ended; nil while it is open.
  public var endedAt: Timestamp?
  /// The run that called it, and the token that waits for it.
  public var caller: (run: Int64, token: Int)?

  /// Makes the record of a run that is not kept yet.
  public init(
    workflow: String, key: String, hash: String, trigger: Int64, identity: String, status: Status,
    state: [UInt8], startedAt: Timestamp
  ) {
    number = 0
    self.workflow = workflow
    self.key = key
    self.hash = hash
    self.trigger = trigger
    self.identity = identity
    self.status = status
    self.state = state
    self.startedAt = startedAt
  }
}

/// That a run waits for a type of event.
public struct RunWait: Sendable, Equatable {
  /// Its number.
  public var run: Int64
  /// The place in the run that waits; below zero for what cancels the run.
  public var token: Int
  /// The awaited type.
  public var event: String
  /// The expression over the awaited event that is compared, such as `event.ticket_id`.
  public var expression: String
  /// What its value has to be.
  public var value: String

  public init(run: Int64, token: Int, event: String, expression: String, value: String) {
    self.run = run
    self.token = token
    self.event = event
    self.expression = expression
    self.value = value
  }
}

/// One thing that a run did.
public struct RunStep: Sendable, Equatable {
  /// The number of the run.
  public var run: Int64
  /// The decision in which it happened.
  public var decision: Int64
  /// When it happened, on the engine's clock.
  public var at: Timestamp
  /// Where: `steps/2/then/0`; with rounds of loops in brackets, `steps/1[3]/do/0`.
  public var path: String
  /// What became of it: `done`, `waiting`, `timed out`, `true`.
  public var outcome: String
  /// More about it as JSON; nil where there is nothing to say.
  public var detail: [UInt8]?

  public init(
    run: Int64, decision: Int64, at: Timestamp, path: String, outcome: String, detail: [UInt8]? = nil
  ) {
    self.run = run
    self.decision = decision
    self.at = at
    self.path = path
    self.outcome = outcome
    self.detail = detail
  }
}

/// A place where a run is stuck.
public struct RunIncident: Sendable {
  /// Such as `condition_error` or `attempts_exhausted`.
  public var kind: String
  /// The number of the run.
  public var run: Int64
  /// The place in the run that is stuck.
  public var token: Int
  /// The path of the step, such as `steps/2`.
  public var path: String
  /// The decision in which it failed.
  public var decision: Int64
  /// The definition, such as `workflow/ticket-follow-up`.
  public var by: String
  /// The code of the error.
  public var code: String
  /// What happened, in words.
  public var message: String
  /// When it was opened.
  public var at: Timestamp

  public init(
    kind: String, run: Int64, token: Int, path: String, decision: Int64, by: String, code: String,
    message: String, at: Timestamp
  ) {
    self.kind = kind
    self.run = run
    self.token = token
    self.path = path
    self.decision = decision
    self.by = by
    self.code = code
    self.message = message
    self.at = at
  }
}

/// What a person asked to be done with a run. The one process that writes does it, in a decision of its own.
public struct RunRequest: Sendable {
  /// Its number; 0 before it is kept.
  public var number: Int64
  /// The run; 0 where one is to begin.
  public var run: Int64
  /// What is to be done.
  public var operation: RunOperation
  /// Who asked.
  public var actor: String
  /// Why.
  public var reason: String
  /// When it was asked.
  public var at: Timestamp

  public init(
    number: Int64 = 0, run: Int64, operation: RunOperation, actor: String, reason: String, at: Timestamp
  ) {
    self.number = number
    self.run = run
    self.operation = operation
    self.actor = actor
    self.reason = reason
    self.at = at
  }
}
