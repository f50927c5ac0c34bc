public import CEL

/// Everything that answers one type of event, compiled against one frame layout.
public struct EventPlan: Sendable {
  /// The position of the event type in the model.
  public var event: Int
  public var layout: EventLayout
  /// What the event does to the model, before anything is judged.
  public var projections: [Projection]
  /// The definitions that answer, in firing order: priority, then file order.
  public var handlers: [Handler]
  /// Timers that this event starts and stops.
  public var absences: [AbsencePlan]
}

/// Which slot of an event's frame holds what.
///
/// The first slots are the declared fields of the event's data, in order: the reader writes them directly.
public struct EventLayout: Sendable {
  public enum Source: Sendable {
    /// The field of the event's data at this position.
    case field(Int)
    case meta(EventMeta)
    /// Slot `slot` of the entity that binding `binding` names.
    case entity(binding: Int, slot: Int)
    /// The whole data of the event as a map.
    case data
    /// Set by whoever runs the program: a table's output, a row.
    case transient
  }

  public var slots: SlotTable
  public var sources: [Source]
  public var bindings: [EntityBinding]
}

/// What an event says of itself, beside its data.
public enum EventMeta: String, Sendable, CaseIterable {
  case id, type, time, subject, source, tenant
}

/// An entity that an event names: by its subject, or by a field that holds a key.
public struct EntityBinding: Sendable {
  public enum Key: Sendable {
    case subject
    case field(Int)
  }

  /// The variable in expressions, such as `customer` or `provider`.
  public var variable: String
  public var entity: Int
  public var key: Key
}

/// Which slot of an entity's frame holds what.
public struct EntityLayout: Sendable {
  public enum Source: Sendable {
    case column(Int)
    case fact(Int)
    /// The rows of the related list at this position, as records.
    case related(Int)
    /// The whole row as a record.
    case row
    case transient
  }

  public var entity: Int
  public var slots: SlotTable
  public var sources: [Source]
  /// How rows of the entity look as records.
  public var record: RecordLayout
}

/// One definition on one event type, ready to be judged.
public struct Handler: Sendable {
  public enum Body: Sendable {
    case rule
    case table(TablePlan)
  }

  /// The position in `Rulebook.definitions`.
  public var definition: Int
  public var condition: Program?
  /// Reads what the rollout's share is taken over; nil for the event's subject.
  public var rolloutKey: Program?
  public var body: Body
  public var steps: [ActionPlan]

  /// Whether carrying it out changes the model, so that a failure has something to undo.
  public var writes: Bool {
    steps.contains { if case .write = $0.verb { true } else { false } }
  }
}

/// What all handlers of a definition share.
public struct Definition: Sendable {
  public var kind: String
  public var id: String
  public var description: String?
  public var tenant: String?
  public var priority: Int
  /// The number of its group; at most one of a group fires per event.
  public var group: Int?
  public var from: Timestamp?
  public var until: Timestamp?
  public var rollout: Rollout?
  public var onError: ErrorPolicy
  /// Where it was written.
  public var span: SourceSpan
  /// Where its condition was written.
  public var condition: Node?

  /// The name in decisions: `rule/thank-vip`.
  public var name: String { "\(kind)/\(id)" }
}

/// The share of subjects that a definition is live for.
public struct Rollout: Sendable {
  /// In hundredths of a percent; nil for shadow.
  public var basisPoints: Int?
  public var salt: String
}

/// `apply`: model changes of an event.
public struct Projection: Sendable {
  public var condition: Program?
  public var steps: [ActionPlan]
  public var span: SourceSpan
}

/// How an absence reads one type of event.
public struct AbsencePlan: Sendable {
  public enum Role: Sendable { case opens, closes }

  public var definition: Int
  public var role: Role
  public var condition: Program?
  public var key: Program
  public var within: Duration
  public var emit: Int
}
