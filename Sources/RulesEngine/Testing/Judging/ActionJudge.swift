internal import CEL

/// Looks for the actions that an expectation is about.
struct ActionJudge {
  let judge: TestJudge
  let expectation: Expectation
  let declaration: ActionDeclaration
  let action: Int
  let arguments: [FieldPattern]

  init(
    _ judge: TestJudge, _ expectation: Expectation, _ action: Int,
    _ arguments: [FieldPattern]
  ) {
    self.judge = judge
    self.expectation = expectation
    self.action = action
    self.arguments = arguments
    declaration = judge.rulebook.actions[action]
  }

  private struct Candidate {
    var action: OutboxAction
    var at: Timestamp
    /// How it differs from what is expected.
    var differences: [Difference]
  }

  func failure(_ count: Expectation.Count) -> TestFailure? {
    let candidates = judge.log.decisions.flatMap { decision in
      decision.record.actions.filter { $0.name == declaration.name }.map { action in
        Candidate(
          action: action, at: decision.record.at, differences: differences(action, decision.record.at))
      }
    }
    let fitting = candidates.filter(\.differences.isEmpty)
    if count.allows(fitting.count) { return nil }
    if fitting.isEmpty { return missing(candidates) }
    return TestFailure(
      "expected \(wanted) \(count.words), and it happened \(Self.times(fitting.count))", at: expectation.span,
      notes: fitting.map { "\($0.action.by) did \($0.action.words) at \($0.at)" })
  }

  private func missing(_ candidates: [Candidate]) -> TestFailure {
    var failure = TestFailure("expected \(wanted), and it did not happen", at: expectation.span)
    if let closest = candidates.min(by: { $0.differences.count < $1.differences.count }) {
      failure.notes = ["closest: \(closest.action.by) did \(closest.action.words)"]
      failure.notes += closest.differences.map { "  \($0.line)" }
      failure.point(at: closest.differences)
    } else {
      failure.notes = reasons
    }
    return failure
  }

  private var wanted: String {
    guard !arguments.isEmpty else { return "`\(declaration.name)`" }
    return
      "`\(declaration.name)` with \(arguments.map { "\($0.name) \($0.pattern.words)" }.joined(separator: ", "))"
  }

  static func times(_ count: Int) -> String { count == 1 ? "once" : count == 2 ? "twice" : "\(count) times" }

  private func differences(_ action: OutboxAction, _ at: Timestamp) -> [Difference] {
    let given = (try? JSON(parsing: action.arguments, maxDepth: 64, maxBytes: 64 << 20)) ?? .object([])
    var differences = arguments.compactMap { argument -> Difference? in
      guard let parameter = declaration.parameters.first(where: { $0.name == argument.name }) else {
        return nil
      }
      return Difference(argument, judge.typed.argument(parameter, of: given))
    }
    if let wanted = expectation.at, wanted != at {
      differences.append(Difference("at", wanted.description, at.description))
    }
    if let by = expectation.by, by != action.by { differences.append(Difference("by", by, action.by)) }
    return differences
  }

  /// Why the definitions that ask for such an action did not.
  private var reasons: [String] {
    let explainer = Explainer(rulebook: judge.rulebook)
    var lines: [String] = []
    for decision in judge.log.decisions {
      for name in judge.rulebook.definitions(on: decision.event.type, doing: action) {
        guard let item = explainer.explain(decision.event, decision.record, only: name).items.first else {
          continue
        }
        let outcome = item.outcome == .matched ? "matched, but not this step" : item.outcome.rawValue
        lines.append("\(name) on \(decision.event.typeName): \(outcome)")
        lines += item.reasons.map { "  \($0.text)" }
      }
    }
    if lines.isEmpty { lines = ["no definition that answers these events asks for `\(declaration.name)`"] }
    return lines
  }
}

extension Expectation.Count {
  func allows(_ count: Int) -> Bool {
    switch self {
    case .exactly(let number): count == number
    case .atLeast(let number): count >= number
    }
  }

  var words: String {
    switch self {
    case .exactly(0): "never"
    case .exactly(let number): ActionJudge.times(number)
    case .atLeast(let number): "at least \(ActionJudge.times(number))"
    }
  }
}

extension TypedReader {
  /// An argument of an action as its parameter declares it; nil where it is missing. What cannot be read as declared is
  /// given as it stands.
  func argument(_ parameter: EventField, of given: JSON) -> Value? {
    guard let part = given[parameter.name] else { return nil }
    var text = part.text
    // The money argument `amount` has its currency beside it.
    if parameter.type.value == .money, parameter.name == "amount", let amount = part.stringValue,
      let code = given["currency"]?.stringValue
    {
      text = JSON.string("\(amount) \(code)").text
    }
    return Array(text.utf8).withUnsafeBytes { bytes -> Value? in
      guard var reader = try? JSONReader(bytes) else { return nil }
      if let value = try? read(parameter.type.value, from: &reader) { return value }
      guard var again = try? JSONReader(bytes) else { return nil }
      return try? read(.dyn, from: &again)
    }
  }
}

extension Rulebook {
  /// The definitions that answer a type of event and may ask for an action, in firing order.
  func definitions(on event: Int, doing action: Int) -> [String] {
    plans[event].handlers.filter { handler in
      handler.steps.contains { step in
        switch step.verb {
        case .intent(let asked, _): asked == action
        case .code: true
        case .write, .emit: false
        }
      }
    }.map { definitions[$0.definition].name }
  }
}
