package import CEL

/// What every definition that answers events has in common.
package struct DefinitionHeader: Sendable {
  /// The kind it was written as, such as `rule`; with the id it names the definition in decisions.
  package var kind: String
  package var id: Located<String>
  package var description: String?
  package var tenant: String?
  package var on: [Located<String>] = []
  package var condition: Node?
  /// Higher first; ties by file order.
  package var priority = 0
  /// At most one definition of a group fires per event.
  package var group: String?
  /// It answers events at or after this instant,
  package var from: Timestamp?
  /// and before this one.
  package var until: Timestamp?
  /// Where the two are written.
  package var effectiveSpan: SourceSpan?
  package var rollout: RolloutDraft?
  package var cooldown: CooldownDraft?
  package var cap: CapDraft?
  /// The events that take back what it asked for and nobody has begun to deliver.
  package var takenBackOn: [AwaitedDraft] = []
  package var onError = ErrorPolicy.incident
  package var isEnabled = true
  /// The inputs of the template it is an instance of, as constants of its expressions.
  package var inputs: [(name: String, type: FieldType, value: Node)] = []
  /// Whether it adds handlers to a definition of the same kind and id that stands before it.
  package var isPart = false

  package init(kind: String, id: Located<String>) {
    self.kind = kind
    self.id = id
  }
}

/// What happens when a condition or value of a definition cannot be evaluated. The others go on in any case.
package enum ErrorPolicy: String, Sendable, CaseIterable {
  /// Record it and open an incident.
  case incident
  /// Record it only.
  case record
}

/// `rollout: { percent: 20, by: customer.id, salt: thank-vip-2026 }` or `rollout: shadow`.
package struct RolloutDraft: Sendable {
  /// In hundredths of a percent: 2,000 is 20 %. Nil for shadow: decided and recorded, nothing done.
  package var basisPoints: Int?
  /// What the share is taken over; the event's subject where it is not said.
  package var by: Node?
  /// Keeps the shares of different rollouts apart; the definition's id where it is not said.
  package var salt: String?

  package init(basisPoints: Int?, by: Node? = nil, salt: String? = nil) {
    self.basisPoints = basisPoints
    self.by = by
    self.salt = salt
  }
}

/// `rule: thank-vip`, as written.
package struct RuleDraft: Sendable {
  package var header: DefinitionHeader
  package var actions: [ActionDraft]

  package init(header: DefinitionHeader, actions: [ActionDraft]) {
    self.header = header
    self.actions = actions
  }
}

/// One step of `do`.
package struct ActionDraft: Sendable {
  package enum Verb: Sendable {
    /// `- notify: { to: customer }`.
    case intent(name: Located<String>, arguments: Node)
    /// `- upsert: services` with `set` and `where`.
    case write(RowChange.Verb, table: Located<String>, set: Node?, filter: Node?)
    /// `- emit: { event: x, subject: ..., data: {...} }`.
    case emit(event: Located<String>, subject: Node?, data: Node?)
    /// Swift of a family, or a rule script.
    case code(any CodeDraft)
  }

  package var verb: Verb
  /// `if:` beside the verb.
  package var condition: Node?
  /// `withdraw: false` beside the verb: once asked for it is never taken back.
  package var isFinal = false
  package var span: SourceSpan

  package init(verb: Verb, condition: Node?, span: SourceSpan) {
    self.verb = verb
    self.condition = condition
    self.span = span
  }
}

/// `table: platform-commission`, as written.
package struct TableDraft: Sendable {
  package struct Input: Sendable {
    package var name: Located<String>
    package var expression: Node

    package init(name: Located<String>, expression: Node) {
      self.name = name
      self.expression = expression
    }
  }

  package struct Row: Sendable {
    /// Cells by column name, inputs and outputs together; an absent input is `-`.
    package var cells: [(name: Located<String>, value: Node)]
    package var span: SourceSpan

    package init(cells: [(name: Located<String>, value: Node)], span: SourceSpan) {
      self.cells = cells
      self.span = span
    }
  }

  package var header: DefinitionHeader
  package var hitPolicy: Located<HitPolicy>
  package var inputs: [Input]
  package var outputs: [FieldDraft]
  package var rows: [Row]
  package var fallback: Row?
  package var actions: [ActionDraft]

  package init(
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
package enum HitPolicy: String, Sendable, CaseIterable {
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
package struct AbsenceDraft: Sendable {
  package var header: DefinitionHeader
  package var of: [Located<String>]
  package var after: [Located<String>]
  package var within: WaitDraft
  /// How late an event may come and still count by its own time.
  package var grace = Duration.zero
  package var key: Node
  package var emit: Located<String>

  package init(
    header: DefinitionHeader, of: [Located<String>], after: [Located<String>], within: WaitDraft, key: Node,
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
package struct ScheduleDraft: Sendable {
  package enum Rhythm: Sendable {
    /// Minute, hour, day of month, month, day of week.
    case cron(Located<String>)
    case interval(Duration)
  }

  package var header: DefinitionHeader
  package var rhythm: Rhythm
  /// It runs in this stretch of time only; nil is no bound.
  package var window: Range<Timestamp>?
  package var timezone: Located<String>?
  /// One event per row of this entity for which the condition holds.
  package var forEach: (entity: Located<String>, condition: Node)?
  package var emit: Located<String>
  package var data: Node?
  /// Nil where it is not stated.
  package var daylight: DaylightPolicy?
  package var catchUp = CatchUp()

  package init(header: DefinitionHeader, rhythm: Rhythm, emit: Located<String>) {
    self.header = header
    self.rhythm = rhythm
    self.emit = emit
  }
}
