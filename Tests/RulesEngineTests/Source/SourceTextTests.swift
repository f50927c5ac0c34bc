import RulesEngine
import Testing

@Suite struct SourceTextTests {
  @Test func `counts lines, scalars and bytes`() {
    let source = SourceText(file: "a", text: "é日\r\nb\rc\n")
    #expect(source.lineCount == 4)
    #expect(
      source.line(1) == "é日" && source.line(2) == "b" && source.line(3) == "c" && source.line(4).isEmpty)
    #expect(source.position(at: 5) == SourcePosition(line: 1, column: 3, offset: 5))
    #expect(source.position(at: 7) == SourcePosition(line: 2, column: 1, offset: 7))
    #expect(source.position(at: 99).offset == 11)
    #expect(source.position(at: -1) == .start)
    #expect(source.line(0).isEmpty && source.line(99).isEmpty)
  }

  @Test func `columns are right in long lines too`() {
    let source = SourceText(file: "a", text: String(repeating: "é", count: 5000) + "x")
    #expect(source.position(at: 10_000).column == 5001)
    #expect(source.position(at: 2).column == 2)
  }

  @Test func `maps copied, changed and missing bytes`() {
    var map = OffsetMap(startingAt: 10)
    map.append(source: 11..<14, decodedLength: 3)  // abc
    map.append(source: 14..<20, decodedLength: 2)  // \u00e9
    map.append(source: 20..<24, decodedLength: 0)  // an escaped line break
    map.append(source: 24..<26, decodedLength: 2)  // de
    #expect(map.decodedCount == 7)
    #expect(map.source(of: 0..<1) == 11..<12)
    #expect(map.source(of: 2..<4) == 13..<20)
    #expect(map.source(of: 3..<5) == 14..<20)
    #expect(map.source(of: 5..<7) == 24..<26)
    #expect(map.source(of: 0..<99) == 11..<26)
    #expect(map.source(of: 7..<7) == 26..<26)
    #expect(OffsetMap(startingAt: 5).source(of: 0..<3) == 5..<5)
  }

  @Test func `quotes text for YAML`() {
    #expect(YAMLQuoting.quoted("!a") == "\"!a\"")
    #expect(YAMLQuoting.quoted("a == \"b\"") == "'a == \"b\"'")
    #expect(YAMLQuoting.quoted("it's \"b\"") == "'it''s \"b\"'")
    #expect(YAMLQuoting.quoted("a\n\"b\"") == "\"a\\n\\\"b\\\"\"")
  }
}
