extension LuaReader {
  /// Expressions with commas between.
  mutating func expressions() -> [LuaExpression] {
    var found = [expression()]
    while skip(",") { found.append(expression()) }
    return found
  }

  /// An expression: operands with operators between.
  mutating func expression() -> LuaExpression {
    let start = current?.range.lowerBound ?? end
    var first = operand()
    var isCompound = false
    while isBinaryOperator {
      at += 1
      _ = operand()
      isCompound = true
    }
    if isCompound { first = .other(start..<end) }
    return first
  }

  private var isBinaryOperator: Bool {
    switch current?.kind {
    case .name("and"), .name("or"): true
    case .other(let symbol): Self.binary.contains(symbol)
    default: false
    }
  }

  private static let binary: Set<String> = [
    "+", "-", "*", "/", "//", "%", "^", "..", "==", "~=", "<", ">", "<=", ">=", "&", "|", "~", "<<", ">>",
  ]

  private mutating func operand() -> LuaExpression {
    let start = current?.range.lowerBound ?? end
    var signs = 0
    var others = 0
    while isWord("not") || isSymbol("-") || isSymbol("#") || isSymbol("~") {
      if isSymbol("-") { signs += 1 } else { others += 1 }
      at += 1
    }
    let value = simple()
    if others > 0 { return .other(start..<end) }
    guard signs > 0 else { return value }
    if case .literal(.integer, _) = value { return .literal(.integer, start..<end) }
    if case .literal(.float, _) = value { return .literal(.float, start..<end) }
    return .other(start..<end)
  }

  private mutating func simple() -> LuaExpression {
    guard let token = current else { return .other(end..<end) }
    switch token.kind {
    case .number(let digits):
      at += 1
      let isHex = digits.hasPrefix("0x") || digits.hasPrefix("0X")
      let isFloat = digits.contains { ".pP".contains($0) || (!isHex && "eE".contains($0)) }
      return .literal(isFloat ? .float : .integer, token.range)
    case .text(let text, _):
      at += 1
      return .literal(.text(text), token.range)
    case .name("nil"):
      at += 1
      return .literal(.nothing, token.range)
    case .name("true"), .name("false"):
      at += 1
      return .literal(.flag, token.range)
    case .name("function"):
      at += 1
      let function = body()
      return .function(function, token.range.lowerBound..<end)
    case .other("{"): return table()
    case .other("..."):
      at += 1
      return .other(token.range)
    default: return suffixed() ?? .other(token.range)
    }
  }

  private mutating func table() -> LuaExpression {
    let start = current?.range.lowerBound ?? end
    at += 1
    var entries: [LuaEntry] = []
    while current != nil, !isSymbol("}") {
      let before = at
      entries.append(entry())
      if !skip(",") { _ = skip(";") }
      if at == before { at += 1 }
    }
    _ = skip("}")
    return .table(entries, start..<end)
  }

  private mutating func entry() -> LuaEntry {
    if isSymbol("=", ahead: 1), let key = name() {
      at += 1
      return LuaEntry(key: key, value: expression())
    }
    guard skip("[") else { return LuaEntry(key: nil, value: expression()) }
    let key = expression()
    _ = skip("]")
    _ = skip("=")
    let value = expression()
    if case .literal(.text(let text), let range) = key { return LuaEntry(key: (text, range), value: value) }
    return LuaEntry(key: nil, value: value)
  }

  /// A name or something in parentheses, with fields, indices and calls after it; nil where none stands.
  ///
  /// - Parameter isTarget: it may be set, so a name alone is not noted as read.
  mutating func suffixed(isTarget: Bool = false) -> LuaExpression? {
    let start = current?.range.lowerBound ?? end
    if skip("(") {
      _ = expression()
      _ = skip(")")
      return suffixes(of: .other(start..<end), from: start)
    }
    guard let root = name() else { return nil }
    return suffixes(of: .path(path(root)), from: start, isTarget: isTarget)
  }

  private mutating func suffixes(
    of first: LuaExpression, from start: Int, isTarget: Bool = false
  ) -> LuaExpression {
    var value = first
    while let token = current {
      switch token.kind {
      case .other("."):
        at += 1
        guard let member = name() else { return value }
        if case .path(var path) = value {
          path.members.append(member)
          value = .path(path)
        } else {
          value = .other(start..<end)
        }
      case .other("["):
        note(value)
        at += 1
        _ = expression()
        _ = skip("]")
        value = .other(start..<end)
      case .other(":"):
        note(value)
        at += 1
        _ = name()
        value = call(value, from: start, isMethod: true)
      case .other("("), .other("{"), .text:
        note(value)
        value = call(value, from: start, isMethod: false)
      default:
        if !isTarget { note(value) }
        return value
      }
    }
    if !isTarget { note(value) }
    return value
  }

  private mutating func note(_ value: LuaExpression) {
    if case .path(let path) = value { file.paths.append(path) }
  }

  private mutating func call(_ callee: LuaExpression, from start: Int, isMethod: Bool) -> LuaExpression {
    var arguments: [LuaExpression] = []
    if skip("(") {
      if !isSymbol(")") { arguments = expressions() }
      _ = skip(")")
    } else if isSymbol("{") {
      arguments = [table()]
    } else if let token = current, case .text(let text, _) = token.kind {
      at += 1
      arguments = [.literal(.text(text), token.range)]
    }
    let made = LuaCall(callee: callee, arguments: arguments, isMethod: isMethod, range: start..<end)
    file.calls.append(made)
    return .call(made)
  }
}
