package import CEL

/// `entity: customer`, as written.
package struct EntityDraft: Sendable {
  package var name: Located<String>
  package var table: Located<String>
  package var key: Located<String>
  package var isManaged = true
  package var fields: [FieldDraft] = []
  package var related: [RelatedDraft] = []
  package var facts: [FactDraft] = []
  /// The field that says which tenant a row belongs to.
  package var tenant: Located<String>?
  /// Whether different tenants may use the same keys.
  package var hasKeysPerTenant = false

  package init(name: Located<String>, table: Located<String>, key: Located<String>) {
    self.name = name
    self.table = table
    self.key = key
  }
}

/// A field of an entity or of an event's data.
package struct FieldDraft: Sendable {
  package var name: Located<String>
  package var type: FieldType
  /// The place of the type, for messages about it.
  package var typeSpan: SourceSpan
  package var isPersonal = false

  package init(name: Located<String>, type: FieldType, typeSpan: SourceSpan) {
    self.name = name
    self.type = type
    self.typeSpan = typeSpan
  }
}

/// `favorites: { entity: favorite, by: customer_id }`.
package struct RelatedDraft: Sendable {
  package var name: Located<String>
  package var entity: Located<String>
  package var by: Located<String>

  package init(name: Located<String>, entity: Located<String>, by: Located<String>) {
    self.name = name
    self.entity = entity
    self.by = by
  }
}

/// `lifetime_value: { sum: services.total, if: row.status == "completed" }`.
package struct FactDraft: Sendable {
  package enum Source: Sendable {
    case value(Node)
    /// `of` is `services` or `services.total`.
    case aggregate(Aggregate.Function, of: Located<String>, condition: Node?, window: WindowDraft?)
  }

  package var name: Located<String>
  package var source: Source

  package init(name: Located<String>, source: Source) {
    self.name = name
    self.source = source
  }
}

/// `within: 365d, of: completed_at`.
package struct WindowDraft: Sendable {
  package var length: Duration
  package var of: Located<String>

  package init(length: Duration, of: Located<String>) {
    self.length = length
    self.of = of
  }
}

/// `event: service.completed`, as written.
package struct EventDraft: Sendable {
  package var name: Located<String>
  package var subject: Located<String>?
  package var fields: [FieldDraft] = []

  package init(name: Located<String>, subject: Located<String>?) {
    self.name = name
    self.subject = subject
  }
}

/// `apply: service.completed`: what an event does to the model.
package struct ProjectionDraft: Sendable {
  package var event: Located<String>
  package var condition: Node?
  package var steps: [ActionDraft]

  package init(event: Located<String>, condition: Node?, steps: [ActionDraft]) {
    self.event = event
    self.condition = condition
    self.steps = steps
  }
}

/// `action: notify`: an action that rules may ask for, with its typed parameters.
package struct ActionDeclarationDraft: Sendable {
  package var name: Located<String>
  package var parameters: [FieldDraft]
  package var isIdempotent: Bool
  /// `withdraw: false`: once asked for it is never taken back.
  package var isFinal = false
  /// `retry`, `timeout`.
  package var delivery = DeliveryDraft()

  package init(name: Located<String>, parameters: [FieldDraft], isIdempotent: Bool) {
    self.name = name
    self.parameters = parameters
    self.isIdempotent = isIdempotent
  }
}

/// `score: health`, as written.
package struct ScoreDraft: Sendable {
  package struct Factor: Sendable {
    package var name: Located<String>
    package var weight: Double
    package var value: Node

    package init(name: Located<String>, weight: Double, value: Node) {
      self.name = name
      self.weight = weight
      self.value = value
    }
  }

  package var name: Located<String>
  package var entity: Located<String>
  package var low = 0.0
  package var high = 100.0
  package var factors: [Factor] = []
  /// Band names with their unary tests.
  package var bands: [(name: Located<String>, test: Node)] = []
  package var notifyBy: Double?
  package var notifyBand = false

  package init(name: Located<String>, entity: Located<String>) {
    self.name = name
    self.entity = entity
  }
}

/// `segment: vip`, as written.
package struct SegmentDraft: Sendable {
  package var name: Located<String>
  package var entity: Located<String>
  package var condition: Node

  package init(name: Located<String>, entity: Located<String>, condition: Node) {
    self.name = name
    self.entity = entity
    self.condition = condition
  }
}
