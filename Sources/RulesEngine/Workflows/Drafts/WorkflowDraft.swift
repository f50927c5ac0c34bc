/// `workflow: ticket-follow-up`, as written.
package struct WorkflowDraft: Sendable {
  package var header: DefinitionHeader
  /// What one run is about; run modes count runs with the same key. The event's subject where it is not said.
  package var key: Node?
  package var mode = RunMode.single
  /// At most this many runs of one key at once, waiting ones included.
  package var max = 10
  package var overflow = RunOverflow.dropNew
  /// Of the workflows of one group one run is open for a key.
  package var exclusive: Located<String>?
  /// What a workflow takes that others call; it has no `on` then.
  package var inputs: [FieldDraft] = []
  /// The entity that a called workflow is about.
  package var subject: Located<String>?
  /// Values that steps may set, with what they begin as.
  package var variables: [(name: Located<String>, value: Node)] = []
  package var cancelOn: [AwaitedDraft] = []
  /// Asked again before every effect; the run ends where it no longer holds.
  package var condition: Node?
  package var steps: [StepDraft]
  package var errorSteps: [StepDraft] = []
  /// SHA-256 over what is written, without comments and layout: what runs are pinned to.
  package var hash = ""
  /// The documents it was written as: its own, or its template and the instance of it.
  package var documents: [SourceFile] = []
  /// How runs that began with earlier versions go on with this one.
  package var migrations: [Migration] = []
  /// For runs that began with it: what it named of plugins.
  package var plugins: [PluginUse] = []
  /// Kept for runs that began with it; starts none.
  package var isPinned = false

  package init(header: DefinitionHeader, steps: [StepDraft]) {
    self.header = header
    self.steps = steps
  }
}

/// What happens when a run begins while others with its key are open.
public enum RunMode: String, Sendable, CaseIterable {
  /// It is dropped.
  case single
  /// The others are cancelled.
  case restart
  /// It waits until the others have ended.
  case queued
  /// It runs beside them.
  case parallel
  /// It waits; a newer one takes its place.
  case latest
}

/// What happens when there are more runs with one key than allowed.
public enum RunOverflow: String, Sendable, CaseIterable {
  case dropNew = "drop_new"
  case dropOldest = "drop_oldest"
  case fail
}

/// An event that a run waits for, or that cancels it.
package struct AwaitedDraft: Sendable {
  package var events: [Located<String>]
  /// Reads the awaited event as `event`, the run's own as `trigger`.
  package var condition: Node?
  /// Read from the awaited event and compared with the run's key.
  package var key: Node?

  package init(events: [Located<String>], condition: Node? = nil, key: Node? = nil) {
    self.events = events
    self.condition = condition
    self.key = key
  }
}

/// One step of a workflow, as written.
package struct StepDraft: Sendable {
  package var id: Located<String>?
  package var isEnabled = true
  package var continuesOnError = false
  /// What undoes the step when the run fails or is cancelled.
  package var compensation: [ActionDraft] = []
  package var body: Body
  package var span: SourceSpan

  package init(_ body: Body, span: SourceSpan) {
    self.body = body
    self.span = span
  }

  package indirect enum Body: Sendable {
    /// Any step of a rule's `do`; `awaits` holds the run until the action is delivered.
    case act(ActionDraft, awaits: Bool)
    case wait(AwaitedDraft, timeout: DelayDraft?, since: Located<String>?)
    case delay(DelayDraft)
    /// An instant, or a time of day in a zone.
    case delayUntil(Node, timezone: Node?)
    /// Ends the sequence it stands in where it does not hold.
    case condition(Node)
    /// The first whose condition holds; nil always does.
    case branch([(condition: Node?, steps: [StepDraft], name: String)])
    case loop(LoopDraft)
    case parallel(until: Located<String>?, [[StepDraft]])
    case call(Located<String>, with: Node?)
    case stop(StopOutcome, reason: Node?, result: Node?)
    case set([(name: Located<String>, value: Node)])
    case group([StepDraft])
    case compensate
  }
}

/// A length of time to wait.
package struct DelayDraft: Sendable {
  package enum Length: Sendable {
    case literal(DurationLiteral)
    case expression(Node)
  }

  package var length: Length
  package var calendar: Located<String>?
  package var span: SourceSpan

  package init(_ length: Length, calendar: Located<String>? = nil, span: SourceSpan) {
    self.length = length
    self.calendar = calendar
    self.span = span
  }
}

/// `repeat: { for_each: customer.favorites, as: favorite, max: 50, do: [...] }`.
package struct LoopDraft: Sendable {
  package enum Kind: Sendable {
    case forEach(Node, as: Located<String>)
    case count(Int)
    case whileHolds(Node)
    case until(Node)
  }

  package var kind: Kind
  /// More rounds than this are an error.
  package var max: Int
  package var steps: [StepDraft]

  package init(_ kind: Kind, max: Int, steps: [StepDraft]) {
    self.kind = kind
    self.max = max
    self.steps = steps
  }
}

/// How `stop` ends a run.
package enum StopOutcome: String, Sendable, CaseIterable {
  case done
  case failed
}
