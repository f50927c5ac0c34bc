public import CEL

/// Everything that answers one type of event, compiled against one frame layout.
struct EventPlan: Sendable {
  /// The position of the event type in the model.
  var event: Int
  var layout: EventLayout
  /// What the event does to the model, before anything is judged.
  var projections: [Projection]
  /// The definitions that answer, in firing order: priority, then file order.
  var handlers: [Handler]
  /// Timers that this event starts and stops.
  var absences: [AbsencePlan]
  /// The definitions whose actions it takes back.
  var withdrawals: [WithdrawalPlan] = []
  /// Other patterns over time that it takes part in.
  var patterns = PatternPlans()
  /// By which values runs that wait for it are found.
  var correlations: [Correlation] = []
  /// The conditions of the handlers, in the same order.
  var index = RuleIndex([])
}

/// Which slot of an event's frame holds what.
///
/// The first slots are the declared fields of the event's data, in order: the reader writes them directly.
struct EventLayout: Sendable {
  enum Source: Sendable {
    /// The field of the event's data at this position.
    case field(Int)
    case meta(EventMeta)
    /// Slot `slot` of the entity that binding `binding` names.
    case entity(binding: Int, slot: Int)
    /// The whole data of the event as a map.
    case data
    /// Known to the run of a workflow: an earlier step, a variable.
    case run
    /// Set by whoever runs the program: a table's output, a row.
    case transient
    /// Computed from the event's data.
    case computed(@Sendable (_ data: Value) throws(EvaluationError) -> Value?)
  }

  var slots: SlotTable
  var sources: [Source]
  var bindings: [EntityBinding]
  /// Columns that so many rules test that some rule nearly always asks for them: they are read before matching.
  var common: [CommonColumn] = []

  struct CommonColumn: Sendable {
    var slot: Int
    var binding: Int
    var column: Int
  }

  /// Slots that take more than a look at the event to fill.
  var costlySlots: Set<Int> {
    Set(
      sources.indices.filter { slot in
        switch sources[slot] {
        case .entity, .data, .run, .computed: true
        case .field, .meta, .transient: false
        }
      })
  }
}

/// What an event says of itself, beside its data.
enum EventMeta: String, Sendable, CaseIterable {
  case id, type, time, subject, source, tenant
}

/// An entity that an event names: by its subject, or by a field that holds a key.
struct EntityBinding: Sendable {
  enum Key: Sendable {
    case subject
    case field(Int)
  }

  /// The variable in expressions, such as `customer` or `provider`.
  var variable: String
  var entity: Int
  var key: Key
}

/// Which slot of an entity's frame holds what.
struct EntityLayout: Sendable {
  enum Source: Sendable {
    case column(Int)
    case fact(Int)
    /// The rows of the related list at this position, as records.
    case related(Int)
    /// The whole row as a record.
    case row
    case transient
  }

  var entity: Int
  var slots: SlotTable
  var sources: [Source]
  /// How rows of the entity look as records.
  var record: RecordLayout
  /// The columns, facts and related rows that code may ask for by name.
  var names: [String: Source] = [:]
}

extension EntityLayout {
  /// Whether a program over the entity's slots reads columns other than the key, itself or through facts.
  func needsColumns(_ program: Program, _ model: Model) -> Bool {
    program.slots.contains { slot in
      switch sources[slot] {
      case .column(let column): return column != model.entities[entity].key
      case .row: return true
      case .related, .transient: return false
      case .fact(let fact):
        switch model.entities[entity].facts[fact].source {
        case .value(let inner): return needsColumns(inner, model)
        case .score(let score), .band(let score):
          return model.scores[score].factors.contains { needsColumns($0.value, model) }
        case .aggregate, .segments: return false
        }
      }
    }
  }
}

/// One definition on one event type, ready to be judged.
struct Handler: Sendable {
  enum Body: Sendable {
    case rule
    case table(TablePlan)
    /// Starts a run of the workflow at this position.
    case workflow(Int)
  }

  /// The position in `Rulebook.definitions`.
  var definition: Int
  var condition: Program?
  /// Reads what the rollout's share is taken over; nil for the event's subject.
  var rolloutKey: Program?
  /// What keeps it from answering too often.
  var restraint: Restraint?
  let body: Body
  let steps: [ActionPlan]

  /// Whether carrying it out changes the model, so that a failure has something to undo.
  let leavesTraces: Bool

  init(
    definition: Int, condition: Program?, rolloutKey: Program?, restraint: Restraint?, body: Body,
    steps: [ActionPlan]
  ) {
    self.definition = definition
    self.condition = condition
    self.rolloutKey = rolloutKey
    self.restraint = restraint
    self.body = body
    self.steps = steps
    leavesTraces = if case .workflow = body { true } else { steps.contains(where: \.writes) }
  }
}

/// What all handlers of a definition share.
public struct Definition: Sendable {
  /// What it was written as: `rule`, `table`, `absence`, `schedule`.
  public var kind: String
  /// Unique among the definitions of its kind.
  public var id: String
  /// The sentence that its author wrote about it.
  public var description: String?
  /// The tenant it is for; nil when it is for all.
  public var tenant: String?
  /// Higher ones fire first; ties by file order.
  public var priority: Int
  /// The number of its group; at most one of a group fires per event.
  var group: Int?
  /// It answers events that happen at or after this instant,
  public var from: Timestamp?
  /// and before this one; nil is no bound.
  public var until: Timestamp?
  var rollout: Rollout?
  /// Whether events take back what it asked for.
  var isTakenBack: Bool
  var onError: ErrorPolicy
  /// Where it was written.
  public var span: SourceSpan
  /// Where its condition was written.
  var condition: Node?

  /// The name in decisions: `rule/thank-vip`.
  public var name: String { "\(kind)/\(id)" }
}

/// The share of subjects that a definition is live for.
struct Rollout: Sendable {
  /// In hundredths of a percent; nil for shadow.
  var basisPoints: Int?
  var salt: String
}

/// `apply`: model changes of an event.
struct Projection: Sendable {
  var condition: Program?
  var steps: [ActionPlan]
  var span: SourceSpan
}

/// That a type of event takes back what a definition asked for and nobody has begun to deliver.
struct WithdrawalPlan: Sendable {
  /// The name of the definition in decisions.
  var definition: String
  var condition: Program?
  /// What has to be the same in this event and in the one that was answered; nil where the subject alone counts.
  var key: Program?
  /// The same for the events that the definition answers, by the positions of their types.
  var keys: [Int: Program]
}

/// How an absence reads one type of event.
struct AbsencePlan: Sendable {
  enum Role: Sendable { case opens, closes }

  var definition: Int
  var role: Role
  var condition: Program?
  var key: Program
  var within: Wait
  /// How late an event may come and still count by its own time.
  var grace: Duration
  var emit: Int
}
