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

  package var entries: [Entry] = []

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
  /// More to know, a line each.
  package var notes: [String] = []

  package init(_ message: String, at span: SourceSpan, label: String = "", notes: [String] = []) {
    self.message = message
    self.span = span
    self.label = label
    self.notes = notes
  }
}
