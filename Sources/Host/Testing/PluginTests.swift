internal import CEL
internal import Plugins
internal import RuleFiles
public import RulesEngine

/// The tests of a rulebook's plugins: what their `*_test.lua` files declare.
public struct PluginTests: TestSource {
  /// The tests, in the order of the plugins and their files.
  public let tests: [TestName]
  /// What is wrong with the files of tests.
  public let findings: DiagnosticReport
  /// The texts that findings and failures point into.
  public let texts: SourceTexts
  private let suites: [(tests: ScriptTests, own: Int)]
  private let places: [(suite: Int, position: Int)]

  /// Finds the tests of the plugins in a rulebook's folder.
  ///
  /// - Parameter filter: only tests with this in their name or file.
  /// - Throws: `RulebookLoader.Failure` when the folder cannot be read.
  public init(folder: String, filter: String? = nil) throws {
    let diagnostics = Diagnostics()
    var texts = SourceTexts()
    var suites: [ScriptTests] = []
    try RulebookLoader.visitPlugins(folder: folder, diagnostics, &texts) { plugin in
      guard let manifest = PluginManifest.read(plugin.manifest, diagnostics) else { return }
      suites.append(
        ScriptTests(
          manifest, files: plugin.files, config: plugin.config?.settings ?? [], diagnostics: diagnostics))
    }
    var names: [TestName] = []
    var places: [(suite: Int, position: Int)] = []
    for (suite, tests) in suites.enumerated() {
      for (position, test) in tests.names.enumerated() {
        if let filter, !test.name.contains(filter), !test.file.contains(filter) { continue }
        names.append(TestName(test.name, file: test.file, line: test.line))
        places.append((suite, position))
      }
    }
    tests = names
    findings = diagnostics.report(limit: 20)
    self.texts = texts
    self.suites = suites.map { ($0, $0.names.count) }
    self.places = places
  }

  /// Runs tests one after the other.
  public func makeRunner(timeout seconds: Double) -> any TestRunner { Runner(self) }

  private final class Runner: TestRunner {
    private let source: PluginTests

    init(_ source: PluginTests) { self.source = source }

    func run(_ position: Int) -> TestOutcome {
      var outcome = TestOutcome(source.tests[position])
      let place = source.places[position]
      if let failure = source.suites[place.suite].tests.run(place.position) {
        let span = source.texts.span(ofLine: failure.line, in: failure.file) ?? .file(failure.file)
        outcome.failures = [
          TestFailure(failure.message, at: span, notes: failure.traceback.map { "at \($0)" })
        ]
      }
      return outcome
    }
  }
}

extension SourceTexts {
  /// The words of a line.
  fileprivate func span(ofLine line: Int, in file: String) -> SourceSpan? {
    guard let source = self[file], line > 0, line <= source.lineCount else { return nil }
    let bytes = source.bytes(ofLine: line)
    let start = source.utf8[bytes].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? bytes.lowerBound
    return source.span(of: start..<max(start, bytes.upperBound))
  }
}
