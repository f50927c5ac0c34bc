package import CEL

/// What happened in a test, in order.
package struct TestLog: Sendable {
  /// One event from outside or one timer, with everything that it led to.
  package struct Entry: Sendable {
    package enum Cause: Sendable {
      case event(IncomingEvent)
      case line
      case timer(String)
    }

    package var cause: Cause
    /// The instant on the clock of the test.
    package var at: Timestamp
    package var decisions: [Decision] = []
    /// Why the event was refused.
    package var refusal: Refusal?

    package init(cause: Cause, at: Timestamp) {
      self.cause = cause
      self.at = at
    }
  }

  package struct Refusal: Sendable {
    package var code: String
    package var message: String

    package init(code: String, message: String) {
      self.code = code
      self.message = message
    }
  }

  /// A run of a workflow, with the steps that it has taken.
  package struct Run: Sendable {
    package var record: RunRecord
    package var steps: [RunStep]

    package init(record: RunRecord, steps: [RunStep]) {
      self.record = record
      self.steps = steps
    }
  }

  package var entries: [Entry] = []
  /// The runs of workflows as they stand, oldest first.
  package var runs: [Run] = []

  package init() {}

  package init(_ entries: some Sequence<Entry>) { self.entries = Array(entries) }

  /// All decisions, in order.
  package var decisions: [Decision] { entries.flatMap(\.decisions) }

  /// All refusals, in order.
  package var refusals: [Refusal] { entries.compactMap(\.refusal) }
}

/// Why a test failed: what was expected beside what happened, and where that is written.
package struct TestFailure: Sendable {
  package var span: SourceSpan
  /// What is wrong, in lower case, without a final period.
  package var message: String
  /// The words beside the carets.
  package var label = ""
  /// Other places that matter.
  package var related: [Diagnostic.Related] = []
  /// More to know, a line each.
  package var notes: [String] = []

  package init(_ message: String, at span: SourceSpan, label: String = "", notes: [String] = []) {
    self.message = message
    self.span = span
    self.label = label
    self.notes = notes
  }

  /// Points at the values that differ instead of the whole expectation.
  mutating func point(at differences: [Difference]) {
    let marks = differences.filter { $0.span != nil }
    guard let first = marks.first?.span else { return }
    let whole = span
    span = first
    label = marks[0].label
    related = marks.dropFirst().compactMap { mark in mark.span.map { .init(mark.label, at: $0) } }
    // A value of a table of cases stands elsewhere.
    if !whole.contains(first) { related.append(.init("expected here", at: whole)) }
  }
}

/// How something differs from what is expected.
struct Difference {
  var name: String
  var expected: String
  var actual: String
  /// Where the expected value is written.
  var span: SourceSpan?

  /// The words beside the carets.
  var label: String { "was \(actual)" }

  /// A line for people.
  var line: String { "\(name): expected \(expected), was \(actual)" }

  /// Of a value that has to fit a pattern; nil where it does.
  init?(_ field: FieldPattern, _ value: Value?) {
    guard !field.pattern.fits(value) else { return nil }
    self.init(field.name, field.pattern.words, value?.words ?? "missing", field.span)
  }

  init(_ name: String, _ expected: String, _ actual: String, _ span: SourceSpan? = nil) {
    self.name = name
    self.expected = expected
    self.actual = actual
    self.span = span
  }
}
