import RulesEngine
import Testing

@Suite struct MachineRendererTests {
  private let source = SourceText(file: "rules/a b.yaml", text: "rule: x\nmode: queue\n")

  private var report: DiagnosticReport {
    let span = source.span(line: 2, columns: 7..<12)
    return DiagnosticReport([
      .error(
        "W0112", "unknown value `queue`", at: span, label: "expected \"queued\"",
        related: [.init("here, too", at: source.span(line: 1, columns: 1..<5))], notes: ["a\nb"],
        help: ["50% sure"], fix: .safe(span, "queued"))
    ])
  }

  @Test func `json keeps everything`() {
    let place =
      #"{"start":{"line":2,"column":7,"offset":14},"end":{"line":2,"column":12,"offset":19}}"#
    let first = #"{"start":{"line":1,"column":1,"offset":0},"end":{"line":1,"column":5,"offset":4}}"#
    #expect(
      JSONRenderer().render(report) == """
        [
        {"code":"W0112","severity":"error","message":"unknown value `queue`","label":"expected \\"queued\\"",\
        "file":"rules/a b.yaml","span":\(place),\
        "related":[{"file":"rules/a b.yaml","span":\(first),"message":"here, too"}],\
        "notes":["a\\nb"],"help":["50% sure"],\
        "fix":{"applicability":"safe","edits":[{"span":\(place),"replacement":"queued"}]},\
        "url":"docs/DIAGNOSTICS.md#W0112"}
        ]

        """)
  }

  @Test func `json of nothing is an empty array`() {
    #expect(JSONRenderer().render(DiagnosticReport([])) == "[]\n")
  }

  @Test func `github escapes what its commands treat specially`() {
    #expect(
      GitHubRenderer().render(report) == """
        ::error file=rules/a b.yaml,line=2,endLine=2,col=7,endColumn=11,title=W0112::unknown value `queue`\
        %0Aexpected "queued"%0Ahelp: 50%25 sure

        """)
  }

  @Test func `sarif names version, rule, place and fix`() {
    let text = SARIFRenderer().render(report)
    for part in [
      #""version":"2.1.0""#, #""ruleId":"W0112","ruleIndex":0,"level":"error""#,
      #""uri":"rules/a%20b.yaml""#,
      #""region":{"startLine":2,"startColumn":7,"endLine":2,"endColumn":12,"byteOffset":14,"byteLength":5}"#,
      #""insertedContent":{"text":"queued"}"#, #""columnKind":"unicodeCodePoints""#,
      #""relatedLocations":[{"#,
    ] {
      #expect(text.contains(part), "missing \(part)")
    }
  }

  @Test(arguments: DiagnosticFormat.allCases)
  func `every format renders through one entry`(format: DiagnosticFormat) {
    #expect(format.render(report, sources: SourceTexts([source])).contains("W0112"))
  }
}
