import RuleFiles
import RulesEngine
import Testing

@Suite struct TemplateTests {
  private static let template = """
    template: nudge
    description: Reminds of something.
    inputs: { days: int, note?: string }
    rule:
      on: order.placed
      if: event.age > input.days
      do:
        - notify: { text: "${input.note}" }

    """

  @Test func `each instance is a definition of its own`() throws {
    let decoded = Decoded(
      Self.template + """
        ---
        use: nudge
        id: early
        description: After three days.
        with: { days: 3, note: soon }
        ---
        use: nudge
        id: late
        with: { days: 30 }
        """)
    #expect(decoded.findings == [])
    #expect(decoded.draft.rules.map(\.header.id.value) == ["early", "late"])
    #expect(decoded.draft.rules.map { $0.header.inputs.map(\.name) } == [["days", "note"], ["days"]])
    #expect(decoded.draft.rules.map { $0.header.inputs.map(\.value.text) } == [["3", "soon"], ["30"]])
    #expect(decoded.draft.rules.allSatisfy { $0.header.on.map(\.value) == ["order.placed"] })
  }

  @Test func `instances may come before their template`() {
    let decoded = Decoded("use: nudge\nid: early\nwith: { days: 3 }\n---\n" + Self.template)
    #expect(decoded.findings == [] && decoded.draft.rules.count == 1)
  }

  @Test func `a template that nothing uses is no rule`() {
    let decoded = Decoded(Self.template)
    #expect(decoded.findings == [] && decoded.draft.rules.isEmpty)
  }

  @Test func `a template without required inputs needs no values`() {
    let decoded = Decoded("template: a\nrule: { on: b, do: { c: { d: e } } }\n---\nuse: a\nid: x")
    #expect(decoded.findings == [] && decoded.draft.rules.map(\.header.id.value) == ["x"])
  }

  @Test(arguments: ["table", "absence", "schedule"])
  func `other kinds are made from templates too`(kind: String) {
    let bodies = [
      "table": "{ inputs: { a: string }, outputs: { b: int }, rows: [{ a: x, b: 1 }] }",
      "absence": "{ of: a, after: b, within: 1h, key: event.id, emit: c }",
      "schedule": "{ every: 1h, emit: c }",
    ]
    let decoded = Decoded("template: t\n\(kind): \(bodies[kind] ?? "")\n---\nuse: t\nid: x")
    #expect(decoded.findings == [])
    let draft = decoded.draft
    #expect(draft.tables.count + draft.absences.count + draft.schedules.count == 1)
  }

  @Test func `a mistake in a template is told once, however many use it`() {
    let decoded = Decoded(
      """
      template: a
      rule: { on: b, priority: high, do: { c: { d: e } } }
      ---
      use: a
      id: x
      ---
      use: a
      id: y
      """)
    #expect(decoded.findings == ["W0114: `high` is not a whole number"])
  }

  @Test func `templates do not make templates`() {
    let decoded = Decoded("template: a\ntemplate_of: b")
    #expect(decoded.findings.first?.hasPrefix("W0102: template needs one of `rule`, `table`") == true)
  }
}
