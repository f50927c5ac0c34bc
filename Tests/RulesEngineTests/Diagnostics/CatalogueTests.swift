import FoundationEssentials
import RulesEngine
import Testing

@Suite struct CatalogueTests {
  @Test func `codes are well formed and stand once`() {
    var seen: Set<DiagnosticCode> = []
    for entry in DiagnosticCatalogue.entries {
      let scalars = Array(entry.code.id.unicodeScalars)
      #expect(scalars.count == 5 && scalars[0].properties.isUppercase)
      #expect(scalars.dropFirst().allSatisfy { ("0"..."9").contains($0) })
      #expect(seen.insert(entry.code).inserted, "\(entry.code) stands twice")
      #expect(!entry.title.isEmpty && !entry.title.hasSuffix("."))
      #expect(entry.explanation.hasSuffix("."), "\(entry.code)")
    }
  }

  @Test func `every code used in the sources is explained`() throws {
    let sources = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources").path()
    let files = try FileManager.default.subpathsOfDirectory(atPath: sources).filter { $0.hasSuffix(".swift") }
    #expect(!files.isEmpty)
    for file in files {
      let text = try String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8)
      for code in text.matches(of: /"([A-Z][0-9]{4})"/).map({ String($0.1) }) {
        #expect(DiagnosticCatalogue.entry(DiagnosticCode(code)) != nil, "\(code) in \(file)")
      }
    }
  }

  @Test func `finds the code that was meant`() {
    #expect(DiagnosticCatalogue.closest(to: "w0112") == "W0112")
  }
}
