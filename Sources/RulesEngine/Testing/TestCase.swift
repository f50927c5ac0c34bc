package import CEL

/// A test that has been read and checked against its rulebook: every name resolved, every value typed.
package struct TestCase: Sendable {
  /// The name, with the row of a table of cases: `fees by kind [row 2: video]`.
  package var name: String
  /// Where the name is written; for a row, where the row is.
  package var span: SourceSpan
  /// Which of the rulebooks of its suite decides: settings and functions of a test make one of their own.
  package var rulebook = 0
  /// The tenant whose events and rows it is about where it says nothing else; nil for the head office.
  package var tenant: String?
  package var now: Timestamp
  package var rows: [RowChange] = []
  package var steps: [TestStep] = []
  /// What must have happened in the end.
  package var expectations: [Expectation] = []
}

/// One step of a test.
package struct TestStep: Sendable {
  package enum Verb: Sendable {
    /// An event; its own time is that of the clock where the test says nothing else.
    case event(IncomingEvent, hasOwnTime: Bool)
    case line([UInt8])
    case advance(Duration)
    case at(Timestamp)
    case expect([Expectation])
  }

  package var verb: Verb
  package var span: SourceSpan
}

/// Something that must, or must not, have happened.
package struct Expectation: Sendable {
  package typealias Count = ExpectationDraft.Count

  package enum Check: Sendable {
    case action(Int, arguments: [FieldPattern], Count)
    case emitted(Int, data: [FieldPattern], subject: String?, Count)
    /// The row of an entity, and what its columns or facts must be.
    case row(RowPattern, exists: Bool)
    case segment(entity: Int, key: Value, names: [String], holds: Bool)
    case matched([String], holds: Bool)
    case error(by: String?, code: String?)
    case refused(code: String?, message: String?)
    case actionCount(Int)
    case condition(CheckPlan)
    /// A run of a workflow, or with a path a step that one took.
    case run(RunPattern, Count)
  }

  package var check: Check
  package var at: Timestamp?
  package var by: String?
  package var span: SourceSpan
}

/// A row of an entity and what must be read of it.
package struct RowPattern: Sendable {
  package var entity: Int
  package var key: Value
  /// Whether the row itself has to be there.
  package var isRow: Bool
  package var values: [(slot: Int, field: FieldPattern)] = []
}

/// What one argument, field or column has to be, and where that is written.
package struct FieldPattern: Sendable {
  package var name: String
  package var pattern: ValuePattern
  package var span: SourceSpan
}

/// What a value has to be.
package indirect enum ValuePattern: Sendable {
  case equals(Value)
  /// Missing, or null.
  case absent
  /// Text that has this in it, or a list that has all of these.
  case contains([Value])
  /// A map with at least these entries.
  case entries([(name: String, pattern: ValuePattern)])
  /// A value of no declared type, as it is written: `20.00` is also the text "20.00".
  case written(String, Value)
}

/// A condition over the final state of a test, with where its slots come from.
package struct CheckPlan: Sendable {
  enum Source: Sendable {
    case entity(Int, key: Value, slot: Int)
    case absent
  }

  var program: Program
  var sources: [Source]
}

/// What a run of a workflow, or a step of one, has to be.
package struct RunPattern: Sendable {
  package var workflow: String?
  package var status: RunRecord.Status?
  package var key: String?
  package var reason: String?
  /// The place of a step such as `steps/2/then/0`; nil for the run as a whole.
  package var path: String?
  package var outcome: String?
}
