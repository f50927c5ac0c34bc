public import CEL

/// A rulebook as written: every definition with its places in the files, names unresolved, expressions
/// unread.
///
/// Loaders of any kind (YAML files, plugins, code) make drafts; `Linker` turns them into a `Rulebook` or says
/// why not.
public struct RulebookDraft: Sendable {
  public var name = "rulebook"
  public var version = "0"
  public var currency: Currency?
  /// The IANA zone that local times are in where nothing else is said.
  public var timezone: Located<String>?
  public var settings: [SettingDraft] = []
  public var limits = EngineLimits()
  public var entities: [EntityDraft] = []
  public var events: [EventDraft] = []
  public var projections: [ProjectionDraft] = []
  public var actions: [ActionDeclarationDraft] = []
  public var scores: [ScoreDraft] = []
  public var segments: [SegmentDraft] = []
  public var rules: [RuleDraft] = []
  public var tables: [TableDraft] = []
  public var absences: [AbsenceDraft] = []
  public var schedules: [ScheduleDraft] = []
  /// The files, by path from the rulebook's folder: what the content hash is taken over.
  public var files: [SourceFile] = []

  public init() {}
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

  public init(path: String, text: String) { self.init(path: path, utf8: Array(text.utf8)) }

  /// The content as text.
  public var text: String { String(decoding: utf8, as: UTF8.self) }
}

/// A value together with the place where it was written.
public struct Located<Wrapped: Sendable>: Sendable {
  public var value: Wrapped
  public var span: SourceSpan

  public init(_ value: Wrapped, _ span: SourceSpan) {
    self.value = value
    self.span = span
  }
}

/// `settings: { min_jobs: 3 }`.
public struct SettingDraft: Sendable {
  public var name: Located<String>
  public var value: Node

  public init(name: Located<String>, value: Node) {
    self.name = name
    self.value = value
  }
}
