internal import CEL

/// What expressions read of a run.
protocol RunValues: AnyObject {
  /// The value under a path such as `step.assigned.timed_out`; nil where it is missing.
  func value(at path: [String]) throws(EvaluationError) -> Value?
  /// Sets a variable; what is not declared is left alone.
  func set(variable: String, to value: Value?)
  /// The event that a wait ended with.
  func awaited(by step: String) throws(EvaluationError) -> IncomingEvent?
}

/// What wakes a run, beside an event that it waits for.
package enum RunWake: Sendable {
  /// Its timer fell due.
  case timer(run: Int64, token: Int)
  /// An action that it awaits was delivered, or given up.
  case action(key: String, status: String, result: [UInt8]?)
  /// A person stepped in.
  case operation(run: Int64, RunOperation)
  /// A person lets a workflow begin for an event that came before.
  case begin(workflow: String, event: Int64)

  /// The words for what woke a run.
  static let causes = ["timer", "action", "operation"]

  /// Whether it means something for a run that has ended.
  var reachesEndedRuns: Bool {
    switch self {
    case .operation(_, .rerun), .begin: true
    default: false
    }
  }

  var cause: String {
    switch self {
    case .timer: "timer"
    case .action: "action"
    case .operation, .begin: "operation"
    }
  }
}

/// Where a run stands.
struct RunState {
  var tokens: [RunToken] = []
  /// The number of the next token.
  var next = 1
  /// What steps gave, by their id.
  var outputs: [String: StepOutput] = [:]
  var variables: [Value?] = []
  /// The steps that can be undone, in the order they were done.
  var done: [Undoable] = []
  var phase = Phase.forward
  /// What the run failed with.
  var failure: RunFailure?
  /// The last event of each awaited type that was taken.
  var taken: [String: Int64] = [:]
  /// What would have woken the run while its definition could not be carried out; nil where it can be.
  var missed: [MissedWake]?

  enum Phase: String { case forward, handling }

  struct Undoable: Equatable {
    var step: Int
    var place: String
    /// The key of the action, where the step asked for one and did nothing else.
    var asked: String?
  }
}

/// One thread of control in a run: more than one in a `parallel`.
struct RunToken {
  var id: Int
  /// The token that waits for this one to end.
  var parent: Int?
  /// The sequences it is in, the innermost last.
  var stack: [RunPosition]
  /// Nil while it can go on.
  var wait: Wait?
  /// When the step at hand was reached, and in which decision.
  var since: (at: Timestamp, decision: Int64)?
  /// The first error of the branches it waits for.
  var failure: RunFailure?
  /// How often a person let the step at hand be tried again: what it asks for then is asked for anew.
  var retries = 0

  enum Wait: Equatable {
    case event, delay
    /// Until this many more branches have ended.
    case join(Int)
    case action(String)
    case run(Int64)
    case incident(Int64)
  }
}

/// A place in a sequence.
struct RunPosition {
  var sequence: Int
  /// The next step, by its position in the sequence.
  var next = 0
  /// In a loop: which round this is, from 1, and the items it goes over.
  var round: Int?
  var items: [Value]?
}

/// What a step gave.
enum StepOutput: Equatable {
  case wait(event: Int64?, timedOut: Bool, waited: Duration, decision: Int64)
  case outcome(status: String, result: [UInt8]?, decision: Int64)
  case done(decision: Int64)

  /// The decision in which the step ended.
  var decision: Int64 {
    switch self {
    case .wait(_, _, _, let decision), .outcome(_, _, let decision), .done(let decision): decision
    }
  }
}

/// Why a step failed.
struct RunFailure: Equatable {
  var code: String
  var message: String
  var path: String
}
