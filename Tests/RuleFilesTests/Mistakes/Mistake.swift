import FoundationEssentials
import Host
import RuleFiles
import RulesEngine
import Testing

/// A rulebook with one mistake, under `examples/mistakes`: a file, or a folder of files, laid over `_base`, and the
/// findings it must give, word for word, in the `.expected` file beside it.
struct Mistake: CustomTestStringConvertible, Sendable {
  /// The folder and the name without an ending, such as `names/unknown-event`.
  let name: String
  /// The files of the mistake, by their paths in the rulebook.
  let files: [SourceFile]

  var testDescription: String { name }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "examples/mistakes").path()

  /// The files every mistake is laid over.
  static let base: [SourceFile] = (try? RulebookLoader.files(in: "\(folder)/_base")) ?? []

  /// All of them, by name.
  static let all: [Mistake] = groups.flatMap { group in
    contents("\(folder)/\(group)").compactMap { Mistake(group: group, entry: $0) }
  }

  static let groups = [
    "yaml", "shape", "names", "types", "meaning", "workflows", "fees", "escalation", "routing", "retention",
    "plugins", "tests", "tenants",
  ]

  private init?(group: String, entry: String) {
    let path = "\(Self.folder)/\(group)/\(entry)"
    if let ending = [".yaml", ".lua"].first(where: entry.hasSuffix) {
      guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
      name = "\(group)/\(entry.dropLast(ending.count))"
      files = [SourceFile(path: entry, utf8: Array(bytes))]
    } else if !entry.contains(".") {
      name = "\(group)/\(entry)"
      files = (try? RulebookLoader.files(in: path)) ?? []
    } else {
      return nil
    }
  }

  static func contents(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private init(name: String, files: [SourceFile]) {
    self.name = name
    self.files = files
  }

  private var loaded: LoadedRulebook {
    let replaced = Set(files.map(\.path))
    let all = Self.base.filter { !replaced.contains($0.path) } + files
    let tests = all.filter { $0.path.hasSuffix(".test.yaml") }
    let rules = all.filter { !$0.path.hasSuffix(".test.yaml") }
    return Rulebooks.load(files: rules.sorted { $0.path < $1.path }, tests: tests)
  }

  /// Whether its finding proposes a correction of the text.
  var hasProposal: Bool { loaded.diagnostics.sorted.contains { $0.fix != nil } }

  /// The mistake after the corrections that its findings propose.
  var fixed: Mistake {
    let fixes = loaded.diagnostics.sorted.compactMap(\.fix).map { Fix(.safe, $0.edits) }
    let mended = files.map { file in
      let own = fixes.filter { fix in fix.edits.allSatisfy { $0.span.file == file.path } }
      return SourceFile(path: file.path, text: applyFixes(own, to: file.text).text)
    }
    return Mistake(name: name, files: mended)
  }

  /// What a person reads after `bylaw check`.
  var findings: String {
    let loaded = loaded
    return DiagnosticFormat.human.render(loaded.diagnostics.report(), sources: loaded.texts)
  }

  private var expectedPath: String { "\(Self.folder)/\(name).expected" }

  /// The recorded findings; nil when none are recorded.
  var expected: String? {
    FileManager.default.contents(atPath: expectedPath).map { String(decoding: $0, as: UTF8.self) }
  }

  func record() throws {
    try findings.write(toFile: expectedPath, atomically: true, encoding: .utf8)
  }
}
