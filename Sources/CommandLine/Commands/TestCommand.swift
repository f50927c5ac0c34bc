internal import Host
internal import RuleFiles
internal import RulesEngine

/// `bylaw test`.
enum TestCommand: Command {
  static let name = "test"
  static let summary = "Run the tests beside the rules, with a clock that they move themselves"
  static let synopsis = "[DIR] [--filter TEXT] [--coverage] [--format human|json|junit] [--quiet] ..."
  static let details = """
    DIR is the rulebook's folder; the current folder by default. Tests stand in files that end in .test.yaml; each has
    a database in memory of its own. The tests of plugins stand in files that end in _test.lua. Exit code: 0 all passed, 1 a test failed or cannot be read, 2 usage, 3 could not run.
    """
  static let options = [
    Option(name: "filter", value: "TEXT", help: "only tests with this in their name or file"),
    Option(name: "coverage", value: nil, help: "also say what no test has tried"),
    Option(
      name: "format", value: "FORMAT", help: "how results are printed", choices: ["human", "json", "junit"]),
    Option(name: "quiet", value: nil, help: "only what failed, and the closing line"),
    Option(name: "jobs", value: "N", help: "how many tests run at once; one for each processor by default"),
    Option(name: "timeout", value: "SECONDS", help: "how long one test may take; 2 by default"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.count <= 1 else {
      throw Failure.usage("one folder at a time, not \(arguments.operands.count)", self)
    }
    let jobs = try number(arguments, "jobs").map { Swift.max(1, Int($0)) }
    let timeout = try number(arguments, "timeout") ?? 2
    let folder = arguments.operands.first ?? "."
    let loaded = try Rulebooks.loadWithTests(folder: folder)
    let plugins = try PluginTests(folder: folder, filter: arguments["filter"])
    let findings = [
      (loaded.diagnostics.report(limit: 20), loaded.texts), (plugins.findings, plugins.texts),
    ].first { $0.0.errors > 0 }
    if let findings {
      Console.note(
        DiagnosticFormat.human.render(findings.0, sources: findings.1, colour: Console.hasColour))
    }
    guard let suite = loaded.tests else {
      throw Failure.couldNotRun("the rulebook in \(folder) has errors and was not loaded")
    }
    let tests = RulebookTests(suite, filter: arguments["filter"])
    guard tests.tests.count + plugins.tests.count > 0 else {
      guard findings == nil else { return Failure.findings }
      throw Failure.couldNotRun(nothing(in: folder, arguments["filter"], suite))
    }
    let outcomes = try TestRun.run([tests, plugins], jobs: jobs, timeout: timeout)
    var report = TestReport(
      outcomes: outcomes, texts: SourceTexts(loaded.texts.all + plugins.texts.all),
      isQuiet: arguments.has("quiet"))
    if arguments.has("coverage") {
      report.coverage = tests.coverage(of: Array(outcomes.prefix(tests.tests.count)))
    }
    Console.write(report.render(arguments["format"] ?? "human"))
    let hasPassed = findings == nil && outcomes.allSatisfy(\.hasPassed)
    return hasPassed ? Failure.clean : Failure.findings
  }

  private static func nothing(in folder: String, _ filter: String?, _ suite: TestSuite) -> String {
    guard let filter, !suite.cases.isEmpty else {
      return "no tests in \(folder); they stand in files that end in .test.yaml, beside the rules"
    }
    return "none of the \(suite.cases.count) tests in \(folder) has \(filter) in its name or file"
  }

  private static func number(_ arguments: Arguments, _ name: String) throws(Failure) -> Double? {
    guard let text = arguments[name] else { return nil }
    guard let number = Double(text), number > 0, number <= 86_400 else {
      throw .usage("--\(name) is a number above 0, not \(text)", self)
    }
    return number
  }
}
