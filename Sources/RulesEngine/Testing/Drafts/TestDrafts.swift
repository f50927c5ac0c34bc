package import CEL

/// `test: a name`, as written; of a table of cases, one row of it.
package struct TestDraft: Sendable {
  /// The name that stands behind `test:`.
  package var name: Located<String>
  /// The row of `cases` that it is made from.
  package var row: CaseRow?
  /// The tenant in whose folder it stands: it runs as that tenant.
  package var tenant: String?
  package var given = GivenDraft()
  package var steps: [TestStepDraft] = []
  package var expectations: [ExpectationDraft] = []
}

/// A row of `cases`: the values that `${case.x}` stands for.
package struct CaseRow: Sendable {
  /// What the row is called in reports, such as `row 3: gold`.
  package var label: String
  package var values: [(name: String, value: Node)]
  package var span: SourceSpan
}

/// `given:` what the world is like when the test begins.
package struct GivenDraft: Sendable {
  package var now: Node?
  package var timezone: Located<String>?
  package var settings: [Node.Entry] = []
  package var fixtures: [Located<String>] = []
  package var functions: [Node.Entry] = []
  /// Rows by the name of their entity: a mapping or a list of them.
  package var rows: [Node.Entry] = []
}

/// `fixture: a shop`: rows and data of events that several tests share.
package struct FixtureDraft: Sendable {
  package var name: Located<String>
  package var rows: [Node.Entry] = []
  /// Data by type of event, for fields that a test does not give itself.
  package var events: [Node.Entry] = []
}

/// One step of `when:`.
package struct TestStepDraft: Sendable {
  package enum Verb: Sendable {
    case event(EventStepDraft)
    /// A line of input as it comes, which may be refused.
    case line(Node)
    /// Time passes.
    case advance(Duration)
    /// Time passes until an instant.
    case at(Node)
    /// What must have happened since the checkpoint before.
    case expect([ExpectationDraft])
  }

  package var verb: Verb
  package var span: SourceSpan
}

/// `- event: service.completed` with what stands beside it.
package struct EventStepDraft: Sendable {
  package var type: Located<String>
  package var data: Node?
  package var subject: Node?
  package var id: String?
  package var source: String?
  package var time: Node?
  package var tenant: String?
}

/// One item of `then:` or `expect:`.
package struct ExpectationDraft: Sendable {
  package enum Verb: Sendable {
    case action(Located<String>, Node)
    case emitted(Located<String>, data: Node?, subject: Node?)
    case row(Node, exists: Bool)
    case fact(Node)
    case score(Node)
    case segment(Node)
    case matched([Located<String>], holds: Bool)
    case error(by: Located<String>?, code: Located<String>?)
    case refused(code: String?, message: String?)
    case count(Int)
    case check(Node)
    case run(RunDraft)
    case trace(RunDraft)
  }

  package var verb: Verb
  package var count = Count.exactly(1)
  package var at: Node?
  package var by: Located<String>?
  package var span: SourceSpan

  /// How often something must have happened.
  package enum Count: Sendable, Equatable {
    case exactly(Int)
    case atLeast(Int)
  }
}

/// `run: { workflow: x, status: waiting }` or `trace: { path: steps/2, outcome: done }`.
package struct RunDraft: Sendable {
  package var workflow: Located<String>?
  package var status: RunRecord.Status?
  package var key: String?
  package var reason: String?
  package var path: String?
  package var outcome: String?
}
