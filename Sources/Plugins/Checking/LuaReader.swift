internal import RulesEngine

/// Reads a file of Lua that compiles, for what it names. What it does not understand it passes over: the compiler is the
/// one to complain.
struct LuaReader {
  private var tokens: [LuaLexer.Token]
  var at = 0
  var file = LuaFile()
  private var scopes: [[LuaVariable]] = [[]]
  /// How many functions are open around the place at hand.
  private var functions = 0

  /// What the file reads, sets and calls.
  static func read(_ utf8: [UInt8]) -> LuaFile {
    var reader = LuaReader(tokens: LuaLexer.tokens(of: utf8))
    while reader.at < reader.tokens.count {
      reader.block()
      // An `end` too many; the compiler has refused such a file.
      reader.at += 1
    }
    reader.file.assignRoles()
    return reader.file
  }

  private init(tokens: [LuaLexer.Token]) { self.tokens = tokens }

  var current: LuaLexer.Token? { at < tokens.count ? tokens[at] : nil }

  func isSymbol(_ symbol: String, ahead: Int = 0) -> Bool {
    at + ahead < tokens.count && tokens[at + ahead].kind == .other(symbol)
  }

  func isWord(_ word: String) -> Bool { current?.kind == .name(word) }

  /// Takes a mark or a keyword that may stand here.
  mutating func skip(_ text: String) -> Bool {
    guard isSymbol(text) || isWord(text) else { return false }
    at += 1
    return true
  }

  /// Where the token before the place at hand ends.
  var end: Int { at > 0 && at <= tokens.count ? tokens[at - 1].range.upperBound : 0 }

  /// A name that is no keyword.
  mutating func name() -> LuaPath.Part? {
    guard let token = current, case .name(let name) = token.kind, !Self.keywords.contains(name) else {
      return nil
    }
    at += 1
    return (name, token.range)
  }

  static let keywords: Set<String> = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local",
    "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
  ]

  // MARK: Names

  func variable(_ name: String) -> LuaVariable? {
    for scope in scopes.reversed() {
      if let found = scope.last(where: { $0.name == name }) { return found }
    }
    return nil
  }

  /// A name that is read.
  func path(_ root: LuaPath.Part) -> LuaPath {
    var path = LuaPath(root: root, variable: variable(root.name))
    if path.variable == nil, !ScriptLibrary.globals.contains(root.name) {
      path.visible = scopes.flatMap { $0.map(\.name) }
    }
    return path
  }

  mutating func declare(_ name: String) -> LuaVariable {
    let variable = LuaVariable(name)
    scopes[scopes.count - 1].append(variable)
    return variable
  }

  /// Reads the body of a function after its name, from the parameters to its `end`.
  mutating func body(isMethod: Bool = false) -> LuaFunction {
    let function = LuaFunction()
    let start = current?.range.lowerBound ?? end
    scopes.append([])
    functions += 1
    if isMethod { function.parameters.append(declare("self")) }
    _ = skip("(")
    while !isSymbol(")"), at < tokens.count {
      if let parameter = name() { function.parameters.append(declare(parameter.name)) } else { at += 1 }
    }
    _ = skip(")")
    block()
    _ = skip("end")
    functions -= 1
    scopes.removeLast()
    function.range = start..<end
    return function
  }
}

// MARK: Statements

extension LuaReader {
  /// Statements up to the keyword that ends them, which stays.
  private mutating func block() {
    while let token = current {
      if case .name(let word) = token.kind, ["end", "else", "elseif", "until"].contains(word) { return }
      let start = at
      statement()
      if at == start { at += 1 }
    }
  }

  /// A block with names of its own.
  private mutating func innerBlock(_ names: [String] = []) {
    scopes.append([])
    for name in names { _ = declare(name) }
    block()
    scopes.removeLast()
  }

  private mutating func statement() {
    guard let token = current, case .name(let word) = token.kind else { return expressionStatement() }
    switch word {
    case "do":
      at += 1
      innerBlock()
      _ = skip("end")
    case "while":
      at += 1
      _ = expression()
      _ = skip("do")
      innerBlock()
      _ = skip("end")
    case "repeat": repetition()
    case "if": conditional()
    case "for": loop()
    case "function": namedFunction()
    case "local": local()
    case "return":
      at += 1
      if !isSymbol(";"), !isWord("end"), current != nil { _ = expressions() }
    case "goto": at += 2
    case "break": at += 1
    default: expressionStatement()
    }
  }

  private mutating func repetition() {
    at += 1
    scopes.append([])
    block()
    _ = skip("until")
    // The condition sees the names of the block.
    _ = expression()
    scopes.removeLast()
  }

  private mutating func conditional() {
    repeat {
      at += 1
      _ = expression()
      _ = skip("then")
      innerBlock()
    } while isWord("elseif")
    if skip("else") { innerBlock() }
    _ = skip("end")
  }

  private mutating func loop() {
    at += 1
    let names = nameList()
    if skip("=") || skip("in") { _ = expressions() }
    _ = skip("do")
    innerBlock(names)
    _ = skip("end")
  }

  private mutating func nameList() -> [String] {
    var names: [String] = []
    while let name = name() {
      names.append(name.name)
      if skip("<") { at += 2 }
      if !skip(",") { break }
    }
    return names
  }

  private mutating func namedFunction() {
    at += 1
    guard let root = name() else { return }
    var members = 0
    var isMethod = false
    while isSymbol(".") || isSymbol(":") {
      isMethod = isSymbol(":")
      at += 1
      members += 1
      _ = name()
    }
    if members == 0 { set(root) } else { read(root) }
    _ = body(isMethod: isMethod)
  }

  private mutating func local() {
    at += 1
    if skip("function") {
      guard let name = name() else { return }
      let variable = declare(name.name)
      let start = end
      variable.value = .function(body(), start..<end)
      return
    }
    let names = nameList()
    let values = skip("=") ? expressions() : []
    for (index, name) in names.enumerated() {
      let variable = declare(name)
      if index < values.count { variable.value = values[index] }
    }
  }

  private mutating func expressionStatement() {
    if skip(";") { return }
    if skip("::") {
      at += 2
      return
    }
    var targets = [suffixed(isTarget: true)]
    while skip(",") { targets.append(suffixed(isTarget: true)) }
    guard isSymbol("=") else {
      // A call: what it names was noted; a lone name is no statement.
      return
    }
    at += 1
    _ = expressions()
    for case .path(let path)? in targets where path.members.isEmpty { set(path.root) }
    for case .path(let path)? in targets where !path.members.isEmpty { file.paths.append(path) }
  }

  private mutating func set(_ name: LuaPath.Part) {
    if let variable = variable(name.name) {
      variable.isReassigned = true
    } else {
      file.writes.append((name, functions > 0))
    }
  }

  private mutating func read(_ root: LuaPath.Part) {
    file.paths.append(path(root))
  }
}
