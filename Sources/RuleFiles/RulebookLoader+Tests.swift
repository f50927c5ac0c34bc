internal import CEL
internal import RulesEngine

extension RulebookLoader {
  /// Reads the tests and checks them against the rulebook; nil where that is not right.
  ///
  /// - Parameter parts: the rulebook as written, and those of its tenants; nil checks the shape of the tests only.
  static func tests(
    _ files: [SourceFile], under prefix: String, of parts: [RulebookPart]?, zones: ZoneDatabase,
    _ diagnostics: Diagnostics, _ texts: inout SourceTexts
  ) -> TestSuite? {
    guard !files.isEmpty else { return parts.map { _ in TestSuite() } }
    let decoding = Decoding(diagnostics: diagnostics, kinds: Kind.tests) { _ in nil }
    for file in files {
      let parsed = YAMLParser.parse(file.utf8, file: file.path)
      texts.add(parsed.source)
      diagnostics.add(contentsOf: parsed.findings)
      suppressOnLines(of: parsed, diagnostics)
      decoding.tenant = TenantFolders.tenant(of: String(file.path.dropFirst(prefix.count)))
      for document in parsed.documents { decoding.decode(document.root) }
    }
    guard let parts else { return nil }
    return TestSuite.link(decoding, parts, zones: zones, diagnostics: diagnostics)
  }
}
