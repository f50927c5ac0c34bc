extension Checker {
  /// Reads a number literal, or a list or choice of them, as the exact or floating type that its surroundings
  /// need. False when the node is something else.
  mutating func adapt(_ id: Syntax.ID, to wanted: ValueType) -> Bool {
    guard environment.profile == .rules, !isLenient else { return false }
    let wanted = unifier.resolve(wanted)
    if wanted.isExact, adaptConstant(id, to: wanted) { return true }
    switch (syntax[id].kind, wanted) {
    case (.literal(let value), .decimal), (.literal(let value), .money):
      return adaptLiteral(id, value, wanted)
    case (.literal(.int(let number)), .double):
      references[Int(id)] = .constant(.double(Double(number)))
    case (.unary(.negate, let operand), _) where wanted.isExact:
      guard type(operand) == wanted || adapt(operand, to: wanted) else { return false }
    case (.conditional(_, let then, let otherwise), _) where wanted.isExact || wanted == .double:
      for branch in [then, otherwise] {
        guard type(branch) == wanted || adapt(branch, to: wanted) else { return false }
      }
    case (.list(let elements), .list(let inner)):
      let inner = unifier.resolve(inner)
      guard inner.isExact || inner == .double, !elements.isEmpty else { return false }
      for element in elements {
        guard type(element.node) == inner || adapt(element.node, to: inner) else { return false }
      }
    default: return false
    }
    types[Int(id)] = wanted
    return true
  }

  /// Turns a declared constant that is a number into the exact kind its neighbour has.
  mutating func adaptConstant(_ id: Syntax.ID, to wanted: ValueType) -> Bool {
    guard case .constant(let value) = references[Int(id)] else { return false }
    let decimal: Decimal
    switch value {
    case .int(let number): decimal = Decimal(number)
    case .uint(let number): decimal = Decimal(number)
    case .decimal(let number): decimal = number
    default: return false
    }
    if wanted == .decimal {
      references[Int(id)] = .constant(.decimal(decimal))
    } else {
      guard let currency = environment.currency else { return false }
      references[Int(id)] = .constant(.money(Money(decimal, currency)))
    }
    types[Int(id)] = wanted
    return true
  }

  private mutating func adaptLiteral(_ id: Syntax.ID, _ value: Value, _ wanted: ValueType) -> Bool {
    let decimal: Decimal?
    switch value {
    case .int(let number): decimal = Decimal(number)
    case .uint(let number): decimal = Decimal(number)
    case .double: decimal = Decimal(syntax.text(id).filter { $0 != " " })
    default: return false
    }
    guard let decimal else {
      report("C0109", "this number has too many digits for an exact decimal", id)
      types[Int(id)] = .error
      return true
    }
    types[Int(id)] = wanted
    guard wanted == .money else {
      references[Int(id)] = .constant(.decimal(decimal))
      return true
    }
    guard let currency = environment.currency ?? (decimal.isZero ? Currency(code: "XXX") : nil) else {
      report(
        "C0210", "an amount needs a currency", id, label: "no default currency is set",
        help: ["write `money(\"\(decimal)\", \"USD\")`, or set the currency"])
      types[Int(id)] = .error
      return true
    }
    references[Int(id)] = .constant(.money(Money(decimal, currency)))
    return true
  }

  /// Whether the node's value can be taken as the wanted type, by reading a literal or widening an integer.
  mutating func convert(_ id: Syntax.ID, to wanted: ValueType) -> Bool {
    let found = type(id)
    if found == wanted || adapt(id, to: wanted) { return true }
    guard environment.profile == .rules, wanted == .double || wanted == .decimal else { return false }
    guard found == .int || found == .uint else { return false }
    widened[id] = wanted
    return true
  }
}
