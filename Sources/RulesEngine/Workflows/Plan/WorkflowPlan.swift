internal import CEL

/// A compiled workflow for one type of triggering event.
struct WorkflowPlan: Sendable {
  /// The name in decisions: `workflow/ticket-follow-up`.
  var name: String
  /// The position in `Rulebook.definitions`.
  var definition: Int
  /// What runs are pinned to.
  var hash: String
  /// The documents it was written as.
  var documents: [SourceFile]
  /// What it names of plugins.
  var plugins: [PluginUse]
  /// How the frame of a run is laid out; its event is the one that triggers.
  var frame: EventPlan
  /// What a run is about; nil for the event's subject.
  var key: Program?
  var mode: RunMode
  var max: Int
  var overflow: RunOverflow
  /// Of the workflows of one group one run is open for a key.
  var exclusive: String?
  /// Asked again before every effect.
  var condition: Program?
  var cancels: [AwaitPlan]
  var variables: [(name: String, value: ValuePlan, type: ValueType)]
  var steps: [StepPlan] = []
  /// The steps of each sequence; the first is the workflow's own.
  var sequences: [[Int]] = []
  /// The sequence that runs after an error.
  var errorSequence: Int?
  /// How runs of earlier versions go on with this one.
  var migrations: [Migration] = []

  /// The position of the step with this id.
  func step(named id: String) -> Int? { steps.firstIndex { $0.id == id } }
}

/// A compiled step.
struct StepPlan: Sendable {
  /// Where it stands: `steps/2/then/0`.
  var path: String
  var id: String?
  var isEnabled: Bool
  var continuesOnError: Bool
  var compensation: [ActionPlan]
  var body: Body
  var span: SourceSpan

  enum Body: Sendable {
    case act(ActionPlan, awaits: Bool)
    case wait([AwaitPlan], timeout: DelayPlan?, since: Since)
    case delay(DelayPlan)
    case delayUntil(InstantPlan)
    case condition(Program)
    case branch([(condition: Program?, sequence: Int)])
    case loop(LoopPlan)
    /// `needed` is how many branches have to end; nil for all.
    case parallel(needed: Int?, sequences: [Int])
    /// Starts the called workflow with an event of the type at this position.
    case call(event: Int, data: [(name: String, value: ValuePlan)])
    case stop(StopOutcome, reason: ValuePlan?, result: ValuePlan?)
    case set([(variable: Int, value: ValuePlan)])
    case group(Int)
    case compensate
  }

  /// From where on events count that came before the step was reached.
  enum Since: Sendable {
    case runStart
    case stepStart
    case step(String)
  }

  /// What kind of step it is, in the words of the rulebook.
  var verb: String {
    switch body {
    case .act: "action"
    case .wait: "wait_for"
    case .delay: "delay"
    case .delayUntil: "delay_until"
    case .condition: "condition"
    case .branch: "if"
    case .loop: "repeat"
    case .parallel: "parallel"
    case .call: "call"
    case .stop: "stop"
    case .set: "set"
    case .group: "do"
    case .compensate: "compensate"
    }
  }
}

/// A length of time to wait.
enum DelayPlan: Sendable {
  case wait(Wait)
  case value(ValuePlan)
}

/// An instant to wait for.
enum InstantPlan: Sendable {
  case value(ValuePlan)
  /// The next time a clock in the zone shows this time of day, in seconds after midnight.
  case timeOfDay(Int, zone: ValuePlan?)
}

/// A loop over a list, a number of rounds, or a condition.
struct LoopPlan: Sendable {
  enum Kind: Sendable {
    case forEach(Program, name: String, element: ValueType)
    case count(Int)
    case whileHolds(Program)
    case until(Program)
  }

  var kind: Kind
  var max: Int
  var sequence: Int
}

/// One type of event that a run waits for.
struct AwaitPlan: Sendable {
  var event: Int
  /// The expression over the awaited event whose value has to be that of the run; empty where all are looked at.
  var expression: String
  var value: Value
  /// Judged on the frame of the awaited event, with the run's values beside it.
  var condition: Program?
  var frame: EventPlan

  /// What the awaited event is compared with.
  enum Value: Sendable {
    /// The key of the run.
    case key
    case program(Program)
    case none
  }
}

/// An expression over one type of event by whose value waiting runs are found.
struct Correlation: Sendable {
  var expression: String
  var program: Program
}
