extension Parser {
  /// expr = or ["?" or ":" expr], with `??` between in the rules profile.
  mutating func expression() throws(Stop) -> Syntax.ID {
    depth += 1
    defer { depth -= 1 }
    guard depth <= limits.maxDepth else { throw tooDeep(token.range) }
    let start = token.start
    let condition = try coalescing()
    guard take(.question) else { return condition }
    let then = try coalescing()
    guard take(.colon) else { throw unexpected("expected `:` and the other value") }
    let otherwise = try expression()
    return try add(
      .conditional(condition, then, otherwise), from: start, children: condition, then, otherwise)
  }

  private mutating func coalescing() throws(Stop) -> Syntax.ID {
    let start = token.start
    let first = try binary(1)
    guard token.kind == .coalesce else { return first }
    var operands = [first]
    while take(.coalesce) { operands.append(try binary(1)) }
    var result = operands.removeLast()
    while let left = operands.popLast() {
      let from = operands.isEmpty ? start : syntax[left].start
      result = try add(.binary(.coalesce, left, result), from: from, children: left, result)
    }
    return result
  }

  /// Operators of at least the given precedence: 1 `||`, 2 `&&`, 3 relations, 4 sums, 5 products.
  private mutating func binary(_ least: Int) throws(Stop) -> Syntax.ID {
    let start = token.start
    var left = try unary()
    while let level = Self.precedence(token.kind), level >= least {
      if level <= 2 {
        left = try chain(left, level, start)
      } else {
        let kind = token.kind
        advance()
        let right = try binary(level + 1)
        left = try add(.binary(Self.operators(kind), left, right), from: start, children: left, right)
      }
    }
    return left
  }

  /// The rest of a chain of `||` or `&&`.
  private mutating func chain(_ first: Syntax.ID, _ level: Int, _ start: Int32) throws(Stop) -> Syntax.ID {
    let kind: Token.Kind = level == 1 ? .or : .and
    var operands = [first]
    while take(kind) { operands.append(try binary(level + 1)) }
    return try add(.logic(isAnd: level == 2, operands), from: start, childList: operands)
  }

  private static func precedence(_ kind: Token.Kind) -> Int? {
    switch kind {
    case .or: 1
    case .and: 2
    case .less, .lessEqual, .greater, .greaterEqual, .equal, .notEqual, .in: 3
    case .plus, .minus: 4
    case .star, .slash, .percent: 5
    default: nil
    }
  }

  private static func operators(_ kind: Token.Kind) -> BinaryOperator {
    switch kind {
    case .less: .less
    case .lessEqual: .lessOrEqual
    case .greater: .greater
    case .greaterEqual: .greaterOrEqual
    case .equal: .equal
    case .notEqual: .notEqual
    case .in: .in
    case .plus: .add
    case .minus: .subtract
    case .star: .multiply
    case .slash: .divide
    default: .remainder
    }
  }

  /// A run of one sign before a member. A minus directly before a number belongs to the number.
  private mutating func unary() throws(Stop) -> Syntax.ID {
    let sign = token.kind
    guard sign == .bang || sign == .minus else { return try member() }
    var starts: [Int32] = []
    while token.kind == sign, !(sign == .minus && Self.isNumber(tokens[min(at + 1, tokens.count - 1)].kind)) {
      starts.append(token.start)
      advance()
      guard starts.count <= limits.maxDepth else { throw tooDeep(token.range) }
    }
    var operand = try member()
    while let start = starts.popLast() {
      operand = try add(.unary(sign == .bang ? .not : .negate, operand), from: start, children: operand)
    }
    return operand
  }

  static func isNumber(_ kind: Token.Kind) -> Bool { kind == .int || kind == .double }
}
