internal import CEL
internal import RulesEngine

extension RulebookLoader {
  /// Reads the tests and checks them against the rulebook; nil where that is not right.
  ///
  /// - Parameter draft: the rulebook as written; nil checks the shape of the tests only.
  static func tests(
    _ files: [SourceFile], of draft: RulebookDraft?, functions: [FunctionDeclaration], zones: ZoneDatabase,
    _ diagnostics: Diagnostics, _ texts: inout SourceTexts
  ) -> TestSuite? {
    guard !files.isEmpty else { return draft.map { _ in TestSuite() } }
    let decoding = Decoding(diagnostics: diagnostics, kinds: Kind.tests) { _ in nil }
    for file in files {
      let parsed = YAMLParser.parse(file.utf8, file: file.path)
      texts.add(parsed.source)
      diagnostics.add(contentsOf: parsed.findings)
      suppressOnLines(of: parsed, diagnostics)
      for document in parsed.documents { decoding.decode(document.root) }
    }
    guard let draft else { return nil }
    return TestSuite.link(decoding, draft, functions: functions, zones: zones, diagnostics: diagnostics)
  }
}
