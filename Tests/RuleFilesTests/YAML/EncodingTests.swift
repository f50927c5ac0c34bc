import RuleFiles
import RulesEngine
import Testing

@Suite struct EncodingTests {
  private func rendered(_ bytes: [UInt8]) -> String {
    let file = YAMLParser.parse(bytes, file: "a.yaml")
    return DiagnosticFormat.human.render(DiagnosticReport(file.findings), sources: SourceTexts([file.source]))
  }

  @Test func `bytes that are not UTF-8 are named with their place`() {
    #expect(
      rendered(Array("a: b\nc: x".utf8) + [0xFF] + Array("y\n".utf8)) == """
        error[Y0102]: the file is not UTF-8
         --> a.yaml:2:5
          |
        2 | c: x\u{FFFD}y
          |     ^ byte 9 is 0xFF, which cannot stand here
          |
          = help: save the file again as UTF-8

        1 error in 1 file

        """)
  }

  @Test(
    arguments: [
      [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8], [0x80],
      [0xE2, 0x82],
      [0xC3],
    ] as [[UInt8]])
  func `ill-formed sequences are refused`(bytes: [UInt8]) {
    let file = YAMLParser.parse(Array("a: ".utf8) + bytes, file: "a.yaml")
    #expect(file.findings.first?.code == "Y0102")
  }

  @Test(
    arguments: [
      [0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61], [0x61, 0x00, 0x3A, 0x00], [0x00, 0x61, 0x00, 0x3A],
    ] as [[UInt8]])
  func `UTF-16 is refused by name`(bytes: [UInt8]) {
    let file = YAMLParser.parse(bytes, file: "a.yaml")
    #expect(file.findings.map(\.code) == ["Y0103"])
  }

  @Test func `a byte order mark of UTF-8 is accepted`() {
    let file = YAMLParser.parse([0xEF, 0xBB, 0xBF] + Array("a: b\n".utf8), file: "a.yaml")
    #expect(file.findings == [])
    #expect(file.documents.first?.root["a"]?.text == "b")
  }

  @Test(arguments: ["\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{1B}"])
  func `control characters are refused`(character: String) {
    let file = YAMLParser.parse("a: b\(character)c\n", file: "a.yaml")
    #expect(file.findings.map(\.code) == ["Y0119"])
  }
}
