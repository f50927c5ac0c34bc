extension Checker {
  mutating func checkList(_ elements: [Syntax.Element]) -> ValueType {
    var common: ValueType?
    for element in elements {
      var type = check(element.node)
      if element.isOptional { type = optionalContent(element.node, type) }
      common = unifier.join(common, type)
    }
    if isLenient { return .dyn }
    return .list(common ?? unifier.fresh())
  }

  mutating func checkMap(_ entries: [Syntax.Entry]) -> ValueType {
    var (key, value): (ValueType?, ValueType?)
    for entry in entries {
      let keyType = check(entry.key)
      checkKey(entry.key, keyType)
      key = unifier.join(key, keyType)
      var type = check(entry.value)
      if entry.isOptional { type = optionalContent(entry.value, type) }
      value = unifier.join(value, type)
    }
    if isLenient { return .dyn }
    return .map(key ?? unifier.fresh(), value ?? unifier.fresh())
  }

  private mutating func checkKey(_ id: Syntax.ID, _ type: ValueType) {
    guard environment.profile == .rules else { return }
    switch unifier.resolve(type) {
    case .double, .null, .list, .map, .bytes, .decimal, .money:
      report("C0204", "a map key must be a bool, a whole number or a string", id, label: "has type \(type)")
    default: return
    }
  }

  /// The content type of an entry written with `?`.
  private mutating func optionalContent(_ id: Syntax.ID, _ type: ValueType) -> ValueType {
    if isLenient { return .dyn }
    let inner = unifier.fresh()
    if unifier.assign(type, to: .optional(inner)) { return inner }
    report(
      "C0204", "an entry with `?` takes an optional", id,
      label: "has type \(unifier.substitute(type, final: true))", help: ["wrap it: `optional.of(...)`"])
    return .error
  }

  mutating func checkIndex(
    _ id: Syntax.ID, _ operand: Syntax.ID, _ index: Syntax.ID, _ optional: Bool
  ) -> ValueType {
    let target = check(operand)
    let key = check(index)
    if isLenient { return .dyn }
    if unifier.resolve(target) == .error || unifier.resolve(key) == .error { return .error }
    if unifier.resolve(target) == .dyn { return optional ? .optional(unifier.fresh()) : .dyn }
    let (a, b) = (unifier.fresh(), unifier.fresh())
    var shapes: [(ValueType, ValueType, ValueType)] = [
      (.list(a), .int, a), (.map(a, b), a, b), (.optional(.list(a)), .int, .optional(a)),
      (.optional(.map(a, b)), a, .optional(b)),
    ]
    if case .record = unifier.resolve(target) { shapes = [(target, .string, .dyn)] }
    var result: ValueType?
    for (container, position, content) in shapes {
      guard unifier.assign([target, key], to: [container, position]) else { continue }
      let type = unifier.substitute(content)
      result = result.map { $0 == type ? $0 : .dyn } ?? type
    }
    guard let result else {
      let (one, two) = (unifier.substitute(target, final: true), unifier.substitute(key, final: true))
      report(
        "C0204", "\(article(one)) cannot be indexed with \(article(two))", id, label: "\(one)[\(two)]",
        notes: ["lists take an int, maps their key type"])
      return .error
    }
    if optional, case .optional = result { return result }
    return optional ? .optional(result) : result
  }
}
