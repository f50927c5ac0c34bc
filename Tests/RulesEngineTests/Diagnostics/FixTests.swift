import RulesEngine
import Testing

@Suite struct FixTests {
  private let text = "aé bb cc\n"
  private var source: SourceText { SourceText(file: "a.yaml", text: text) }

  private func fix(_ range: Range<Int>, _ replacement: String) -> Fix {
    .safe(source.span(of: range), replacement)
  }

  @Test func `applies edits from front to back`() {
    let fixed = applyFixes([fix(7..<9, "C"), fix(0..<3, "A")], to: text)
    #expect(fixed.text == "A bb C\n")
    #expect(fixed.applied == 2)
  }

  @Test func `leaves overlapping fixes for the next round`() {
    let fixed = applyFixes([fix(4..<6, "x"), fix(5..<9, "y"), fix(4..<4, "z")], to: text)
    #expect(fixed.text == "aé x cc\n")
    #expect(fixed.skipped == 2)
  }

  @Test func `takes all edits of a fix or none`() {
    let both = Fix(.safe, [.init(source.span(of: 4..<5), "1"), .init(source.span(of: 7..<8), "2")])
    let fixed = applyFixes([both, Fix(.safe, [.init(source.span(of: 5..<8), "3")])], to: text)
    #expect(fixed.text == "aé 1b 2c\n")
    #expect(fixed.applied == 1)
  }

  @Test func `ignores doubtful fixes and refuses to split characters`() {
    let split = SourceSpan(
      file: "a.yaml", start: .init(line: 1, column: 2, offset: 2), end: .init(line: 1, column: 2, offset: 3))
    let outside = SourceSpan(
      file: "a.yaml", start: .init(line: 9, column: 1, offset: 90), end: .init(line: 9, column: 1, offset: 99)
    )
    let fixes = [Fix.maybe(source.span(of: 0..<1), "?"), .safe(split, "x"), .safe(outside, "x")]
    let fixed = applyFixes(fixes, to: text)
    #expect(fixed == applyFixes([.safe(split, "x"), .safe(outside, "x")], to: text))
    #expect(fixed.text == text)
    #expect(fixed.applied == 0)
  }

  @Test func `the same edit twice counts as one change`() {
    let fixed = applyFixes([fix(4..<6, "x"), fix(4..<6, "x")], to: text)
    #expect(fixed.text == "aé x cc\n")
  }
}
