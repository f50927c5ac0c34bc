extension Program {
  /// Evaluates slowly and records what every part gave. Inside a macro, the last round is shown.
  public func trace(_ frame: Frame) -> TraceNode {
    var slots = SlotTable()
    for path in code.paths { _ = slots.slot(for: path) }
    var planner = Planner(code.expression, code.environment, slots: slots, fuses: false)
    planner.run()
    let plain = Code(
      plan: planner.plan, expression: code.expression, environment: code.environment, paths: code.paths,
      slots: code.slots)
    let recorder = Recorder()
    let saved = frame.core.pointee.recorder
    frame.core.pointee.recorder = Unmanaged.passUnretained(recorder)
    defer { frame.core.pointee.recorder = saved }
    withExtendedLifetime((plain, recorder)) { _ = try? Evaluator.run(plain.table, frame) }
    return node(code.expression.syntax.root, recorder)
  }

  private func node(_ id: Syntax.ID, _ recorder: Recorder) -> TraceNode {
    let syntax = code.expression.syntax
    let isLeaf: Bool
    switch code.expression.references[Int(id)] {
    case .path, .constant, .local, .now, .failure: isLeaf = true
    case .none, .function, .field: isLeaf = false
    }
    return TraceNode(
      range: syntax[id].range, text: syntax.text(id), outcome: recorder.outcomes[id] ?? .notEvaluated,
      children: isLeaf ? [] : children(id).map { node($0, recorder) })
  }

  /// The parts that are evaluated: not the namespace in front of a function's name.
  private func children(_ id: Syntax.ID) -> [Syntax.ID] {
    let all = code.expression.syntax.children(id)
    if case .function(_, _, false) = code.expression.references[Int(id)],
      case .method = code.expression.syntax[id].kind
    {
      return Array(all.dropFirst())
    }
    return all
  }
}
