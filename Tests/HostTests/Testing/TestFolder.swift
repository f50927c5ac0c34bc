import CEL
import Host
import RuleFiles
import RulesEngine
import TestSupport

/// The shop's rulebook with some tests beside it.
struct TestFolder {
  /// Tests that were expected to be right.
  struct Broken: Error {
    let findings: String
  }

  let loaded: LoadedRulebook

  init(_ rules: String, _ tests: String) {
    loaded = Rulebooks.load(
      files: Shop.files(rules), tests: [SourceFile(path: "shop.test.yaml", text: tests)])
  }

  /// What `bylaw check` says.
  var findings: String {
    DiagnosticFormat.human.render(loaded.diagnostics.report(), sources: loaded.texts)
  }

  func outcomes(filter: String? = nil, jobs: Int = 1, timeout: Double = 20) throws -> [TestOutcome] {
    guard let suite = loaded.tests, loaded.rulebook != nil else { throw Broken(findings: findings) }
    return try TestRun.run([RulebookTests(suite, filter: filter)], jobs: jobs, timeout: timeout)
  }

  /// Each test with how it came out: `name: passed`, or its messages.
  func results() throws -> [String] {
    if loaded.diagnostics.hasErrors { throw Broken(findings: findings) }
    return try outcomes().map { outcome in
      "\(outcome.test.name): \(outcome.hasPassed ? "passed" : outcome.failures.map(\.message).joined(separator: "; "))"
    }
  }

  /// What people read of the failures.
  func failures() throws -> String {
    let renderer = HumanRenderer(sources: loaded.texts)
    return try outcomes().flatMap(\.failures).map { renderer.render($0) }.joined(separator: "\n")
  }
}
