internal import CEL

/// Looks for the events of our own that an expectation is about: those that definitions, timers, scores and segments
/// made.
struct EmittedJudge {
  let judge: TestJudge
  let expectation: Expectation
  let type: EventType
  let data: [(name: String, pattern: ValuePattern)]
  let subject: String?

  init(
    _ judge: TestJudge, _ expectation: Expectation, _ type: Int,
    _ data: [(name: String, pattern: ValuePattern)],
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
      var notes: [String] = []
      if let closest = candidates.min(by: { $0.1.count < $1.1.count }) {
        notes = [
          "closest: \(closest.0.event.typeName) \(String(decoding: closest.0.event.data, as: UTF8.self))"
        ]
        notes += closest.1
      } else if !own.isEmpty {
        notes = ["emitted: \(own.map(\.event.typeName).joined(separator: ", "))"]
      }
      return TestFailure("expected \(wanted), and it was not emitted", at: expectation.span, notes: notes)
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

  private func differences(_ decision: Decision) -> [String] {
    var lines: [String] = []
    for expected in data {
      guard let field = type.fields.firstIndex(where: { $0.name == expected.name }) else { continue }
      let value = decision.event.values[field]
      guard !expected.pattern.fits(value) else { continue }
      lines.append(
        "  \(expected.name): expected \(expected.pattern.words), was \(value?.description ?? "nothing")")
    }
    if let subject, subject != decision.event.subject {
      lines.append("  subject: expected \(subject), was \(decision.event.subject ?? "nothing")")
    }
    if let at = expectation.at, at != decision.record.at {
      lines.append("  at: expected \(at), was \(decision.record.at)")
    }
    return lines
  }
}
