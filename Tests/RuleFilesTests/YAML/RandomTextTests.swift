import RuleFiles
import RulesEngine
import Testing

@Suite struct RandomTextTests {
  /// Renders whatever is found, so that places are exercised too.
  private func survive(_ bytes: [UInt8]) {
    let file = YAMLParser.parse(bytes, file: "a.yaml")
    let sources = SourceTexts([file.source])
    for format in DiagnosticFormat.allCases {
      _ = format.render(DiagnosticReport(file.findings), sources: sources)
    }
    for finding in file.findings {
      #expect(finding.span.range.upperBound <= bytes.count)
    }
    _ = applyFixes(file.findings.compactMap(\.fix), to: String(decoding: bytes, as: UTF8.self))
    _ = sources.applyAllows(to: file.findings)
  }

  @Test(arguments: 1...40)
  func `random bytes never crash`(seed: Int) {
    var random = SeededRandom(seed)
    for _ in 0..<20 {
      survive(
        (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
  }

  @Test(arguments: 1...60)
  func `random YAML never crashes`(seed: Int) {
    let pieces = [
      "a", "b:", ": ", "- ", "\n", "\n  ", "\n    ", " ", "\"", "'", "[", "]", "{", "}", ",", "|", ">", "!",
      "&x ", "*x",
      "#", " # ", "%", "@", "`", "?", "? ", "---\n", "...\n", "\t", "é", "日", "😀", "\\", "\\n", "${",
      "key: value\n",
      "|-\n  x\n", "NO", "22:30", "<<: *x\n", "\r\n", "(", ")", "# bylaw: allow W0021 because x\n",
      "\u{FEFF}",
    ]
    var random = SeededRandom(seed)
    for _ in 0..<40 {
      let count = Int.random(in: 0...40, using: &random)
      survive((0..<count).flatMap { _ in Array((pieces.randomElement(using: &random) ?? "").utf8) })
    }
  }

  @Test(arguments: Samples.all)
  func `samples with a byte changed never crash`(text: String) {
    let bytes = Array(text.utf8)
    for index in bytes.indices {
      for byte in Array("\"'[{}]:-!&*#|>%@`?, \n\t".utf8) {
        var changed = bytes
        changed[index] = byte
        survive(changed)
      }
      survive(Array(bytes[..<index]))
    }
  }
}
