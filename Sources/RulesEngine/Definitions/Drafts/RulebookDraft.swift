package import CEL

/// A rulebook as written: every definition with its places in the files, names unresolved, expressions
/// unread.
///
/// `Decoding` makes a draft from nodes; `Linker` turns it into a `Rulebook` or says why not.
package struct RulebookDraft: Sendable {
  package var name = "rulebook"
  package var version = "0"
  package var currency: Currency?
  /// The IANA zone that local times are in where nothing else is said.
  package var timezone: Located<String>?
  package var settings: [SettingDraft] = []
  package var limits = EngineLimits()
  /// `delivery`: how actions are delivered that say nothing else.
  package var delivery = DeliveryDraft()
  package var entities: [EntityDraft] = []
  package var events: [EventDraft] = []
  package var projections: [ProjectionDraft] = []
  package var actions: [ActionDeclarationDraft] = []
  package var scores: [ScoreDraft] = []
  package var segments: [SegmentDraft] = []
  package var rules: [RuleDraft] = []
  package var tables: [TableDraft] = []
  package var workflows: [WorkflowDraft] = []
  package var absences: [AbsenceDraft] = []
  package var schedules: [ScheduleDraft] = []
  package var calendars: [CalendarDraft] = []
  package var dwells: [DwellDraft] = []
  package var crossings: [CrossingDraft] = []
  package var bursts: [BurstDraft] = []
  /// Fields of events that are computed when an expression reads them.
  package var computed: [ComputedFieldDraft] = []
  /// What the plugins that are loaded declare.
  package var plugins: [PluginUse] = []
  /// The files, by path from the rulebook's folder: what the content hash is taken over.
  package var files: [SourceFile] = []

  /// The tenant whose rulebook this is; nil for the common one.
  package var tenant: String?
  /// Whether events of tenants without a folder are refused.
  package var refusesUnknownTenants = false
  /// The number of its first aggregate: rulebooks of one store share one set of numbers.
  package var firstAggregate = 0

  package init() {}
}

/// A field of an event type that the event does not bring: it is computed when an expression reads it.
package struct ComputedFieldDraft: Sendable {
  package var event: Located<String>
  package var field: Located<String>
  package var type: FieldType
  /// Computes the value from the event's data; nil where it is missing. It depends on the data alone.
  package var compute: @Sendable (_ data: Value) throws(EvaluationError) -> Value?

  package init(
    event: Located<String>, field: Located<String>, type: FieldType,
    compute: @escaping @Sendable (_ data: Value) throws(EvaluationError) -> Value?
  ) {
    self.event = event
    self.field = field
    self.type = type
    self.compute = compute
  }
}

/// A file of a rulebook.
public struct SourceFile: Sendable, Equatable {
  /// The path from the rulebook's folder, with `/` between folders.
  public var path: String
  /// The content as it is on disk; whether it is UTF-8 is for its reader to say.
  public var utf8: [UInt8]

  public init(path: String, utf8: [UInt8]) {
    self.path = path
    self.utf8 = utf8
  }

  /// A file with this text, in UTF-8.
  public init(path: String, text: String) { self.init(path: path, utf8: Array(text.utf8)) }

  /// The content as text.
  public var text: String { String(decoding: utf8, as: UTF8.self) }
}

/// A value together with the place where it was written.
package struct Located<Wrapped: Sendable>: Sendable {
  package var value: Wrapped
  package var span: SourceSpan

  package init(_ value: Wrapped, _ span: SourceSpan) {
    self.value = value
    self.span = span
  }
}

/// `settings: { min_jobs: 3 }`.
package struct SettingDraft: Sendable {
  package var name: Located<String>
  package var value: Node
  /// The common value that a tenant's stands in the place of.
  package var replaced: Node?

  package init(name: Located<String>, value: Node) {
    self.name = name
    self.value = value
  }
}
