extension Checker {
  /// Names to try for `name` in the container `a.b`: `a.b.name`, `a.name`, `name`.
  func candidates(_ name: String, rooted: Bool) -> [String] {
    guard !rooted, !environment.container.isEmpty else { return [name] }
    var parts = environment.container.split(separator: ".").map(String.init)
    var all: [String] = []
    while !parts.isEmpty {
      all.append((parts + [name]).joined(separator: "."))
      parts.removeLast()
    }
    return all + [name]
  }

  mutating func checkName(_ id: Syntax.ID, _ name: String, _ rooted: Bool) -> ValueType {
    if !rooted, let local = local(name) {
      references[Int(id)] = .local(local.cell)
      if let values = local.allowed { allowed[id] = values }
      return local.type
    }
    if let type = resolve(id, name, rooted) { return type }
    if environment.profile == .rules, name == "now" {
      references[Int(id)] = .now
      return .timestamp
    }
    references[Int(id)] = .failure(
      EvaluationError(.unknownName, "nothing is named `\(name)`", range: syntax[id].range))
    unknown(id, name)
    return isLenient ? .dyn : .error
  }

  func local(_ name: String) -> Local? { scope.last { sameText($0.name, name) } }

  /// Resolves a plain or dotted name to a variable, constant or type; nil when there is none.
  mutating func resolve(_ id: Syntax.ID, _ name: String, _ rooted: Bool) -> ValueType? {
    for candidate in candidates(name, rooted: rooted) {
      if let variable = environment.variables[TextKey(candidate)] { return use(variable, id) }
      if let type = ValueType.typeNames[TextKey(candidate)] {
        references[Int(id)] = .constant(.type(TypeValue(candidate)))
        return isLenient ? .dyn : .type(type)
      }
      if environment.profile == .rules, candidate == "decimal" || candidate == "money" {
        references[Int(id)] = .constant(.type(TypeValue(candidate)))
        return .type(candidate == "decimal" ? .decimal : .money)
      }
    }
    return nil
  }

  private mutating func use(_ variable: VariableDeclaration, _ id: Syntax.ID) -> ValueType {
    if let constant = variable.constant {
      references[Int(id)] = .constant(constant)
      return isLenient ? .dyn : constant.staticType
    }
    references[Int(id)] = .path([variable.name])
    return isLenient ? .dyn : variable.type
  }

  private mutating func unknown(_ id: Syntax.ID, _ name: String) {
    let names = scope.map(\.name) + environment.visibleNames
    if environment.function(named: name, rooted: true) != nil {
      report(
        "C0201", "`\(name)` is a function", id, label: "call it with arguments: `\(name)(...)`")
      return
    }
    let found = Suggestion.closest(name, among: names)
    report(
      "C0201", "unknown name `\(name)`", id, label: "nothing of this name is known here",
      notes: names.isEmpty ? [] : ["known here: \(listed(names))"],
      help: wordHelp(name) ?? (found.map { ["did you mean `\($0)`?"] } ?? []), replacement: found)
  }

  /// A word that other languages have.
  private func wordHelp(_ name: String) -> [String]? {
    switch name {
    case "not", "NOT": ["negation is written `!`"]
    case "True", "TRUE", "yes": ["write `true`"]
    case "False", "FALSE", "no": ["write `false`"]
    case "None", "nil", "NULL", "undefined": ["write `null`"]
    default: nil
    }
  }
}

/// The first names in backquotes, and how many more there are.
func listed(_ names: [String]) -> String {
  let shown = names.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
  return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
}
