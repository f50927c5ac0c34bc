internal import CEL
internal import RuleFiles
package import RulesEngine
internal import Store

/// The tests in the `*.test.yaml` of a rulebook.
package struct RulebookTests: TestSource {
  package let suite: TestSuite

  /// - Parameter filter: only tests with this in their name or file, whatever the case.
  package init(_ suite: TestSuite, filter: String? = nil) {
    var suite = suite
    if let filter = filter?.lowercased() {
      suite.cases.removeAll { test in
        !test.name.lowercased().contains(filter) && !test.span.file.lowercased().contains(filter)
      }
    }
    self.suite = suite
  }

  package var tests: [TestName] {
    suite.cases.map { TestName($0.name, file: $0.span.file, line: $0.span.start.line) }
  }

  /// What the tests have tried of the rulebook; nil where there is none.
  package func coverage(of outcomes: [TestOutcome]) -> Coverage? {
    guard let rulebook = suite.rulebooks.first else { return nil }
    var coverage = Coverage(rulebook)
    for outcome in outcomes where suite.rulebooks.indices.contains(outcome.rulebook) {
      coverage.add(outcome.log, suite.rulebooks[outcome.rulebook])
    }
    return coverage
  }

  package func makeRunner(timeout seconds: Double) throws -> any TestRunner {
    RulebookTestRunner(self, timeout: seconds)
  }
}

/// Runs tests against stores in memory: one for each rulebook, whose changes are undone after each test.
final class RulebookTestRunner: TestRunner {
  private let source: RulebookTests
  private let timeout: Double
  private var stores: [Int: Store] = [:]

  init(_ source: RulebookTests, timeout: Double) {
    self.source = source
    self.timeout = timeout
  }

  func run(_ position: Int) -> TestOutcome {
    let test = source.suite.cases[position]
    let rulebook = source.suite.rulebooks[test.rulebook]
    var outcome = TestOutcome(source.tests[position])
    outcome.rulebook = test.rulebook
    let start = EngineClock.monotonicSeconds()
    do {
      let store = try store(of: test.rulebook, rulebook)
      try store.begin()
      defer { store.rollback() }
      let play = TestPlay(test, rulebook, store, deadline: start + timeout, timeout: timeout)
      outcome.failures = try play.run()
      outcome.log = play.log
    } catch {
      outcome.failures.append(TestFailure("the test could not be run: \(Self.words(error))", at: test.span))
    }
    if !outcome.hasPassed { outcome.story = TestStory(rulebook, outcome.log).lines }
    outcome.seconds = EngineClock.monotonicSeconds() - start
    return outcome
  }

  private func store(of number: Int, _ rulebook: Rulebook) throws(StorageError) -> Store {
    if let store = stores[number] { return store }
    let store = try Store(
      path: ":memory:", model: rulebook.model, currency: rulebook.currency, mode: .readWrite)
    stores[number] = store
    return store
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case let error as StorageError: error.message
    case ProcessingError.storage(let error): error.message
    case ProcessingError.refused(let code, let message): "\(code): \(message)"
    default: "\(error)"
    }
  }
}
