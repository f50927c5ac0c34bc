internal import CEL

/// Looks for the events of our own that an expectation is about: those that definitions, timers, scores and segments
/// made.
struct EmittedJudge {
  let judge: TestJudge
  let expectation: Expectation
  let type: EventType
  let data: [FieldPattern]
  let subject: String?

  init(
    _ judge: TestJudge, _ expectation: Expectation, _ type: Int, _ data: [FieldPattern],
    _ subject: String?
  ) {
    self.judge = judge
    self.expectation = expectation
    self.type = judge.rulebook.model.events[type]
    self.data = data
    self.subject = subject
  }

  func failure(_ count: Expectation.Count) -> TestFailure? {
    let own = judge.log.decisions.filter { $0.event.source == EventIdentity.ownSource }
    let candidates = own.filter { $0.event.typeName == type.name }.map { ($0, differences($0)) }
    let fitting = candidates.filter(\.1.isEmpty)
    if count.allows(fitting.count) { return nil }
    if fitting.isEmpty {
      var failure = TestFailure("expected \(wanted), and it was not emitted", at: expectation.span)
      if let closest = candidates.min(by: { $0.1.count < $1.1.count }) {
        let event = closest.0.event
        failure.notes = ["closest: \(event.typeName) \(String(decoding: event.data, as: UTF8.self))"]
        failure.notes += closest.1.map { "  \($0.line)" }
        failure.point(at: closest.1)
      } else if !own.isEmpty {
        failure.notes = ["emitted: \(own.map(\.event.typeName).joined(separator: ", "))"]
      }
      return failure
    }
    return TestFailure(
      "expected \(wanted) \(count.words), and it was emitted \(ActionJudge.times(fitting.count))",
      at: expectation.span,
      notes: fitting.map { "\($0.0.event.id) \(String(decoding: $0.0.event.data, as: UTF8.self))" })
  }

  private var wanted: String {
    guard !data.isEmpty else { return "`\(type.name)`" }
    return "`\(type.name)` with \(data.map { "\($0.name) \($0.pattern.words)" }.joined(separator: ", "))"
  }

  private func differences(_ decision: Decision) -> [Difference] {
    let event = decision.event
    var differences = data.compactMap { expected -> Difference? in
      guard let field = type.fields.firstIndex(where: { $0.name == expected.name }) else { return nil }
      return Difference(expected, event.values[field])
    }
    if let subject, subject != event.subject {
      differences.append(Difference("subject", subject, event.subject ?? "missing"))
    }
    if let at = expectation.at, at != decision.record.at {
      differences.append(Difference("at", at.description, decision.record.at.description))
    }
    return differences
  }
}
