extension ValueReader where Value == [StepDraft] {
  /// The steps of a workflow: one mapping or a list of them.
  package static var workflowSteps: ValueReader<[StepDraft]> { .oneOrMany(of: .workflowStep) }
}

extension ValueReader where Value == StepDraft {
  /// One step: what it does, and the keys that every step may have.
  fileprivate static var workflowStep: ValueReader<StepDraft> {
    ValueReader<StepDraft>("a step") { node, context in
      let inner = ReadContext(context.diagnostics, name: "steps")
      guard let entries = node.entries else { return ActionDraft.reportForm(node, inner) }
      let verb = StepVerb.allCases.first { $0.isMeant(by: entries) }
      if verb == nil, StepVerb.reportSlip(entries, inner) { return nil }
      guard let keys = MappingReader(node, verb.map { "`\($0.rawValue)`" } ?? "step", inner) else {
        return nil
      }
      let id = keys.optional("id", .locatedIdentifier)
      let isEnabled = keys.optional("enabled", .bool) ?? true
      let continues = keys.optional("continue_on_error", .bool) ?? false
      let undo = verb == .compensate ? [] : keys.optional("compensate", .steps) ?? []
      guard let body = verb.map({ $0.read(keys) }) ?? act(node, keys), keys.finish() else { return nil }
      var step = StepDraft(body, span: node.headSpan)
      step.id = id
      step.isEnabled = isEnabled
      step.continuesOnError = continues
      step.compensation = undo
      return step
    }
  }

  private static func act(_ node: Node, _ keys: MappingReader) -> StepDraft.Body? {
    let awaits = keys.optional("await", .bool) ?? false
    return ActionDraft.read(node, keys).map { .act($0, awaits: awaits) }
  }
}

/// The steps that are not actions, by the key that names them.
private enum StepVerb: String, CaseIterable {
  case waitFor = "wait_for"
  case delay
  case delayUntil = "delay_until"
  case condition
  case branch = "if"
  case choose
  case loop = "repeat"
  case parallel
  case call
  case stop
  case set
  case group = "do"
  case compensate

  /// An `if` with `then` branches; with an action beside it, it is the action's condition. `set` beside a change of
  /// the model and `compensate` beside another step belong to these.
  func isMeant(by entries: [Node.Entry]) -> Bool {
    let names = entries.map(\.name)
    guard names.contains(rawValue) else { return false }
    switch self {
    case .branch: return names.contains("then")
    case .set: return !names.contains { ["insert", "upsert", "update"].contains($0) }
    case .compensate: return names.allSatisfy { ["compensate", "id", "enabled"].contains($0) }
    default: return true
    }
  }

  /// The keys that stand beside the verb.
  private var companions: Set<String> {
    switch self {
    case .waitFor: ["where", "key", "timeout", "calendar", "since"]
    case .delay: ["calendar"]
    case .delayUntil: ["timezone"]
    case .call: ["with"]
    case .stop: ["reason", "return"]
    case .branch: ["then", "else"]
    case .condition, .choose, .loop, .parallel, .set, .group, .compensate: []
    }
  }

  /// Reports a misspelt verb, which its companions give away; otherwise it is the name of an action.
  static func reportSlip(_ entries: [Node.Entry], _ context: ReadContext) -> Bool {
    for entry in entries {
      guard let name = Suggestion.closest(to: entry.name, among: allCases.map(\.rawValue)),
        let verb = StepVerb(rawValue: name), entries.contains(where: { verb.companions.contains($0.name) })
      else { continue }
      context.diagnostics.add(
        .error(
          "W0101", "no step is called `\(entry.name)`", at: entry.key.span,
          help: ["did you mean `\(name)`?"], fix: .safe(entry.key.span, name)))
      return true
    }
    return false
  }

  func read(_ keys: MappingReader) -> StepDraft.Body? {
    switch self {
    case .waitFor: return wait(keys)
    case .delay: return keys.delay("delay").map { .delay($0) }
    case .delayUntil:
      let zone = keys.optional("timezone", .scalar)
      return keys.required("delay_until", .scalar).map { .delayUntil($0, timezone: zone) }
    case .condition: return keys.required("condition", .condition).map { .condition($0) }
    case .branch: return branch(keys)
    case .choose: return keys.required("choose", .list(of: .choice, count: 1...100)).map { .branch($0) }
    case .loop: return keys.required("repeat", .loop).map { .loop($0) }
    case .parallel: return keys.required("parallel", .parallel)
    case .call:
      let values = keys.optional("with", .node)
      return keys.required("call", .locatedIdentifier).map { .call($0, with: values) }
    case .stop: return stop(keys)
    case .set:
      return keys.required("set", .table(of: .node, count: 1...100)).map { entries in
        .set(entries.map { (name: $0.key.located, value: $0.value) })
      }
    case .group: return keys.required("do", .workflowSteps).map { .group($0) }
    case .compensate:
      return keys.required("compensate", ValueReader<String>.choice(["all"])).map { _ in .compensate }
    }
  }

