import RuleFiles
import RulesEngine
import Testing

@Suite struct LimitsTests {
  private func codes(_ text: String) -> [DiagnosticCode] {
    YAMLParser.parse(text, file: "a.yaml").findings.map(\.code)
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
    String(repeating: "- ", count: 100_000), String(repeating: "{", count: 100_000),
    String(repeating: "[[{", count: 100_000), String(repeating: "? ", count: 100_000),
    (0..<700).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
  ])
  func `deep nesting ends at the limit`(text: String) {
    #expect(codes(text).contains("Y0109"))
  }

  @Test func `64 levels are fine`() {
    let open = String(repeating: "[", count: 63) + "x" + String(repeating: "]", count: 63)
    #expect(codes("a: \(open)\n") == [])
    #expect(codes("a: [\(open)]\n") == ["Y0109"])
  }

  @Test func `aliases expand within a budget`() {
    let lines = (1..<9).map { level in
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
      return "a\(level): &a\(level) [\(aliases)]\n"
    }
    let bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + lines.joined()
    #expect(codes(bomb) == ["Y0108"])
  }

  @Test func `aliases count for depth`() {
    let nest = "a0: &a0 [x]\n" + (1..<80).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined()
    #expect(codes(nest) == ["Y0109"])
  }

  @Test func `large files are refused unread`() {
    let file = YAMLParser.parse(Array(repeating: 0x61, count: (1 << 20) + 1), file: "a.yaml")
    #expect(file.findings.map(\.code) == ["Y0110"])
    #expect(file.documents.isEmpty)
  }

  @Test func `long lines and many documents stay cheap`() {
    let list = "a: [" + String(repeating: "NO, ", count: 100_000) + "x]\n"
    #expect(codes(list).allSatisfy { $0 == "W0021" })
    #expect(codes(String(repeating: "---\na: b\n", count: 20_000)) == [])
    #expect(codes(String(repeating: "a: !b\n", count: 1000)).contains("Y0121"))
  }
}
