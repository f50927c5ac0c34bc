extension Checker {
  mutating func checkSelect(
    _ id: Syntax.ID, _ operand: Syntax.ID, _ field: String, _ optional: Bool
  ) -> ValueType {
    if !optional, let type = qualified(id) { return type }
    let type = check(operand)
    if case .constant(let value) = references[Int(operand)], !optional, isNamed(operand) {
      return selectConstant(id, value, field)
    }
    return select(id, operand, type, field, optional)
  }

  /// Resolves `a.b.c` as one dotted name; a macro variable `a` hides all of them.
  private mutating func qualified(_ id: Syntax.ID) -> ValueType? {
    guard let (name, rooted) = dottedName(id) else { return nil }
    let root = String(name.prefix { $0 != "." })
    if !rooted, local(root) != nil { return nil }
    return resolve(id, name, rooted)
  }

  /// The dotted name that a chain of plain selections spells.
  func dottedName(_ id: Syntax.ID) -> (name: String, rooted: Bool)? {
    var parts: [String] = []
    var id = id
    while true {
      switch syntax[id].kind {
      case .select(let operand, let field, optional: false):
        parts.append(field)
        id = operand
      case .name(let name, let rooted):
        parts.append(name)
        return (parts.reversed().joined(separator: "."), rooted)
      default: return nil
      }
    }
  }

  /// Whether a node is a name or a path below one, so that a constant there came from a declaration.
  private func isNamed(_ id: Syntax.ID) -> Bool { dottedName(id) != nil }

  private mutating func selectConstant(_ id: Syntax.ID, _ value: Value, _ field: String) -> ValueType {
    let found: Value?
    let names: [String]
    switch value {
    case .map(let map):
      found = map[field]
      names = map.keys.compactMap { if case .string(let name) = $0 { name } else { nil } }
    case .record(let record):
      found = record[field]
      names = record.layout.fields
    default: return select(id, operandOf(id), value.staticType, field, false)
    }
    if let found {
      references[Int(id)] = .constant(found)
      return isLenient ? .dyn : found.staticType
    }
    references[Int(id)] = .failure(
      EvaluationError(.noSuchKey, "there is no `\(field)` here", range: syntax[id].range))
    unknownField(id, field, names, of: "`\(syntax.text(operandOf(id)))`")
    return isLenient ? .dyn : .error
  }

  private func operandOf(_ id: Syntax.ID) -> Syntax.ID {
    if case .select(let operand, _, _) = syntax[id].kind { return operand }
    return id
  }

  mutating func select(
    _ id: Syntax.ID, _ operand: Syntax.ID, _ type: ValueType, _ field: String, _ optional: Bool
  ) -> ValueType {
    var target = unifier.resolve(type)
    var isOptional = optional
    if case .optional(let inner) = target {
      target = unifier.resolve(inner)
      isOptional = true
    }
    let result: ValueType
    switch target {
    case .map(_, let value): result = value
    case .record(let name): result = selectField(id, operand, name, field, isOptional)
    case .dyn, .error: result = target
    case .variable:
      _ = unifier.assign(target, to: .dyn)
      result = .dyn
    default:
      report(
        "C0202", "\(article(unifier.substitute(target, final: true))) has no fields",
        range: tail(id, field.utf8.count),
        label: "`\(syntax.text(operand))` is \(article(unifier.substitute(target, final: true)))")
      result = .error
    }
    return isOptional && result != .error ? .optional(result) : result
  }

  private mutating func selectField(
    _ id: Syntax.ID, _ operand: Syntax.ID, _ name: String, _ field: String, _ isOptional: Bool
  ) -> ValueType {
    guard let record = environment.records[TextKey(name)] else { return .dyn }
    guard let index = record.fields.firstIndex(where: { sameText($0.name, field) }) else {
      unknownField(id, field, record.fields.map(\.name), of: "`\(name)`")
      return isLenient ? .dyn : .error
    }
    if !isOptional || isFlatOptional(id), case .path(let path) = references[Int(operand)] {
      references[Int(id)] = .path(path + [field])
    } else {
      references[Int(id)] = .field(index)
    }
    if !isOptional, let values = record.fields[index].allowed { allowed[id] = values }
    return record.fields[index].type
  }

  /// Whether the node is `x.?f` on a record that is not optional itself.
  private func isFlatOptional(_ id: Syntax.ID) -> Bool {
    guard case .select(let operand, _, optional: true) = syntax[id].kind else { return false }
    if case .record = type(operand) { return true }
    return false
  }

  private mutating func unknownField(
    _ id: Syntax.ID, _ field: String, _ names: [String], of owner: String
  ) {
    let found = Suggestion.closest(field, among: names)
    report(
      "C0202", "\(owner) has no field `\(field)`", range: tail(id, field.utf8.count), label: "unknown field",
      notes: names.isEmpty ? [] : ["its fields are \(listed(names))"],
      help: found.map { ["did you mean `\($0)`?"] } ?? [], replacement: found)
  }

  mutating func checkHas(_ id: Syntax.ID, _ operand: Syntax.ID, _ field: String) -> ValueType {
    let type = check(operand)
    if case .constant = references[Int(operand)], isNamed(operand) { return isLenient ? .dyn : .bool }
    let before = issues.count
    _ = select(id, operand, type, field, false)
    allowed[id] = nil
    return issues.count > before ? .error : isLenient ? .dyn : .bool
  }
}
