internal import CEL

extension WorkflowLinking {
  func wait(
    _ awaited: AwaitedDraft, _ timeout: DelayDraft?, _ since: Located<String>?, _ names: RunNames
  ) -> StepPlan.Body? {
    let plans = link(awaited, names)
    let delay = timeout.flatMap { self.delay($0, names) }
    guard plans.count == awaited.events.count, (delay == nil) == (timeout == nil),
      let since = self.since(since, names)
    else { return nil }
    return .wait(plans, timeout: delay, since: since)
  }

  private func since(_ draft: Located<String>?, _ names: RunNames) -> StepPlan.Since? {
    switch draft?.value {
    case nil, "run_start": return .runStart
    case "step_start": return .stepStart
    case let text?:
      let ids = names.steps.map(\.name)
      let id = text.hasPrefix("step.") ? String(text.dropFirst(5)) : text
      if ids.contains(id) { return .step(id) }
      linker.diagnostics.add(
        .error(
          "W0112", "unknown value `\(text)` for `since`", at: draft?.span ?? self.draft.header.id.span,
          label: "expected `run_start`, `step_start` or `step.<id>` of an earlier step",
          help: Suggestion.best(for: id, among: ids).map { ["did you mean `step.\($0)`?"] } ?? []))
      return nil
    }
  }

  /// The plans of the events that are awaited; what has mistakes is reported and left out.
  func link(_ awaited: AwaitedDraft, _ names: RunNames) -> [AwaitPlan] {
    awaited.events.compactMap { name in
      guard let event = linker.eventType(name) else { return nil }
      return link(awaited, event, name, names)
    }
  }

  private func link(
    _ awaited: AwaitedDraft, _ event: Int, _ name: Located<String>, _ names: RunNames
  ) -> AwaitPlan? {
    let inner = EventScope(event: event, linker: linker)
    var environment = linker.environment(of: draft.header, in: inner)
    names.declare(in: &environment)
    inner.runRoots = names.roots
    var condition: Program?
    if let node = awaited.condition {
      condition = linker.compile(node, expecting: .bool, in: inner, environment)
      guard condition != nil else { return nil }
    }
    guard let (expression, value) = correlation(awaited, event, name, names) else { return nil }
    return AwaitPlan(
      event: event, expression: expression, value: value, condition: condition, frame: inner.plan([]))
  }

  /// How a waiting run is found when such an event comes: by an equality in `where`, else by the run's key.
  private func correlation(
    _ awaited: AwaitedDraft, _ event: Int, _ name: Located<String>, _ names: RunNames
  ) -> (String, AwaitPlan.Value)? {
    if let key = awaited.key {
      return linker.correlate(key, nil, on: event).map { ($0, .key) }
    }
    if let node = awaited.condition, let equality = Equality.find(node.text ?? "", linker.base, names.roots),
      let own = compile(node, expecting: nil, names, part: equality.own),
      let expression = linker.correlate(node, equality.awaited, on: event)
    {
      return (expression, .program(own))
    }
    guard let key = draft.key else {
      return linker.correlate(subjectOf: event).map { ($0, .key) }
    }
    if linker.canCompile(key, on: event) { return linker.correlate(key, nil, on: event).map { ($0, .key) } }
    linker.diagnostics.add(
      .error(
        "N0242", "nothing says which `\(name.value)` this run waits for", at: name.span,
        label: "`\(key.text ?? "")` cannot be read from it",
        related: [.init("the key of a run", at: key.span)],
        help: ["add `where: event.… == trigger.…`, or `key:` with an expression over `\(name.value)`"]))
    return nil
  }
}

extension Linker {
  /// Makes runs be found by the value of an expression over a type of event; returns its text.
  func correlate(_ node: Node, _ part: Range<Int>?, on event: Int) -> String? {
    let scope = events[event]
    guard let program = compile(node, expecting: nil, in: scope, part: part) else { return nil }
    if !scope.correlations.contains(where: { $0.expression == program.source }) {
      scope.correlations.append(Correlation(expression: program.source, program: program))
    }
    return program.source
  }

  /// Makes runs be found by what an event is about.
  func correlate(subjectOf event: Int) -> String? {
    let scope = events[event]
    let source = scope.type.fields.contains { $0.name == "subject" } ? "event.meta.subject" : "event.subject"
    if !scope.correlations.contains(where: { $0.expression == source }) {
      guard let program = try? scope.environment.compile(source, slots: &scope.slots) else { return nil }
      scope.correlations.append(Correlation(expression: source, program: program))
    }
    return source
  }

  /// Whether an expression over one type of event can be read from another.
  func canCompile(_ node: Node, on event: Int) -> Bool {
    (try? events[event].environment.check(node.text ?? "")) != nil
  }
}

/// An equality between the awaited event and the run that waits, as a part of a `where`.
struct Equality {
  /// The side that reads the awaited event, as UTF-8 offsets into the text,
  var awaited: Range<Int>
  /// and the side that reads the run.
  var own: Range<Int>

  /// The first operand of the outermost `&&` that is such an equality.
  static func find(_ text: String, _ environment: Environment, _ roots: Set<String>) -> Equality? {
    guard let syntax = try? environment.parse(text) else { return nil }
    var operands = [syntax.root]
    if case .logic(isAnd: true, let parts) = syntax[syntax.root].kind { operands = parts }
    for operand in operands {
      guard case .binary(.equal, let left, let right) = syntax[operand].kind else { continue }
      for (awaited, own) in [(left, right), (right, left)] {
        let (theirs, ours) = (names(in: syntax, awaited), names(in: syntax, own))
        if theirs == ["event"], !ours.isEmpty, ours.isSubset(of: roots) {
          return Equality(awaited: syntax[awaited].range, own: syntax[own].range)
        }
      }
    }
    return nil
  }

  private static func names(in syntax: Syntax, _ root: Syntax.ID) -> Set<String> {
    var names: Set<String> = []
    var pending = [root]
    while let node = pending.popLast() {
      if case .name(let name, _) = syntax[node].kind { names.insert(name) }
      pending += syntax.children(node)
    }
    return names
  }
}
