extension Program {
  /// Evaluates slowly and records what every part gave. Inside a macro, the last round is shown.
  public func trace(_ frame: Frame) -> TraceNode {
    guard let expression = code.expression else {
      return TraceNode(
        range: 0..<source.utf8.count, text: source, outcome: .notEvaluated, children: [])
    }
    var slots = SlotTable()
    for path in code.paths { _ = slots.slot(for: path) }
    var planner = Planner(expression, code.environment, slots: slots, fuses: false)
    planner.run()
    let plain = Code(
      plan: planner.plan, expression: expression, environment: code.environment, paths: code.paths,
      slots: code.slots)
    let recorder = Recorder()
    let saved = frame.core.pointee.recorder
    frame.core.pointee.recorder = Unmanaged.passUnretained(recorder)
    defer { frame.core.pointee.recorder = saved }
    withExtendedLifetime((plain, recorder)) { _ = try? Evaluator.run(plain.table, frame) }
    return expression.node(expression.syntax.root, recorder)
  }
}

extension CheckedExpression {
  fileprivate func node(_ id: Syntax.ID, _ recorder: Recorder) -> TraceNode {
    let isLeaf: Bool
    switch references[Int(id)] {
    case .path, .constant, .local, .now, .failure: isLeaf = true
    case .none, .function, .field: isLeaf = false
    }
    return TraceNode(
      range: syntax[id].range, text: syntax.text(id), outcome: recorder.outcomes[id] ?? .notEvaluated,
      children: isLeaf ? [] : children(id).map { node($0, recorder) })
  }

  /// The parts that are evaluated: not the namespace in front of a function's name.
  private func children(_ id: Syntax.ID) -> [Syntax.ID] {
    let all = syntax.children(id)
    if case .function(_, _, false) = references[Int(id)],
      case .method = syntax[id].kind
    {
      return Array(all.dropFirst())
    }
    return all
  }
}
