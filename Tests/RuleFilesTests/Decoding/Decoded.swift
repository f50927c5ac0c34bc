import RuleFiles
import RulesEngine

/// What a text of definitions is decoded to.
struct Decoded {
  let draft: RulebookDraft
  /// The messages of the findings, with their codes.
  let findings: [String]

  /// - Parameters:
  ///   - path: the file it stands in; `rulebook.yaml` has keys of its own.
  ///   - files: other files of the rulebook, by path.
  init(_ text: String, path: String = "a.yaml", files: [String: String] = [:]) {
    let diagnostics = Diagnostics()
    let decoding = Decoding(diagnostics: diagnostics) { name in
      files[name].map { SourceFile(path: name, text: $0) }
    }
    let parsed = YAMLParser.parse(text, file: path)
    diagnostics.add(contentsOf: parsed.findings)
    for document in parsed.documents {
      decoding.decode(document.root, in: SourceFile(path: path, text: text))
    }
    decoding.expandInstances()
    draft = decoding.draft
    findings = diagnostics.sorted.map { "\($0.code): \($0.message)" }
  }
}
