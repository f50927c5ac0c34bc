public import CEL

/// An event as the inbox keeps it.
public struct InboxEvent: Sendable {
  /// Who sent it; with `id` it identifies the event.
  public var source: String
  /// Unique among the events of its source.
  public var id: String
  /// The name of its type, such as `service.completed`.
  public var type: String
  /// The key of what it is about; nil where it does not say.
  public var subject: String?
  /// The shop or brand it belongs to; nil where it does not say.
  public var tenant: String?
  /// The event's own time.
  public var time: Timestamp
  /// The instant of processing on the engine's clock.
  public var at: Timestamp
  /// The event's `data` as JSON, compact.
  public var data: [UInt8]
  /// The journal number of the event that led to this one, for emitted events.
  public var cause: Int64?

  public init(
    source: String, id: String, type: String, subject: String?, tenant: String?, time: Timestamp,
    at: Timestamp, data: [UInt8], cause: Int64? = nil
  ) {
    self.source = source
    self.id = id
    self.type = type
    self.subject = subject
    self.tenant = tenant
    self.time = time
    self.at = at
    self.data = data
    self.cause = cause
  }
}

/// What one event led to, as the journal keeps it: enough to explain it months later.
public struct DecisionRecord: Sendable {
  /// The inbox number of the event; the decision is named `d-<number>`.
  public var number: Int64
  /// The instant of deciding on the engine's clock.
  public var at: Timestamp
  /// The content hash of the rulebook that decided.
  public var rulebook: String
  /// The definitions that matched, such as `rule/thank-vip`, in firing order.
  public var matched: [String]
  /// What could not be evaluated or carried out.
  public var errors: [DecisionError]
  /// The actions to deliver, in the order they were asked for.
  public var actions: [OutboxAction]
  /// What definitions in shadow would have done.
  public var shadowed: [OutboxAction]
  /// The facts that were read, as compact JSON (path to value): what `explain` fills the frame with again.
  public var facts: [UInt8]
  /// What code had to say about how it decided, such as the candidates of an assignment.
  public var notes: [DecisionNote]
  /// The definitions whose conditions held and that did nothing all the same, with the reason; at most a hundred.
  public var held: [HeldBack]

  public init(
    number: Int64, at: Timestamp, rulebook: String, matched: [String], errors: [DecisionError],
    actions: [OutboxAction], shadowed: [OutboxAction] = [], facts: [UInt8], notes: [DecisionNote] = [],
    held: [HeldBack] = []
  ) {
    self.held = held
    self.number = number
    self.at = at
    self.rulebook = rulebook
    self.matched = matched
    self.errors = errors
    self.actions = actions
    self.shadowed = shadowed
    self.facts = facts
    self.notes = notes
  }
}

/// A definition that a cap or a cool-down kept from being carried out.
public struct HeldBack: Sendable, Equatable {
  /// The definition, such as `rule/x`.
  public var by: String
  /// The code of the reason: `R0431` for a cap, `R0432` for a cool-down.
  public var code: String
  /// The reason in words.
  public var message: String

  public init(by: String, code: String, message: String) {
    self.by = by
    self.code = code
    self.message = message
  }
}

/// What code had to say about how it decided.
public struct DecisionNote: Sendable, Equatable {
  /// The definition, such as `routing/inspection-assignment`.
  public var by: String
  /// What it is, such as `candidates`.
  public var name: String
  /// Compact JSON.
  public var json: [UInt8]

  public init(by: String, name: String, json: [UInt8]) {
    self.by = by
    self.name = name
    self.json = json
  }
}

/// A definition that could not be evaluated for an event.
public struct DecisionError: Sendable, Equatable {
  /// The definition, such as `rule/x`.
  public var by: String
  /// The code of the message, such as `R0204`.
  public var code: String
  /// What went wrong, in words.
  public var message: String
  /// Whether a person has to look at it (the default of `on_error`).
  public var opensIncident: Bool

  public init(by: String, code: String, message: String, opensIncident: Bool = true) {
    self.by = by
    self.code = code
    self.message = message
    self.opensIncident = opensIncident
  }
}

/// An action to deliver.
public struct OutboxAction: Sendable, Equatable {
  /// The declared name of the action, such as `notify`.
  public var name: String
  /// The arguments as a compact JSON object.
  public var arguments: [UInt8]
  /// Stable over retries and reruns: the same event and definition always give the same key.
  public var key: String
  /// The definition that asked for it.
  public var by: String
  /// Actions of one subject are delivered in order.
  public var subject: String?
  /// The tenant of the event that led to it; nil for the head office.
  public var tenant: String?
  /// Held until this instant, for quiet hours and the like; nil when it may go at once. While it is held, later
  /// actions of its subject go first.
  public var notBefore: Timestamp?
  /// Why it is held.
  public var holdReason: String?
  /// What takes it back while nobody has begun to deliver it; nil for what is never taken back.
  public var premise: Premise?

  /// On what an action rests.
  public enum Premise: Sendable, Equatable {
    /// The run of a workflow: cancelled, it takes back what it asked for.
    case run(Int64)
    /// The definition that asked for it, with its `until`.
    case definition
  }

  public init(name: String, arguments: [UInt8], key: String, by: String, subject: String?) {
    self.name = name
    self.arguments = arguments
    self.key = key
    self.by = by
    self.subject = subject
  }
}

/// Something that came in and could not be processed.
public struct DeadLetter: Sendable {
  /// The code of the message, such as `E0105`.
  public var code: String
  /// Why it was refused, in words.
  public var message: String
  /// The bytes as they came (at most 64 KiB of them).
  public var payload: [UInt8]
  /// The length of the whole input in bytes.
  public var length: Int
  /// SHA-256 of the whole input, hex: the same input is parked once.
  public var digest: String
  /// Where it came from, such as `events.ndjson:17`.
  public var origin: String
  /// The instant of parking on the engine's clock.
  public var at: Timestamp

  public init(
    code: String, message: String, payload: [UInt8], length: Int, digest: String, origin: String,
    at: Timestamp
  ) {
    self.code = code
    self.message = message
    self.payload = payload
    self.length = length
    self.digest = digest
    self.origin = origin
    self.at = at
  }
}

/// A score as last stored for an entity row.
public struct StoredScore: Sendable, Equatable {
  /// The score, in the unit of its declared range.
  public var value: Double
  /// The name of the band it is in; nil when it is in none.
  public var band: String?

  public init(value: Double, band: String?) {
    self.value = value
    self.band = band
  }
}

/// Something that happens at an instant: it comes back as an event.
public struct Timer: Sendable {
  /// The definition that set it, such as `absence/job-not-assigned`.
  public var name: String
  /// What it is about; one timer per name and key.
  public var key: String
  /// When it falls due; it fires at this instant or later, never before.
  public var fireAt: Timestamp
  /// The event it becomes, as CloudEvents JSON without `time`.
  public var event: [UInt8]
  /// What `fireAt` was computed from, where that can change: a wait in business time, the rhythm of a schedule.
  /// When a calendar or the time zone data changes, the timer is set anew from it.
  public var spec: String?
  /// Of timers that fall due at one instant the highest fires first.
  public var priority: Int

  public init(
    name: String, key: String, fireAt: Timestamp, event: [UInt8], spec: String? = nil, priority: Int = 0
  ) {
    self.spec = spec
    self.priority = priority
    self.name = name
    self.key = key
    self.fireAt = fireAt
    self.event = event
  }
}
