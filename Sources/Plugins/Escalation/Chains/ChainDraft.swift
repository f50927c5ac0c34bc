internal import CEL
internal import RulesEngine

/// `escalation: critical-inspection-item`, as written.
struct ChainDraft: Sendable {
  /// What happens to a level outside the hours of the calendar.
  enum OutsideHours: String, CaseIterable {
    /// It waits until the calendar opens.
    case hold
    /// It is left out.
    case skipLevel = "skip_level"
    case notifyAnyway = "notify_anyway"
  }

  struct Level: Sendable {
    var page: PageDraft
    /// How long somebody has to answer.
    var within: DelayDraft
    /// How often it is tried again.
    var repeats: Int
    var span: SourceSpan
  }

  var header: DefinitionHeader
  /// What one chain is about; the event's subject where it is not said.
  var key: Node?
  var mode = RunMode.single
  /// What ends the chain.
  var until: [AwaitedDraft] = []
  /// What says that somebody has taken it up.
  var acknowledged: AwaitedDraft?
  /// How long that holds before the chain begins again.
  var unacknowledgeAfter: DelayDraft?
  var calendar: Located<String>?
  /// Its name as it is written.
  var calendarNode: Node?
  var outsideHours = OutsideHours.notifyAnyway
  /// How long it waits before the first level, so that a quick answer does not page anybody.
  var delay: DelayDraft?
  var levels: [Level] = []
  /// How often all levels are gone through again.
  var repeats = 0
  var finally: [StepDraft] = []
  /// The document, for what nobody wrote.
  var node: Node

  var id: String { header.id.value }
}

/// Whom a level asks, and how.
struct PageDraft: Sendable {
  enum Target: Sendable {
    /// A role or a person.
    case party(Node)
    /// Who is on duty by a schedule.
    case onCall(Located<String>, Pick)
    /// Who the thing is assigned to: a variable such as `technician`, or an expression.
    case assigned(Node)
  }

  /// Which of the people on duty.
  enum Pick: String, CaseIterable {
    case first, all
    case roundRobin = "round_robin"
  }

  var targets: [Target]
  /// The channels, each with a message of its own.
  var channels: [Node]
  var action: Located<String>
  /// Further parameters of the action.
  var arguments: Node?
  /// From 1.
  var level: Int
  /// The chain, and what it is about.
  var chain: String
  var key: Node?
  /// How long there is for an answer, on the clock.
  var within: Duration?
}
