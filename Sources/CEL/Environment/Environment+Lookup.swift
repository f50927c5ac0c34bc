extension Environment {
  /// A function by its full name: the embedder's overloads together with the built-in ones.
  func function(named name: String, rooted: Bool = true) -> FunctionDeclaration? {
    let key = TextKey(name)
    let known = builtIn[key]
    guard let own = functions[key] else { return known }
    guard let known else { return own }
    var joined = own
    joined.overloads += known.overloads
    return joined
  }

  /// The names that can begin an expression, sorted, for suggestions.
  var visibleNames: [String] { variables.keys.map(\.text).sorted(by: textPrecedes) }

  /// The names of all functions and methods, built-in ones included, in order; macros are not among them.
  public var functionNames: [String] {
    let names = Set(functions.keys).union(builtIn.keys)
    return names.map(\.text).sorted(by: textPrecedes)
  }

  /// The names of functions or methods, sorted, for suggestions.
  func functionNames(isMember: Bool) -> [String] {
    let all = Array(functions.values) + Array(builtIn.values)
    let macros =
      isMember ? ["all", "exists", "exists_one", "map", "filter", "transformList", "transformMap"] : ["has"]
    let names = all.filter { $0.overloads.contains { $0.isMember == isMember } }.map(\.name) + macros
    return Array(Set(names.map(TextKey.init))).map(\.text).sorted(by: textPrecedes)
  }
}
