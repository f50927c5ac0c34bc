internal import CEL

/// Holds what happened in a test against what it expects.
package struct TestJudge {
  let rulebook: Rulebook
  let log: TestLog
  let world: TestWorld
  let typed: TypedReader

  /// - Parameters:
  ///   - log: what happened, or the part of it that the expectations are about.
  ///   - world: the model at this moment.
  package init(_ rulebook: Rulebook, _ log: TestLog, _ world: TestWorld) {
    self.rulebook = rulebook
    self.log = log
    self.world = world
    typed = TypedReader(currency: rulebook.currency, records: rulebook.recordShapes)
  }

  /// What is wrong, in the order of the expectations.
  package func failures(of expectations: [Expectation]) -> [TestFailure] {
    expectations.compactMap(failure)
  }

  /// Errors and refusals that no expectation speaks of.
  package func surprises(besides expectations: [Expectation], at span: SourceSpan) -> [TestFailure] {
    var failures: [TestFailure] = []
    for decision in log.decisions {
      for error in decision.record.errors where !expectations.contains(where: { $0.expects(error) }) {
        failures.append(
          TestFailure(
            "`\(error.by)` failed on `\(decision.event.typeName)`: \(error.code): \(error.message)", at: span,
            notes: ["expected failures are written as `- error: { by: \(error.by), code: \(error.code) }`"]))
      }
    }
    for entry in log.entries {
      guard let refusal = entry.refusal, !expectations.contains(where: { $0.expects(refusal) }) else {
        continue
      }
      failures.append(
        TestFailure(
          "\(entry.subject) was refused: \(refusal.code): \(refusal.message)", at: span,
          notes: ["expected refusals are written as `- refused: \(refusal.code)`"]))
    }
    return failures
  }

  private func failure(of expectation: Expectation) -> TestFailure? {
    switch expectation.check {
    case .action(let action, let arguments, let count):
      return ActionJudge(self, expectation, action, arguments).failure(count)
    case .emitted(let type, let data, let subject, let count):
      return EmittedJudge(self, expectation, type, data, subject).failure(count)
    case .row(let row, let exists): return self.row(row, exists: exists, expectation)
    case .segment(let entity, let key, let names, let holds):
      return segment(entity, key, names, holds, expectation)
    case .matched(let names, let holds): return matched(names, holds, expectation)
    case .error, .refused: return missingError(expectation)
    case .actionCount(let count): return actionCount(count, expectation)
    case .run(let pattern, let count): return run(pattern, count, expectation)
    case .condition(let plan): return condition(plan, expectation)
    }
  }

  private func actionCount(_ count: Int, _ expectation: Expectation) -> TestFailure? {
    let actions = log.decisions.flatMap(\.record.actions)
    guard actions.count != count else { return nil }
    return TestFailure(
      "expected \(count) actions, and there were \(actions.count)", at: expectation.span,
      notes: actions.map { "\($0.by) did \($0.words)" })
  }

  private func missingError(_ expectation: Expectation) -> TestFailure? {
    let errors = log.decisions.flatMap(\.record.errors)
    let isThere =
      errors.contains(where: expectation.expects) || log.refusals.contains(where: expectation.expects)
    guard !isThere else { return nil }
    if case .refused(let code, let message) = expectation.check {
      return TestFailure(
        "expected an event to be refused\(code.map { " with \($0)" } ?? "")\(message.map { " (\($0))" } ?? "")",
        at: expectation.span, notes: log.refusals.map { "refused: \($0.code): \($0.message)" })
    }
    return TestFailure(
      "expected a definition to fail, and none did so", at: expectation.span,
      notes: errors.map { "\($0.by) failed: \($0.code): \($0.message)" })
  }
}

extension Expectation {
  /// Whether it speaks of an error of a decision.
  func expects(_ error: DecisionError) -> Bool {
    guard case .error(let by, let code) = check else { return false }
    return by.map { $0 == error.by } ?? true && code.map { $0 == error.code } ?? true
  }

  /// Whether it speaks of a refused event.
  func expects(_ refusal: TestLog.Refusal) -> Bool {
    guard case .refused(let code, let message) = check else { return false }
    return code.map { $0 == refusal.code } ?? true && message.map { refusal.message.contains($0) } ?? true
  }
}

extension TestLog.Entry {
  /// What was handed in, for messages.
  var subject: String {
    switch cause {
    case .event(let event): "`\(event.typeName)` (\(event.id))"
    case .line: "the line"
    case .timer(let name): "`\(name)`"
    }
  }
}

extension OutboxAction {
  /// The action with its arguments, for people.
  package var words: String { "\(name) \(String(decoding: arguments, as: UTF8.self))" }
}
