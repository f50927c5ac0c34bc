internal import CEL

extension RunMachine {
  func value(at path: [String]) throws(EvaluationError) -> Value? {
    switch path[0] {
    case "trigger": return try eventValue(trigger, path.dropFirst())
    case "step": return try stepValue(path)
    case "vars":
      guard path.count > 1, let position = plan.variables.firstIndex(where: { $0.name == path[1] }) else {
        return nil
      }
      return Self.member(path.dropFirst(2), of: state.variables[position])
    case "repeat": return rounds.last.map { .int(Int64($0)) }
    case "error":
      guard let failure = state.failure, path.count > 1 else { return nil }
      return .string(path[1] == "code" ? failure.code : path[1] == "step" ? failure.path : failure.message)
    default: return Self.member(path.dropFirst(), of: item(path[0]))
    }
  }

  func set(variable: String, to value: Value?) {
    guard let position = plan.variables.firstIndex(where: { $0.name == variable }) else { return }
    state.variables[position] = value
  }

  func awaited(by step: String) throws(EvaluationError) -> IncomingEvent? {
    guard case .wait(let number?, _, _, _)? = state.outputs[step] else { return nil }
    return try runs.event(number)
  }

  private func stepValue(_ path: [String]) throws(EvaluationError) -> Value? {
    guard path.count > 2, let output = state.outputs[path[1]] else { return nil }
    switch (output, path[2]) {
    case (.wait(let number, _, _, _), "event"):
      guard let number, let event = try runs.event(number) else { return nil }
      return try eventValue(event, path.dropFirst(3))
    case (.wait(_, let timedOut, _, _), "timed_out"): return .bool(timedOut)
    case (.wait(_, _, let waited, _), "waited"): return .duration(waited)
    case (.outcome(let status, _, _), "status"): return .string(status)
    case (.outcome(_, let result?, _), "result"):
      guard let tree = try? JSON(parsing: result, maxDepth: 64, maxBytes: 1 << 20) else { return nil }
      return Self.member(path.dropFirst(3), of: runs.typed.value(.dyn, tree))
    case (.done, "done"): return true
    case (.done, "status"): return "done"
    default: return nil
    }
  }

  private func eventValue(
    _ event: IncomingEvent, _ path: ArraySlice<String>
  ) throws(EvaluationError) -> Value? {
    let type = runs.rulebook.model.events[event.type]
    guard let name = path.first else { return .map(event.map(of: type)) }
    if let field = type.fields.firstIndex(where: { $0.name == name }) {
      return Self.member(path.dropFirst(), of: event.values[field])
    }
    let meta = name == "meta" ? path.dropFirst().first : name
    return meta.flatMap(EventMeta.init(rawValue:)).flatMap { event.value(of: $0) }
  }

  /// The item of the innermost loop whose items are called so.
  private func item(_ name: String) -> Value? {
    for (outer, position) in loops.reversed() {
      guard let loop = plan.loop(at: outer), case .forEach(_, name, _) = loop.kind,
        let items = position.items,
        let round = position.round, items.indices.contains(round - 1)
      else { continue }
      return items[round - 1]
    }
    return nil
  }

  private static func member(_ path: ArraySlice<String>, of value: Value?) -> Value? {
    guard let name = path.first, let value else { return value }
    switch value {
    case .map(let map): return member(path.dropFirst(), of: map[.string(name)])
    case .record(let record):
      return member(path.dropFirst(), of: record.layout.index(of: name).flatMap { record.values[$0] })
    default: return nil
    }
  }

  /// The loops that the token at hand is in, the innermost last, each with the place of its step.
  private var loops: [(outer: RunPosition, position: RunPosition)] {
    var lines: [[RunPosition]] = []
    var id: Int? = state.tokens.indices.contains(current) ? token.id : nil
    while let own = id, let token = state.tokens.first(where: { $0.id == own }) {
      lines.insert(token.stack, at: 0)
      id = token.parent
    }
    return lines.flatMap { stack in
      zip(stack, stack.dropFirst()).filter { $1.round != nil }.map { (outer: $0, position: $1) }
    }
  }

  private var rounds: [Int] { loops.compactMap(\.position.round) }

  /// The step's path with the rounds of the loops it is in: `steps/1/do/0[3]`.
  func place(of step: StepPlan) -> String {
    let rounds = rounds
    return rounds.isEmpty ? step.path : "\(step.path)[\(rounds.map(String.init).joined(separator: "."))]"
  }

  /// What names that which a step asks for: after a retry by a person it is something new, because what was asked for
  /// before has its outcome already.
  func placeOfAsking(_ step: StepPlan) -> String {
    let place = place(of: step)
    return token.retries == 0 ? place : "\(place)~\(token.retries + 1)"
  }

  /// Keeps what a step came to.
  func note(_ step: StepPlan, _ outcome: String, _ output: StepOutput? = nil) throws(EvaluationError) {
    try note(at: place(of: step), outcome, output?.detail)
  }

  func note(at path: String, _ outcome: String, _ detail: [UInt8]? = nil) throws(EvaluationError) {
    let step = RunStep(
      run: record.number, decision: runs.decision, at: now, path: path, outcome: outcome, detail: detail)
    try runs.reading { storage throws(StorageError) in try storage.addStep(step) }
  }
}

extension StepOutput {
  /// What it says in a trace.
  fileprivate var detail: [UInt8]? {
    if case .done = self { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    writeMembers(to: &writer)
    writer.endObject()
    return writer.octets
  }
}
