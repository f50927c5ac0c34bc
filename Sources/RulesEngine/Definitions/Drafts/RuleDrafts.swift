public import CEL

/// What every definition that answers events has in common.
public struct DefinitionHeader: Sendable {
  /// The kind it was written as, such as `rule`; with the id it names the definition in decisions.
  public var kind: String
  public var id: Located<String>
  public var description: String?
  public var tenant: String?
  public var on: [Located<String>] = []
  public var condition: Node?
  /// Higher first; ties by file order.
  public var priority = 0
  /// At most one definition of a group fires per event.
  public var group: String?
  /// It answers events at or after this instant,
  public var from: Timestamp?
  /// and before this one.
  public var until: Timestamp?
  /// Where the two are written.
  public var effectiveSpan: SourceSpan?
  public var rollout: RolloutDraft?
  public var onError = ErrorPolicy.incident
  public var isEnabled = true
  /// The inputs of the template it is an instance of, as constants of its expressions.
  public var inputs: [(name: String, type: FieldType, value: Node)] = []

  public init(kind: String, id: Located<String>) {
    self.kind = kind
    self.id = id
  }
}

/// What happens when a condition or value of a definition cannot be evaluated. The others go on in any case.
public enum ErrorPolicy: String, Sendable, CaseIterable {
  /// Record it and open an incident.
  case incident
  /// Record it only.
  case record
}

/// `rollout: { percent: 20, by: customer.id, salt: thank-vip-2026 }` or `rollout: shadow`.
public struct RolloutDraft: Sendable {
  /// In hundredths of a percent: 2,000 is 20 %. Nil for shadow: decided and recorded, nothing done.
  public var basisPoints: Int?
  /// What the share is taken over; the event's subject where it is not said.
  public var by: Node?
  /// Keeps the shares of different rollouts apart; the definition's id where it is not said.
  public var salt: String?

  public init(basisPoints: Int?, by: Node? = nil, salt: String? = nil) {
    self.basisPoints = basisPoints
    self.by = by
    self.salt = salt
  }
}

/// `rule: thank-vip`, as written.
public struct RuleDraft: Sendable {
  public var header: DefinitionHeader
  public var actions: [ActionDraft]

  public init(header: DefinitionHeader, actions: [ActionDraft]) {
    self.header = header
    self.actions = actions
  }
}

/// One step of `do`.
public struct ActionDraft: Sendable {
  public enum Verb: Sendable {
    /// `- notify: { to: customer }`.
    case intent(name: Located<String>, arguments: Node)
    /// `- upsert: services` with `set` and `where`.
    case write(RowChange.Verb, table: Located<String>, set: Node?, filter: Node?)
    /// `- emit: { event: x, subject: ..., data: {...} }`.
    case emit(event: Located<String>, subject: Node?, data: Node?)
  }

  public var verb: Verb
  /// `if:` beside the verb.
  public var condition: Node?
  public var span: SourceSpan

  public init(verb: Verb, condition: Node?, span: SourceSpan) {
    self.verb = verb
    self.condition = condition
    self.span = span
  }
}

/// `table: platform-commission`, as written.
public struct TableDraft: Sendable {
  public struct Input: Sendable {
    public var name: Located<String>
    public var expression: Node

    public init(name: Located<String>, expression: Node) {
      self.name = name
      self.expression = expression
    }
  }

  public struct Row: Sendable {
    /// Cells by column name, inputs and outputs together; an absent input is `-`.
    public var cells: [(name: Located<String>, value: Node)]
    public var span: SourceSpan

    public init(cells: [(name: Located<String>, value: Node)], span: SourceSpan) {
      self.cells = cells
      self.span = span
    }
  }

  public var header: DefinitionHeader
  public var hitPolicy: Located<HitPolicy>
  public var inputs: [Input]
  public var outputs: [FieldDraft]
  public var rows: [Row]
  public var fallback: Row?
  public var actions: [ActionDraft]

  public init(
    header: DefinitionHeader, hitPolicy: Located<HitPolicy>, inputs: [Input], outputs: [FieldDraft],
    rows: [Row],
    fallback: Row?, actions: [ActionDraft]
  ) {
    self.header = header
    self.hitPolicy = hitPolicy
    self.inputs = inputs
    self.outputs = outputs
    self.rows = rows
    self.fallback = fallback
    self.actions = actions
  }
}

/// DMN's hit policies: which of the rows that fit count.
public enum HitPolicy: String, Sendable, CaseIterable {
  /// Exactly one row may fit; more than one is an error.
  case unique
  /// Several rows may fit when their outputs are the same.
  case any
  /// The first row that fits, in table order.
  case first
  /// The row whose outputs come first in the listed values of the output columns.
  case priority
  /// Every row that fits, in table order.
  case ruleOrder = "rule order"
  /// Every row that fits, in the order of the listed values of the output columns.
  case outputOrder = "output order"
  /// Every row that fits, in table order.
  case collect
  case collectSum = "collect sum"
  case collectMin = "collect min"
  case collectMax = "collect max"
  case collectCount = "collect count"
}

/// `absence: job-not-assigned`, as written: no `of` within a time after an `after`, for one key.
public struct AbsenceDraft: Sendable {
  public var header: DefinitionHeader
  public var of: [Located<String>]
  public var after: [Located<String>]
  public var within: Duration
  public var key: Node
  public var emit: Located<String>

  public init(
    header: DefinitionHeader, of: [Located<String>], after: [Located<String>], within: Duration, key: Node,
    emit: Located<String>
  ) {
    self.header = header
    self.of = of
    self.after = after
    self.within = within
    self.key = key
    self.emit = emit
  }
}

/// `schedule: daily-reminders`, as written.
public struct ScheduleDraft: Sendable {
  public enum Rhythm: Sendable {
    /// Minute, hour, day of month, month, day of week.
    case cron(Located<String>)
    case interval(Duration)
  }

  public var header: DefinitionHeader
  public var rhythm: Rhythm
  public var timezone: Located<String>?
  /// One event per row of this entity for which the condition holds.
  public var forEach: (entity: Located<String>, condition: Node)?
  public var emit: Located<String>
  public var data: Node?

  public init(header: DefinitionHeader, rhythm: Rhythm, emit: Located<String>) {
    self.header = header
    self.rhythm = rhythm
    self.emit = emit
  }
}