  private func wait(_ keys: MappingReader) -> StepDraft.Body? {
    let events = keys.required("wait_for", .oneOrMany(of: .locatedIdentifier))
    let condition = keys.optional("where", .condition)
    let key = keys.optional("key", .scalar)
    let timeout = keys.has("timeout") ? keys.delay("timeout") : nil
    let since = keys.optional("since", .locatedText)
    return events.map {
      .wait(AwaitedDraft(events: $0, condition: condition, key: key), timeout: timeout, since: since)
    }
  }

  private func branch(_ keys: MappingReader) -> StepDraft.Body? {
    let condition = keys.required("if", .condition)
    let then = keys.required("then", .workflowSteps)
    let otherwise = keys.optional("else", .workflowSteps)
    guard let condition, let then else { return nil }
    return .branch([(condition, then, "then")] + (otherwise.map { [(nil, $0, "else")] } ?? []))
  }

  private func stop(_ keys: MappingReader) -> StepDraft.Body? {
    let reason = keys.optional("reason", .scalar)
    let result = keys.optional("return", .node)
    return keys.required("stop", .choice(of: StopOutcome.self)).map {
      .stop($0, reason: reason, result: result)
    }
  }
}

extension MappingReader {
  /// A length of time such as `15m` or, with a calendar, `2bh`; or an expression in `${ }`.
  package func delay(_ key: String) -> DelayDraft? {
    let calendar = optional("calendar", .locatedIdentifier)
    guard let node = required(key, .scalar) else { return nil }
    if node.text?.hasPrefix("${") == true {
      return DelayDraft(.expression(node), calendar: calendar, span: node.span)
    }
    let context = ReadContext(diagnostics, name: key)
    guard let literal = ValueReader<DurationLiteral>.duration.read(node, context) else { return nil }
    if literal.isZero {
      report(
        .error(
          "W0115", "`\(key)` must be longer than nothing", at: node.span,
          help: ["leave the step out, or write a length such as `15m`"]))
      return nil
    }
    return DelayDraft(.literal(literal), calendar: calendar, span: node.span)
  }
}

extension ValueReader where Value == (condition: Node?, steps: [StepDraft], name: String) {
  /// `{ if: ..., do: [...] }` or `{ else: [...] }`.
  fileprivate static var choice: ValueReader<Value> {
    .mapping("choice") { keys in
      if keys.has("else") { return keys.required("else", .workflowSteps).map { (nil, $0, "else") } }
      let condition = keys.required("if", .condition)
      let steps = keys.required("do", .workflowSteps)
      guard let condition, let steps else { return nil }
      return (condition, steps, "do")
    }
  }
}

extension ValueReader where Value == LoopDraft {
  fileprivate static var loop: ValueReader<LoopDraft> {
    .mapping("repeat") { keys in
      let kind = keys.exactlyOne(of: ["for_each", "count", "while", "until"])
      let name = keys.optional("as", .locatedIdentifier)
      let steps = keys.required("do", .workflowSteps)
      let max = keys.optional("max", .int(in: 1...100_000)) ?? 1_000
      guard let kind, let steps, let loop = self.kind(kind, name, keys) else { return nil }
      return LoopDraft(loop, max: max, steps: steps)
    }
  }

  private static func kind(
    _ entry: Node.Entry, _ name: Located<String>?, _ keys: MappingReader
  ) -> LoopDraft.Kind? {
    switch entry.name {
    case "count": keys.required("count", .int(in: 1...100_000)).map { .count($0) }
    case "while": keys.required("while", .condition).map { .whileHolds($0) }
    case "until": keys.required("until", .condition).map { .until($0) }
    default:
      keys.required("for_each", .condition).map { .forEach($0, as: name ?? Located("item", entry.key.span)) }
    }
  }
}

extension ValueReader where Value == StepDraft.Body {
  /// Branches alone, or `{ until: all | any | 2, branches: [[...], [...]] }`.
  fileprivate static var parallel: ValueReader<StepDraft.Body> {
    .either(
      list: ValueReader<[[StepDraft]]>.list(of: .workflowSteps, count: 1...100).map {
        .parallel(until: nil, $0)
      },
      mapping: .mapping("parallel") { keys in
        let until = keys.optional("until", .locatedText)
        let branches = keys.required("branches", .list(of: .workflowSteps, count: 1...100))
        return branches.map { .parallel(until: until, $0) }
      })
  }
}
