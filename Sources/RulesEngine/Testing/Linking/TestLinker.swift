internal import CEL

/// Checks tests against the rulebook they are written for: names are resolved and values typed, with the same messages
/// as in rules.
final class TestLinker {
  let linker: Linker
  let diagnostics: Diagnostics
  let fixtures: [FixtureDraft]
  let reader: EventReader

  init(_ linker: Linker, fixtures: [FixtureDraft]) {
    self.linker = linker
    self.fixtures = fixtures
    diagnostics = linker.diagnostics
    reader = EventReader(model: linker.model, limits: linker.draft.limits, currency: linker.currency)
  }

  /// The case; nil after reporting what is wrong with it.
  func link(_ draft: TestDraft) -> TestCase? {
    let errors = diagnostics.count(of: .error)
    let scope = TestScope(linker, draft)
    scope.zone = zone(draft.given.timezone)
    scope.now = draft.given.now.flatMap { instant($0, scope.zone) } ?? Self.defaultNow
    let used = draft.given.fixtures.compactMap(fixture)
    let rows =
      link(draft.given.rows, scope, hasKeys: true) + used.flatMap { link($0.rows, scope, hasKeys: false) }
    for row in rows where scope.subjects[row.entity] == nil { scope.subjects[row.entity] = row.key }
    let defaults = used.flatMap(\.events)
    let context = StepContext(scope: scope, defaults: defaults, tenant: draft.tenant)
    let name = draft.name.value + (draft.row.map { " [\($0.label)]" } ?? "")
    var test = TestCase(name: name, span: draft.row?.span ?? draft.name.span, now: scope.now)
    test.tenant = draft.tenant
    // A row of the test itself is laid over the fixture's.
    test.rows = Array(rows.reversed())
    test.steps = draft.steps.enumerated().compactMap { link($1, number: $0 + 1, context) }
    test.expectations = draft.expectations.compactMap { link($0, context) }
    let isWhole = test.steps.count == draft.steps.count && test.expectations.count == draft.expectations.count
    return isWhole && diagnostics.count(of: .error) == errors ? test : nil
  }

  /// The instant at which tests begin that do not say when.
  static let defaultNow = Timestamp(rfc3339: "2026-01-01T12:00:00Z") ?? Timestamp(microseconds: 0)

  private func fixture(_ name: Located<String>) -> FixtureDraft? {
    if let fixture = fixtures.first(where: { $0.name.value == name.value }) { return fixture }
    linker.unknown("N0214", "fixture", name, among: fixtures.map(\.name.value))
    return nil
  }

  private func zone(_ name: Located<String>?) -> Zone {
    linker.check(zone: name)
    let name = name?.value ?? linker.draft.timezone?.value ?? "UTC"
    return linker.zones.zone(named: name) ?? .utc
  }
}

/// What the steps of one test are read with.
struct StepContext {
  let scope: TestScope
  /// Data of events by type, from fixtures.
  let defaults: [Node.Entry]
  /// The tenant of events that say nothing else.
  let tenant: String?
}

/// What the values of a test may refer to: `case`, `settings` and `now`.
final class TestScope: ExpressionScope {
  var environment: Environment
  var slots = SlotTable()
  var now = Timestamp(microseconds: 0)
  /// The zone of local times that name none.
  var zone = Zone.utc
  /// The key of the first row of each entity that the test gives: whom its events are about.
  var subjects: [Int: Value] = [:]
  private let columns: [String]

  init(_ linker: Linker, _ draft: TestDraft) {
    environment = linker.base
    columns = draft.row?.values.map(\.name) ?? []
    guard let row = draft.row else { return }
    environment.declare(
      constant: "case",
      value: .map(
        Map(row.values.compactMap { value in linker.tree(value.value).map { (value.name, $0) } })))
  }

  func meaning(of name: String) -> String? { columns.contains(name) ? "case.\(name)" : nil }

  var variables: [String] { ["case", "settings", "now"] }
}
