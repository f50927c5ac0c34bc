public import CEL

/// `entity: customer`, as written.
public struct EntityDraft: Sendable {
  public var name: Located<String>
  public var table: Located<String>
  public var key: Located<String>
  public var isManaged = true
  public var fields: [FieldDraft] = []
  public var related: [RelatedDraft] = []
  public var facts: [FactDraft] = []

  public init(name: Located<String>, table: Located<String>, key: Located<String>) {
    self.name = name
    self.table = table
    self.key = key
  }
}

/// A field of an entity or of an event's data.
public struct FieldDraft: Sendable {
  public var name: Located<String>
  public var type: FieldType
  /// The place of the type, for messages about it.
  public var typeSpan: SourceSpan
  public var isPersonal = false

  public init(name: Located<String>, type: FieldType, typeSpan: SourceSpan) {
    self.name = name
    self.type = type
    self.typeSpan = typeSpan
  }
}

/// `favorites: { entity: favorite, by: customer_id }`.
public struct RelatedDraft: Sendable {
  public var name: Located<String>
  public var entity: Located<String>
  public var by: Located<String>

  public init(name: Located<String>, entity: Located<String>, by: Located<String>) {
    self.name = name
    self.entity = entity
    self.by = by
  }
}

/// `lifetime_value: { sum: services.total, if: row.status == "completed" }`.
public struct FactDraft: Sendable {
  public enum Source: Sendable {
    case value(Node)
    /// `of` is `services` or `services.total`.
    case aggregate(Aggregate.Function, of: Located<String>, condition: Node?, window: WindowDraft?)
  }

  public var name: Located<String>
  public var source: Source

  public init(name: Located<String>, source: Source) {
    self.name = name
    self.source = source
  }
}

/// `within: 365d, of: completed_at`.
public struct WindowDraft: Sendable {
  public var length: Duration
  public var of: Located<String>

  public init(length: Duration, of: Located<String>) {
    self.length = length
    self.of = of
  }
}

/// `event: service.completed`, as written.
public struct EventDraft: Sendable {
  public var name: Located<String>
  public var subject: Located<String>?
  public var fields: [FieldDraft] = []

  public init(name: Located<String>, subject: Located<String>?) {
    self.name = name
    self.subject = subject
  }
}

/// `apply: service.completed`: what an event does to the model.
public struct ProjectionDraft: Sendable {
  public var event: Located<String>
  public var condition: Node?
  public var steps: [ActionDraft]

  public init(event: Located<String>, condition: Node?, steps: [ActionDraft]) {
    self.event = event
    self.condition = condition
    self.steps = steps
  }
}

/// `action: notify`: an action that rules may ask for, with its typed parameters.
public struct ActionDeclarationDraft: Sendable {
  public var name: Located<String>
  public var parameters: [FieldDraft]
  public var isIdempotent: Bool

  public init(name: Located<String>, parameters: [FieldDraft], isIdempotent: Bool) {
    self.name = name
    self.parameters = parameters
    self.isIdempotent = isIdempotent
  }
}

/// `score: health`, as written.
public struct ScoreDraft: Sendable {
  public struct Factor: Sendable {
    public var name: Located<String>
    public var weight: Double
    public var value: Node

    public init(name: Located<String>, weight: Double, value: Node) {
      self.name = name
      self.weight = weight
      self.value = value
    }
  }

  public var name: Located<String>
  public var entity: Located<String>
  public var low = 0.0
  public var high = 100.0
  public var factors: [Factor] = []
  /// Band names with their unary tests.
  public var bands: [(name: Located<String>, test: Node)] = []
  public var notifyBy: Double?
  public var notifyBand = false

  public init(name: Located<String>, entity: Located<String>) {
    self.name = name
    self.entity = entity
  }
}

/// `segment: vip`, as written.
public struct SegmentDraft: Sendable {
  public var name: Located<String>
  public var entity: Located<String>
  public var condition: Node

  public init(name: Located<String>, entity: Located<String>, condition: Node) {
    self.name = name
    self.entity = entity
    self.condition = condition
  }
}
