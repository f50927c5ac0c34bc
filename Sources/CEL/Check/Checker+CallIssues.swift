extension Checker {
  mutating func unknownFunction(_ id: Syntax.ID, _ name: String, hasTarget: Bool) -> ValueType {
    references[Int(id)] = .failure(
      EvaluationError(.unknownName, "there is no function `\(name)`", range: syntax[id].range))
    let found = Suggestion.closest(name, among: environment.functionNames(isMember: hasTarget))
    var range = syntax[id].range
    if !hasTarget { range = range.lowerBound..<min(range.upperBound, range.lowerBound + name.utf8.count) }
    report(
      "C0203", "there is no function `\(name)`", range: range, label: "unknown function",
      help: found.map { ["did you mean `\($0)`?"] } ?? [], replacement: hasTarget ? nil : found)
    return isLenient ? .dyn : .error
  }

  mutating func noOverload(
    _ id: Syntax.ID, _ function: FunctionDeclaration, _ arguments: [Syntax.ID], _ isMember: Bool
  ) {
    let found = arguments.map { unifier.substitute(types[Int($0)], final: true) }
    let shown = Self.call(function.name, found, isMember)
    let known = function.overloads.map { Self.call(function.name, $0.parameters, $0.isMember) }
    report(
      "C0204", "`\(function.name)` does not take these arguments", id, label: shown,
      notes: ["it exists as \(known.prefix(8).joined(separator: "; "))"])
  }

  static func call(_ name: String, _ types: [ValueType], _ isMember: Bool) -> String {
    let texts = types.map(\.description)
    guard isMember, let first = texts.first else { return "\(name)(\(texts.joined(separator: ", ")))" }
    return "\(first).\(name)(\(texts.dropFirst().joined(separator: ", ")))"
  }

  /// Asks the function's hook; gives `error` when it refuses.
  mutating func refusal(
    _ id: Syntax.ID, _ function: FunctionDeclaration, _ arguments: [Syntax.ID]
  ) -> ValueType? {
    guard let resolve = function.resolve else { return nil }
    guard case .refuse(let message, let position, let suggestion) = resolve(arguments.map(info)) else {
      return nil
    }
    let place = position.flatMap { arguments.indices.contains($0) ? arguments[$0] : nil } ?? id
    report(
      "C0209", message, place, help: suggestion.map { ["did you mean \($0)?"] } ?? [], replacement: suggestion
    )
    return .error
  }

  func hookType(_ function: FunctionDeclaration, _ arguments: [Syntax.ID]) -> ValueType? {
    guard let resolve = function.resolve, case .type(let type) = resolve(arguments.map(info)) else {
      return nil
    }
    return type
  }

  /// What is known about an argument before evaluation.
  private func info(_ id: Syntax.ID) -> ArgumentInfo {
    var info = ArgumentInfo(type: unifier.substitute(types[Int(id)], final: true), constant: constant(id))
    if case .map(let entries) = syntax[id].kind {
      let keys = entries.compactMap { constant($0.key) }
      if keys.count == entries.count {
        info.keys = keys
        info.valueTypes = entries.map { unifier.substitute(types[Int($0.value)], final: true) }
      }
    }
    return info
  }

  /// The value of a literal or declared constant, also of lists and maps of them.
  private func constant(_ id: Syntax.ID) -> Value? {
    if case .constant(let value) = references[Int(id)] { return value }
    switch syntax[id].kind {
    case .literal(let value): return value
    case .list(let elements):
      let values = elements.compactMap { $0.isOptional ? nil : constant($0.node) }
      return values.count == elements.count ? .list(List(values)) : nil
    case .map(let entries):
      let pairs = entries.compactMap { entry in
        constant(entry.key).flatMap { key in constant(entry.value).map { (key: key, value: $0) } }
      }
      return pairs.count == entries.count ? Map(entries: pairs).map(Value.map) : nil
    default: return nil
    }
  }
}
