package import CEL

/// Turns a draft into a rulebook: names are resolved, expressions typed and compiled, mistakes reported all
/// at once.
///
/// What it accepts is what a host runs; there is no second check.
package final class Linker {
  let draft: RulebookDraft
  var diagnostics: Diagnostics
  let zones: ZoneDatabase
  let currency: Currency
  var model = Model()
  /// What every expression may refer to: records, settings, functions.
  var base: Environment
  var entities: [EntityScope] = []
  var events: [EventScope] = []
  var actions: [ActionDeclaration] = []
  /// Actions that a pinned workflow asks for and that are no longer as it knew them, by their positions.
  var retiredActions: [String: Int] = [:]
  var definitions: [Definition] = []
  var schedules: [Schedule] = []
  var workflows: [WorkflowPlan] = []
  var groups: [String: Int] = [:]
  var calendars: [String: BusinessCalendar] = [:]
  let tables = TableRegistry()

  /// Links a draft.
  ///
  /// ```swift
  /// let diagnostics = Diagnostics()
  /// guard let rulebook = Linker.link(draft, diagnostics: diagnostics) else {
  ///   return diagnostics.sorted  // what is wrong, by place
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - functions: what plugins add to expressions.
  ///   - diagnostics: receives every finding; the result is nil when one of them is an error.
  package static func link(
    _ draft: RulebookDraft, functions: [FunctionDeclaration] = [], zones: ZoneDatabase = .system,
    diagnostics: Diagnostics
  ) -> Rulebook? {
    let linker = Linker(draft, functions, zones, diagnostics)
    linker.linkModel()
    linker.linkCallableTables()
    linker.linkDefinitions()
    linker.checkCycles()
    linker.checkScopes()
    linker.checkExclusiveGroups()
    return diagnostics.hasErrors ? nil : linker.rulebook()
  }

  /// A linker that has linked everything, for reading more against it; nil after reporting why not.
  ///
  /// - Parameter diagnostics: receives the errors, and the findings of what is read afterwards.
  static func prepared(
    _ draft: RulebookDraft, functions: [FunctionDeclaration], zones: ZoneDatabase,
    reportingTo diagnostics: Diagnostics
  ) -> Linker? {
    let own = Diagnostics()
    let linker = Linker(draft, functions, zones, own)
    linker.linkModel()
    linker.linkCallableTables()
    linker.linkDefinitions()
    diagnostics.add(contentsOf: own.sorted.filter { $0.severity == .error })
    linker.diagnostics = diagnostics
    return own.hasErrors ? nil : linker
  }

  init(
    _ draft: RulebookDraft, _ functions: [FunctionDeclaration], _ zones: ZoneDatabase,
    _ diagnostics: Diagnostics
  ) {
    self.draft = draft
    self.diagnostics = diagnostics
    self.zones = zones
    currency = draft.currency ?? .usDollar
    base = Environment(profile: .rules, currency: currency, zones: zones)
    for function in functions { base.register(function) }
  }

  func rulebook() -> Rulebook {
    // Plans may still ask for slots of entities, so entities are laid out last.
    let plans = events.map { $0.plan(definitions) }
    return Rulebook(
      name: draft.name, version: draft.version, hash: Self.hash(draft.files), currency: currency,
      timezone: draft.timezone?.value ?? "UTC", limits: draft.limits, model: model, plans: plans,
      layouts: entities.map(\.layout), definitions: definitions, actions: actions, schedules: schedules,
      workflows: workflows, calendars: calendars, zones: zones, files: draft.files)
  }

  /// SHA-256 over the files in the order of their paths, each with its length.
  package static func hash(_ files: [SourceFile]) -> String {
    var bytes: [UInt8] = []
    for file in files.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
      bytes += Array("\(file.path)\u{0}\(file.utf8.count)\u{0}".utf8)
      bytes += file.utf8
    }
    return SHA256.hex(bytes)
  }
}

extension Currency {
  static let usDollar = Currency(code: "USD")!
}
