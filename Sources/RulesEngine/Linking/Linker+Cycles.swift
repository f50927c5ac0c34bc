internal import CEL

extension Linker {
  /// Reports events that lead to themselves without any condition: such a chain would never end.
  func checkCycles() {
    var edges: [[(to: Int, definition: Int)]] = events.map { _ in [] }
    for (event, scope) in events.enumerated() {
      for handler in scope.handlers where isUnconditional(handler) {
        for step in handler.steps where step.condition == nil {
          for target in step.emits { edges[event].append((target, handler.definition)) }
        }
      }
    }
    var reported: Set<Int> = []
    for start in events.indices where !reported.contains(start) {
      guard let path = cycle(from: start, edges) else { continue }
      reported.formUnion(path.map(\.to))
      report(start, path)
    }
  }

  private func isUnconditional(_ handler: Handler) -> Bool {
    let definition = definitions[handler.definition]
    guard case .rule = handler.body, handler.condition == nil, definition.group == nil else { return false }
    return definition.rollout == nil && definition.from == nil && definition.until == nil
      && handler.restraint == nil
  }

  /// The way from an event back to itself, if there is one.
  private func cycle(
    from start: Int, _ edges: [[(to: Int, definition: Int)]]
  ) -> [(to: Int, definition: Int)]? {
    var stack: [[(to: Int, definition: Int)]] = edges[start].map { [$0] }
    var seen: Set<Int> = []
    while let path = stack.popLast() {
      guard let last = path.last else { continue }
      if last.to == start { return path }
      if seen.insert(last.to).inserted { stack += edges[last.to].map { path + [$0] } }
    }
    return nil
  }

  private func report(_ start: Int, _ path: [(to: Int, definition: Int)]) {
    let names = [start] + path.map(\.to)
    let chain = names.map { "`\(model.events[$0].name)`" }.joined(separator: " → ")
    let first = definitions[path[0].definition]
    diagnostics.add(
      .error(
        "S0401", "this definition starts a chain of events that never ends", at: first.span,
        label: "answers `\(model.events[start].name)`",
        related: path.dropFirst().map { .init("goes on here", at: definitions[$0.definition].span) },
        notes: [chain],
        help: [
          path.count == 1
            ? "give it an `if` that ends the chain" : "give one of them an `if` that ends the chain"
        ]
      ))
  }
}
