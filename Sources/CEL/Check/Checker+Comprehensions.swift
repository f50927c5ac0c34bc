extension Checker {
  mutating func checkComprehension(_ id: Syntax.ID, _ macro: Syntax.Comprehension) -> ValueType {
    let range = check(macro.range)
    let (key, value, isMap) = elementTypes(macro.range, range)
    let isTwo = macro.second != nil
    var added = [Local(name: macro.variable, cell: newCell(), type: isTwo ? key : isMap ? key : value)]
    if let second = macro.second { added.append(Local(name: second, cell: newCell(), type: value)) }
    if case .path = references[Int(macro.range)] { added[added.count - 1].allowed = nil }
    cells[id] = added.map(\.cell)
    scope.append(contentsOf: added)
    defer { scope.removeLast(added.count) }
    if let filter = macro.filter {
      _ = check(filter)
      requireBool(filter, "the condition of `\(macro.macro.rawValue)`")
    }
    let body = check(macro.body)
    if isLenient { return .dyn }
    switch macro.macro {
    case .all, .exists, .existsOne:
      requireBool(macro.body, "the condition of `\(macro.macro.rawValue)`")
      return .bool
    case .filter:
      requireBool(macro.body, "the condition of `filter`")
      return .list(isMap ? key : value)
    case .map, .transformList: return .list(body)
    case .transformMap: return .map(key, body)
    case .transformMapEntry: return entryType(macro.body, body)
    case .sortBy: return .list(isMap ? key : value)
    }
  }

  mutating func newCell() -> Int {
    localCount += 1
    return localCount - 1
  }

  /// Key and element types of what a macro walks; reports what cannot be walked.
  private mutating func elementTypes(
    _ id: Syntax.ID, _ type: ValueType
  ) -> (key: ValueType, value: ValueType, isMap: Bool) {
    if isLenient { return (.dyn, .dyn, false) }
    switch unifier.resolve(type) {
    case .list(let element): return (.int, element, false)
    case .map(let key, let value): return (key, value, true)
    case .dyn: return (.dyn, .dyn, false)
    case .error: return (.error, .error, false)
    case .variable:
      _ = unifier.assign(type, to: .dyn)
      return (.dyn, .dyn, false)
    default:
      let shown = unifier.substitute(type, final: true)
      report(
        "C0204", "only lists and maps can be walked, but this is \(article(shown))", id,
        label: "has type \(shown)")
      return (.error, .error, false)
    }
  }

  private mutating func entryType(_ id: Syntax.ID, _ type: ValueType) -> ValueType {
    let (a, b) = (unifier.fresh(), unifier.fresh())
    if unifier.assign(type, to: .map(a, b)) { return .map(a, b) }
    report("C0204", "`transformMapEntry` makes a map of each entry", id, label: "has type \(type)")
    return .error
  }

  mutating func checkBind(
    _ id: Syntax.ID, _ name: String, _ value: Syntax.ID, _ body: Syntax.ID
  ) -> ValueType {
    let type = check(value)
    let cell = newCell()
    cells[id] = [cell]
    scope.append(Local(name: name, cell: cell, type: type, allowed: allowed[value]))
    defer { scope.removeLast() }
    return check(body)
  }

  mutating func checkOptionalMap(
    _ id: Syntax.ID, _ target: Syntax.ID, _ name: String, _ body: Syntax.ID, _ flat: Bool
  ) -> ValueType {
    let found = check(target)
    let inner = unifier.fresh()
    if !isLenient, !unifier.assign(found, to: .optional(inner)) {
      report(
        "C0204", "`\(flat ? "optFlatMap" : "optMap")` takes an optional", target,
        label: "has type \(unifier.substitute(found, final: true))")
    }
    let cell = newCell()
    cells[id] = [cell]
    scope.append(Local(name: name, cell: cell, type: isLenient ? .dyn : inner))
    defer { scope.removeLast() }
    let type = check(body)
    if isLenient { return .dyn }
    guard flat else { return .optional(type) }
    let content = unifier.fresh()
    guard unifier.assign(type, to: .optional(content)) else {
      report(
        "C0204", "`optFlatMap` makes an optional", body,
        label: "has type \(unifier.substitute(type, final: true))", help: ["use `optMap`"])
      return .error
    }
    return unifier.resolve(type) == .dyn ? .dyn : .optional(content)
  }
}
