extension Parser {
  /// The comprehension macros; nil when name and argument count are of none.
  mutating func comprehension(
    _ call: Call, _ target: Syntax.ID, _ arguments: [Syntax.ID]
  ) throws(Stop) -> Syntax.ID? {
    guard let shape = shape(call.name, arguments.count) else { return nil }
    let name = try variable(arguments[0])
    var second: String?
    if shape.variables == 2 {
      let other = try variable(arguments[1])
      if other == name {
        throw fail("C0106", "the two variables have the same name", syntax[arguments[1]].range)
      }
      second = other
    }
    let rest = arguments.dropFirst(shape.variables)
    guard let body = rest.last else { return nil }
    let filter = rest.count == 2 ? rest.first : nil
    let macro = Syntax.Comprehension(
      macro: shape.macro, range: target, variable: name, second: second, filter: filter, body: body,
      variableRange: syntax[arguments[0]].range)
    return try add(.comprehension(macro), from: call.start, childList: [target] + Array(rest))
  }

  private func shape(_ name: String, _ count: Int) -> (macro: Syntax.Comprehension.Macro, variables: Int)? {
    switch (name, count) {
    case ("all", 2): (.all, 1)
    case ("all", 3): (.all, 2)
    case ("exists", 2): (.exists, 1)
    case ("exists", 3): (.exists, 2)
    case ("exists_one", 2): (.existsOne, 1)
    case ("existsOne", 3), ("exists_one", 3): (.existsOne, 2)
    case ("map", 2), ("map", 3): (.map, 1)
    case ("filter", 2): (.filter, 1)
    case ("transformList", 3), ("transformList", 4): (.transformList, 2)
    case ("transformMap", 3), ("transformMap", 4): (.transformMap, 2)
    case ("transformMapEntry", 3), ("transformMapEntry", 4): (.transformMapEntry, 2)
    case ("sortBy", 2) where profile == .rules: (.sortBy, 1)
    default: nil
    }
  }

  /// The name of a macro variable.
  mutating func variable(_ argument: Syntax.ID) throws(Stop) -> String {
    guard case .name(let name, false) = syntax[argument].kind else {
      if case .broken = syntax[argument].kind { return "_" }
      throw fail(
        "C0106", "a macro variable must be a plain name", syntax[argument].range,
        label: "expected a name such as `x`")
    }
    guard name != "__result__" else {
      throw fail("C0106", "`__result__` cannot be a macro variable", syntax[argument].range)
    }
    return name
  }
}
