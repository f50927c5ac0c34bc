internal import CEL
internal import Glibc
internal import Host
internal import RuleFiles
internal import RulesEngine

/// `bylaw check`.
enum CheckCommand: Command {
  static let name = "check"
  static let summary = "Check a rulebook and report every mistake with its place and remedy"
  static let synopsis = "[DIR] [--format human|json|sarif|github] [--deny warnings] [--fix] [--at INSTANT]"
  static let details = """
    DIR is the rulebook's folder; the current folder by default. What passes here is what `run` loads: it is the same
    code. Exit code: 0 clean, 1 findings, 2 usage, 3 could not run.
    """
  static let options = [
    Option(
      name: "format", value: "FORMAT", help: "how findings are printed",
      choices: ["human", "json", "sarif", "github"]),
    Option(name: "deny", value: "warnings", help: "warnings count as findings too", choices: ["warnings"]),
    Option(name: "fix", value: nil, help: "make the safe corrections in the files"),
    Option(
      name: "at", value: "INSTANT", help: "from when on the coming 30 days are looked at; now by default"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.count <= 1 else {
      throw Failure.usage("one folder at a time, not \(arguments.operands.count)", self)
    }
    let folder = arguments.operands.first ?? "."
    let instant = try instant(arguments)
    var loaded = try Rulebooks.loadWithTests(folder: folder, at: instant)
    if arguments.has("fix"), try fix(loaded) {
      loaded = try Rulebooks.loadWithTests(folder: folder, at: instant)
    }
    let format = DiagnosticFormat(rawValue: arguments["format"] ?? "human") ?? .human
    let report = loaded.diagnostics.report(limit: format == .human ? 50 : nil)
    Console.write(format.render(report, sources: loaded.texts, colour: Console.hasColour))
    if format == .human, let rulebook = loaded.rulebook { Console.print(describe(rulebook)) }
    let isClean = report.errors == 0 && (report.warnings == 0 || arguments["deny"] == nil)
    return isClean ? Failure.clean : Failure.findings
  }

  private static func instant(_ arguments: Arguments) throws -> Timestamp {
    guard let text = arguments["at"] else { return EngineClock.wallTime() }
    if let instant = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00Z") { return instant }
    throw Failure.usage(
      "--at is a date or an RFC 3339 time such as 2026-11-01T00:00:00Z, not \(text)", self)
  }

  private static func describe(_ rulebook: Rulebook) -> String {
    let kinds = Dictionary(grouping: rulebook.definitions, by: \.kind).mapValues(\.count)
    let parts = kinds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)\($0.value == 1 ? "" : "s")" }
    let tenants = rulebook.tenants.keys.sorted().joined(separator: ", ")
    return """
      \(rulebook.name) \(rulebook.version): \(rulebook.files.count) files, \(rulebook.model.entities.count) entities, \
      \(rulebook.model.events.count) event types, \(parts.joined(separator: ", "))\
      \(tenants.isEmpty ? "" : "\ntenants with rules of their own: \(tenants)")
      version \(rulebook.hash.prefix(16))
      """
  }

  /// Makes the safe corrections; true when a file changed.
  private static func fix(_ loaded: LoadedRulebook) throws -> Bool {
    var changed = false
    for source in loaded.texts.all {
      let fixes = loaded.diagnostics.sorted.compactMap(\.fix).filter { fix in
        fix.applicability == .safe && fix.edits.allSatisfy { $0.span.file == source.file }
      }
      guard !fixes.isEmpty else { continue }
      let result = applyFixes(fixes, to: String(decoding: source.utf8, as: UTF8.self))
      guard result.applied > 0 else { continue }
      try FileOutput.replace(source.file, with: Array(result.text.utf8))
      Console.note("\(source.file): \(result.applied) corrected\n")
      changed = true
    }
    return changed
  }
}
