import FoundationEssentials
import RulesEngine
import Testing

/// `docs/DIAGNOSTICS.md` says what the sources say. `RECORD=1` in the environment writes it anew.
@Suite struct DiagnosticsPageTests {
  static let path = URL(filePath: Mistake.folder).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "docs/DIAGNOSTICS.md").path()

  static let text: String = {
    let examples = Mistake.all.compactMap { Example($0) }
    let first = Dictionary(examples.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    return DiagnosticsPage.text(DiagnosticCatalogue.entries, examples: first)
  }()

  @Test func `the page is up to date`() throws {
    if MistakeTests.isRecording { try Self.text.write(toFile: Self.path, atomically: true, encoding: .utf8) }
    let written = FileManager.default.contents(atPath: Self.path).map { String(decoding: $0, as: UTF8.self) }
    #expect(
      written == Self.text, "run RECORD=1 swift test --filter DiagnosticsPageTests, and review the change")
  }

  @Test func `every code stands in one part, under its anchor`() {
    #expect(DiagnosticsPage.homeless(DiagnosticCatalogue.entries) == [])
    for entry in DiagnosticCatalogue.entries {
      let anchors = Self.text.split(separator: "\n").filter {
        $0.hasPrefix("### <a id=\"\(entry.code)\"></a>")
      }
      #expect(anchors.count == 1, "\(entry.code)")
      #expect(entry.code.url.hasSuffix("#\(entry.code)"))
    }
  }
}
