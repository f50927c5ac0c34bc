import RulesEngine
import Testing

@Suite struct DiagnosticsTests {
  private let source = SourceText(file: "a.yaml", text: String(repeating: "line\n", count: 50))

  private func finding(_ line: Int, _ code: DiagnosticCode = "W0101", _ severity: Severity = .error)
    -> Diagnostic
  {
    Diagnostic(
      severity, code, "finding \(line)",
      at: source.span(line: line, columns: 1..<(severity == .error ? 3 : 4)))
  }

  @Test func `sorts by file, place, severity and code`() {
    let all = Diagnostics()
    var other = finding(1)
    other.span.file = "B.yaml"
    all.add(contentsOf: [
      finding(3), finding(1, "W0102"), finding(1, "W0021", .warning), finding(1, "W0101"), other,
    ])
    #expect(all.sorted.map(\.code) == ["W0101", "W0101", "W0102", "W0021", "W0101"])
    #expect(all.sorted.first?.span.file == "B.yaml")
  }

  @Test func `says a thing once`() {
    let all = Diagnostics()
    all.add(contentsOf: [finding(1), finding(1)])
    #expect(all.count(of: .error) == 1)
  }

  @Test func `an error hides the warning at its very place`() {
    let all = Diagnostics()
    var warning = finding(1, "W0021", .warning)
    warning.span = finding(1).span
    all.add(contentsOf: [warning, finding(1)])
    #expect(all.report().summary == "1 error in 1 file")
  }

  @Test func `drops what follows from a reported error`() {
    let all = Diagnostics()
    all.add(finding(1))
    all.add(finding(2), because: source.span(line: 1, columns: 1..<5))
    #expect(all.sorted.count == 1)
    all.add(finding(2), because: source.span(line: 7, columns: 1..<5))
    #expect(all.sorted.count == 2)
    all.suppress(in: source.span(of: 40..<100))
    all.add(finding(10))
    #expect(all.sorted.count == 2)
  }

  @Test func `a warning is no cause`() {
    let all = Diagnostics()
    all.add(finding(1, "W0021", .warning))
    all.add(finding(2), because: source.span(line: 1, columns: 1..<5))
    #expect(all.sorted.count == 2)
    #expect(all.hasErrors)
  }

  @Test func `caps, hiding warnings before errors`() {
    let all = Diagnostics()
    all.add(contentsOf: (1...9).map { finding($0, "W0021", .warning) })
    all.add(contentsOf: (10...14).map { finding($0) })
    let report = all.report(limit: 6)
    #expect(report.shown.count { $0.severity == .error } == 5)
    #expect(report.hidden == 8)
    #expect(report.summary == "5 errors, 9 warnings in 1 file")
    let text = DiagnosticFormat.human.render(report, sources: SourceTexts([source]))
    #expect(text.hasSuffix("…and 8 more\n\n5 errors, 9 warnings in 1 file\n"))
  }

  @Test func `keeps a limited number but counts all`() {
    let all = Diagnostics(limit: 3)
    all.add(contentsOf: (1...5).map { finding($0) })
    #expect(all.count(of: .error) == 5)
    #expect(all.report().hidden == 2)
  }

  @Test func `an empty report says so`() {
    #expect(Diagnostics().report().summary == "no problems found")
    #expect(
      DiagnosticFormat.human.render(Diagnostics().report(), sources: SourceTexts()) == "no problems found\n")
  }
}
