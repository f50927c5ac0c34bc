package import RulesEngine

/// The name and place of a test.
public struct TestName: Sendable, Equatable {
  /// What the test says of itself.
  public var name: String
  /// The file it stands in.
  public var file: String
  /// The line it begins on.
  public var line: Int

  public init(_ name: String, file: String, line: Int) {
    self.name = name
    self.file = file
    self.line = line
  }
}

/// What became of one test.
public struct TestOutcome: Sendable {
  /// The test.
  public var test: TestName
  /// Why it failed; none when it passed.
  package var failures: [TestFailure] = []
  /// What happened in it, a line each, for people who look for the reason.
  public var story: [String] = []
  /// How long it took.
  public var seconds = 0.0
  /// What it made happen, for coverage.
  package var log = TestLog()
  /// Which of the rulebooks of the suite decided.
  package var rulebook = 0

  public init(_ test: TestName) { self.test = test }

  /// Whether nothing was wrong.
  public var hasPassed: Bool { failures.isEmpty }
}

/// Tests of one sort, such as those in `*.test.yaml`. Different sorts are listed and reported together.
public protocol TestSource: Sendable {
  /// The tests, in the order of their files.
  var tests: [TestName] { get }
  /// Something that runs tests one after the other; each worker has one of its own.
  func makeRunner(timeout seconds: Double) throws -> any TestRunner
}

/// Runs tests of one source, by their positions. Used by one thread.
public protocol TestRunner: AnyObject {
  /// Runs one test; what goes wrong is part of the outcome.
  func run(_ position: Int) -> TestOutcome
}
