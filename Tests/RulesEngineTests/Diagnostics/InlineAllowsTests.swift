import RulesEngine
import Testing

@Suite struct InlineAllowsTests {
  /// Warnings W0021 on the given lines, filtered through the comments of a text; "line code" of what is left.
  private func left(_ text: String, _ lines: [Int], severity: Severity = .warning) -> [String] {
    let source = SourceText(file: "a.yaml", text: text)
    let findings = lines.map {
      Diagnostic(severity, "W0021", "finding \($0)", at: source.span(line: $0, columns: 1..<2))
    }
    return InlineAllows(in: source).filter(findings).map { "\($0.span.start.line) \($0.code)" }
  }

  @Test func `a trailing comment covers its line`() {
    #expect(left("a: NO  # bylaw: allow W0021 because Norway\nb: NO\n", [1, 2]) == ["2 W0021"])
  }

  @Test func `a comment on its own covers the next block`() {
    let text = """
      # bylaw: allow W0021 because all of these are countries
      # and so on

      markets:
        - NO
        - "SE"
      other: NO
      """
    #expect(left(text, [5, 7]) == ["7 W0021"])
    #expect(left(text, [4]) == [])
  }

  @Test func `a reason is required`() {
    #expect(left("a: NO  # bylaw: allow W0021\n", [1]) == ["1 W0021", "1 W0901"])
    #expect(left("a: NO  # bylaw: allow W0021 because\n", [1]) == ["1 W0021", "1 W0901"])
    #expect(left("a: NO  # bylaw: allow because I say so\n", [1]) == ["1 W0021", "1 W0901"])
  }

  @Test func `an allow that allows nothing is reported`() {
    #expect(left("a: b  # bylaw: allow W0021 because Norway\n", []) == ["1 W0902"])
    #expect(left("# bylaw: allow W9999 because why not\na: b\n", []) == ["1 W0903"])
  }

  @Test func `errors cannot be allowed`() {
    #expect(
      left("a: NO  # bylaw: allow W0021 because Norway\n", [1], severity: .error) == ["1 W0021", "1 W0902"])
  }

  @Test func `several codes, and Lua comments`() {
    #expect(left("a = 1 -- bylaw: allow W0021, W0101 because of old data\n", [1]) == [])
  }

  @Test func `other files pass`() {
    let other = Diagnostic.warning("W0021", "x", at: .file("b.yaml"))
    let allows = InlineAllows(in: SourceText(file: "a.yaml", text: "x # bylaw: allow W0021 because y"))
    #expect(allows.filter([other]).contains(other))
  }
}
