extension CheckedExpression {
  /// Collects the input paths that evaluation reads: of each chain only the longest.
  mutating func collectPaths() {
    var seen = Set<[TextKey]>()
    var pending = [syntax.root]
    while let id = pending.popLast() {
      if case .path(let path) = references[Int(id)] {
        if seen.insert(path.map(TextKey.init)).inserted { paths.append(path) }
        continue
      }
      if case .constant = references[Int(id)] { continue }
      pending.append(contentsOf: syntax.children(id).reversed())
    }
  }
}

extension Syntax {
  /// The nodes directly below a node, in source order.
  public func children(_ id: ID) -> [ID] {
    switch self[id].kind {
    case .literal, .name, .broken: []
    case .select(let operand, _, _), .has(let operand, _, _), .unary(_, let operand): [operand]
    case .index(let one, let two, _), .binary(_, let one, let two), .bind(_, let one, let two),
      .optionalMap(let one, _, let two, _):
      [one, two]
    case .logic(_, let operands): operands
    case .conditional(let one, let two, let three): [one, two, three]
    case .call(_, let arguments, _): arguments
    case .method(let target, _, let arguments): [target] + arguments
    case .list(let elements): elements.map(\.node)
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .comprehension(let macro): [macro.range] + (macro.filter.map { [$0] } ?? []) + [macro.body]
    }
  }
}
