/// Something derived whose type is known only when what it reads is known.
enum Derivable {
  case fact(entity: Int, FactDraft, Node)
  case score(ScoreDraft, entity: Int)

  var name: Located<String> {
    switch self {
    case .fact(_, let fact, _): fact.name
    case .score(let score, _): score.name
    }
  }

  var entity: Int {
    switch self {
    case .fact(let entity, _, _), .score(_, let entity): entity
    }
  }

  /// Whether one of its expressions reads another one. Expressions of an entity see that entity only.
  func reads(_ other: Derivable) -> Bool {
    guard entity == other.entity else { return false }
    let names =
      if case .score = other { [other.name.value, "\(other.name.value)_band"] } else { [other.name.value] }
    return expressions.contains { text in names.contains { Self.selects($0, in: text) } }
  }

  private var expressions: [String] {
    switch self {
    case .fact(_, _, let expression): [expression.text].compactMap(\.self)
    case .score(let score, _): score.factors.compactMap { $0.value.text }
    }
  }

  /// Whether `.name` stands in a text, with nothing behind it that would make it another name.
  private static func selects(_ name: String, in text: String) -> Bool {
    let bytes = Array(text.utf8)
    let wanted = Array(".\(name)".utf8)
    guard bytes.count >= wanted.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { start in
      guard bytes[start] == wanted[0], bytes[start...].starts(with: wanted) else { return false }
      guard start + wanted.count < bytes.count else { return true }
      let next = bytes[start + wanted.count]
      return !(next == 0x5F || NumberSyntax.isDigit(next) || (0x61...0x7A).contains(next | 0x20))
    }
  }
}

extension Linker {
  /// Links each item when it reads nothing that is still to come. A circle is reported once, and its items are left out.
  func settle(_ pending: inout [Derivable]) {
    while !pending.isEmpty {
      let ready = pending.indices.first { candidate in
        !pending.indices.contains { $0 != candidate && pending[candidate].reads(pending[$0]) }
      }
      if let ready {
        link(pending.remove(at: ready))
        continue
      }
      let circle = circle(in: pending)
      report(circle.map { pending[$0] })
      for position in circle.sorted(by: >) {
        let item = pending.remove(at: position)
        addBroken(item.name, to: item.entity)
      }
    }
  }

  /// The positions of items each of which reads the next, and the last the first.
  private func circle(in pending: [Derivable]) -> [Int] {
    var path = [0]
    while let last = path.last,
      let next = pending.indices.first(where: { $0 != last && pending[last].reads(pending[$0]) })
    {
      if let start = path.firstIndex(of: next) { return Array(path[start...]) }
      path.append(next)
    }
    return path
  }

  private func report(_ circle: [Derivable]) {
    guard let first = circle.first else { return }
    let names = (circle + [first]).map { "`\($0.name.value)`" }.joined(separator: " → ")
    diagnostics.add(
      .error(
        "S0403", "`\(first.name.value)` is computed from itself", at: first.name.span,
        related: circle.dropFirst().map { .init("part of the circle", at: $0.name.span) }, notes: [names],
        help: ["compute one of them from fields only"]))
  }
}
