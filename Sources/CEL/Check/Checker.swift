/// Resolves names and infers types. Reports every independent mistake; a part that has one gets the type
/// `error`, which fits everywhere.
struct Checker {
  /// A macro variable in scope.
  struct Local {
    var name: String
    var cell: Int
    var type: ValueType
    var allowed: [String]?
  }

  let environment: Environment
  let syntax: Syntax
  /// Unchecked programs resolve names in the same way but report nothing and know no types.
  let isLenient: Bool
  var unifier = Unifier()
  var types: [ValueType]
  var references: [Reference]
  /// The only values that a node can have, for fields that state them.
  var allowed: [Syntax.ID: [String]] = [:]
  /// Integers that are taken as doubles or decimals.
  var widened: [Syntax.ID: ValueType] = [:]
  var scope: [Local] = []
  var localCount = 0
  var cells: [Syntax.ID: [Int]] = [:]
  var issues: [Issue] = []

  init(environment: Environment, syntax: Syntax, isLenient: Bool) {
    self.environment = environment
    self.syntax = syntax
    self.isLenient = isLenient
    types = Array(repeating: .dyn, count: syntax.nodes.count)
    references = Array(repeating: .none, count: syntax.nodes.count)
  }

  static func check(
    _ syntax: Syntax, _ environment: Environment, expecting: ValueType?, isLenient: Bool = false
  ) throws(CompileError) -> CheckedExpression {
    var checker = Checker(environment: environment, syntax: syntax, isLenient: isLenient)
    let type = checker.check(syntax.root)
    if let expecting { checker.expect(expecting, type) }
    guard checker.issues.isEmpty else {
      let sorted = checker.issues.sorted { $0.range.lowerBound < $1.range.lowerBound }
      throw CompileError(issues: Array(sorted.prefix(environment.limits.maxIssues)))
    }
    var result = CheckedExpression(
      syntax: syntax, types: checker.types.map { checker.unifier.substitute($0, final: true) },
      references: checker.references)
    result.localCount = checker.localCount
    result.cells = checker.cells
    result.widened = checker.widened
    (result.expecting, result.isLenient) = (expecting, isLenient)
    result.collectPaths()
    return result
  }

  private mutating func expect(_ expected: ValueType, _ found: ValueType) {
    let root = syntax.root
    guard !isLenient, !adapt(root, to: expected), !unifier.assign(found, to: expected) else { return }
    let shown = unifier.substitute(found, final: true)
    report(
      "C0205", "expected \(article(expected)), but this is \(article(shown))", root,
      label: "has type \(shown)",
      help: expected == .bool && shown != .bool ? ["compare it with something, for example with `==`"] : [])
  }

  /// Infers the type of a node and everything below it.
  mutating func check(_ id: Syntax.ID) -> ValueType {
    let type = infer(id)
    types[Int(id)] = type
    return type
  }

  private mutating func infer(_ id: Syntax.ID) -> ValueType {
    switch syntax[id].kind {
    case .literal(let value): return isLenient ? .dyn : Self.literalType(value)
    case .name(let name, let rooted): return checkName(id, name, rooted)
    case .select(let operand, let field, let optional): return checkSelect(id, operand, field, optional)
    case .has(let operand, let field, _): return checkHas(id, operand, field)
    case .index(let operand, let index, let optional): return checkIndex(id, operand, index, optional)
    case .unary(let op, let operand): return checkUnary(id, op, operand)
    case .binary(let op, let left, let right): return checkBinary(id, op, left, right)
    case .logic(let isAnd, let operands): return checkLogic(isAnd, operands)
    case .conditional(let condition, let then, let otherwise):
      return checkConditional(id, condition, then, otherwise)
    case .call(let name, let arguments, let rooted): return checkCall(id, name, arguments, rooted)
    case .method(let target, let name, let arguments): return checkMethod(id, target, name, arguments)
    case .list(let elements): return checkList(elements)
    case .map(let entries): return checkMap(entries)
    case .comprehension(let macro): return checkComprehension(id, macro)
    case .bind(let name, let value, let body): return checkBind(id, name, value, body)
    case .optionalMap(let target, let name, let body, let flat):
      return checkOptionalMap(id, target, name, body, flat)
    case .broken: return .error
    }
  }

  static func literalType(_ value: Value) -> ValueType {
    switch value {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    default: .dyn
    }
  }

  /// The known type of a node.
  func type(_ id: Syntax.ID) -> ValueType { unifier.resolve(types[Int(id)]) }
}
