import Host
import RuleFiles
import RulesEngine
import Testing

/// Tests in a tenant's folder, and tests that name their tenant.
@Suite struct TenantTestTests {
  static let rules = """
    workflow: follow-up
    on: asked
    key: event.id
    steps: [ { delay: 1h }, { say: { text: "${settings.greeting} ${customer.name ?? 'nobody'}" } } ]
    ---
    rule: count
    on: look
    do: [ { say: { text: "${settings.free}" } } ]
    """
  static let own = """
    rule: count
    on: look
    if: event.n > 0
    do: [ { say: { text: "own ${settings.free}" } } ]
    """

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var path: String
    var test: String
    /// The messages of its failure; none where it passes.
    var says = ""
  }

  @Test(arguments: [
    Case(
      testDescription: "runs as its tenant", path: "tenants/harbor/a.test.yaml",
      test: """
        given: { customer: { id: c1, name: Ada, points: 0 } }
        when: [ { event: asked, data: { id: k } }, { advance: 2h } ]
        then:
          - run: { workflow: follow-up, status: completed }
          - say: { text: Ahoy Ada }
        """),
    Case(
      testDescription: "does not see the rows of others", path: "tenants/harbor/a.test.yaml",
      test: """
        given: { customer: { id: c1, name: Ada, points: 0, shop: alpine } }
        when: [ { event: asked, data: { id: k } }, { advance: 2h } ]
        then: [ { say: { text: Ahoy nobody } } ]
        """),
    Case(
      testDescription: "names its tenant", path: "a.test.yaml",
      test: """
        tenant: harbor
        when: [ { event: look, data: { n: 1 } } ]
        then: [ { say: { text: own 3 } }, { matched: rule/count } ]
        """),
    Case(
      testDescription: "an event names its tenant", path: "a.test.yaml",
      test: """
        when:
          - { event: look, data: { n: 1 }, tenant: harbor }
          - { event: look, data: { n: 1 } }
        then: [ { say: { text: own 3 } }, { say: { text: "3" } } ]
        """),
    Case(
      testDescription: "settings that a test gives are for all", path: "tenants/harbor/a.test.yaml",
      test: """
        given: { settings: { free: 8 } }
        when:
          - { event: look, data: { n: 1 } }
          - { event: look, data: { n: 1 }, tenant: alpine }
        then: [ { say: { text: own 8 } }, { say: { text: "8" } } ]
        """),
    Case(
      testDescription: "the common rules are not the tenant's", path: "tenants/harbor/a.test.yaml",
      test: """
        when: [ { event: look, data: { n: 0 } } ]
        then: [ { say: { text: "3" } } ]
        """, says: "expected one `say`, and there was none"),
  ])
  func `a test sees and does what its tenant would`(test: Case) throws {
    let loaded = Rulebooks.load(
      files: Mall.files(
        Self.rules,
        tenants: ["harbor/own.yaml": Self.own, "harbor/rulebook.yaml": "settings: { greeting: Ahoy }"]),
      tests: [SourceFile(path: test.path, text: "test: it\n\(test.test)")])
    let findings = DiagnosticFormat.human.render(loaded.diagnostics.report(), sources: loaded.texts)
    let suite = try #require(loaded.tests, "\(findings)")
    let outcome = try #require(
      try TestRun.run([RulebookTests(suite)], jobs: 1, timeout: 20).first, "\(findings)")
    let messages = outcome.failures.map(\.message).joined(separator: "; ")
    #expect(outcome.hasPassed == test.says.isEmpty, "\(messages)")
    #expect(test.says.isEmpty || messages.hasPrefix(test.says), "\(messages)")
  }
}
