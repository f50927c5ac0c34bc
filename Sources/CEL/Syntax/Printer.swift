/// Writes a syntax tree as canonical text: one blank around operators, no needless parentheses, strings in double
/// quotes. Reading the text again gives the same tree.
public struct Printer {
  private let syntax: Syntax

  private init(_ syntax: Syntax) { self.syntax = syntax }

  /// The canonical text of an expression.
  public static func text(_ syntax: Syntax) -> String { Printer(syntax).text(syntax.root, 0) }

  /// How tightly a node binds: 0 choice, 1 `??`, 2 `||`, 3 `&&`, 4 relations, 5 sums, 6 products, 7 signs, 8 members.
  private func level(_ id: Syntax.ID) -> Int {
    switch syntax[id].kind {
    case .conditional: 0
    case .binary(.coalesce, _, _): 1
    case .logic(let isAnd, _): isAnd ? 3 : 2
    case .binary(let op, _, _):
      switch op {
      case .add, .subtract: 5
      case .multiply, .divide, .remainder: 6
      default: 4
      }
    case .unary: 7
    case .literal(.int(let number)) where number < 0: 7
    case .literal(.double(let number)) where number.sign == .minus: 7
    default: 8
    }
  }

  /// The text of a node, in parentheses when it binds less tightly than its place needs.
  private func text(_ id: Syntax.ID, _ least: Int) -> String {
    let plain = text(id)
    return level(id) < least ? "(\(plain))" : plain
  }

  private func text(_ id: Syntax.ID) -> String {
    switch syntax[id].kind {
    case .literal(let value): return literal(value)
    case .name(let name, let rooted): return blockName(name) ?? (rooted ? "." : "") + name
    case .select(let operand, let field, let optional):
      return text(operand, 8) + (optional ? ".?" : ".") + Self.field(field)
    case .has(let operand, let field, let optional):
      return "has(\(text(operand, 8))\(optional ? ".?" : ".")\(Self.field(field)))"
    case .index(let operand, let index, let optional):
      return "\(text(operand, 8))[\(optional ? "?" : "")\(text(index, 0))]"
    case .unary(let op, let operand): return unary(op, operand)
    case .binary(.coalesce, let left, let right): return "\(text(left, 2)) ?? \(text(right, 1))"
    case .binary(let op, let left, let right):
      return "\(text(left, level(id))) \(op.rawValue) \(text(right, level(id) + 1))"
    case .logic(let isAnd, let operands):
      return operands.map { text($0, isAnd ? 4 : 3) }.joined(separator: isAnd ? " && " : " || ")
    case .conditional(let condition, let then, let otherwise):
      return "\(text(condition, 1)) ? \(text(then, 1)) : \(text(otherwise, 0))"
    default: return compound(id)
    }
  }

  private func compound(_ id: Syntax.ID) -> String {
    switch syntax[id].kind {
    case .call(let name, let arguments, let rooted): return (rooted ? "." : "") + name + list(arguments)
    case .method(let target, let name, let arguments): return "\(text(target, 8)).\(name)\(list(arguments))"
    case .list(let elements):
      return "[\(elements.map { ($0.isOptional ? "?" : "") + text($0.node, 0) }.joined(separator: ", "))]"
    case .map(let entries):
      let parts = entries.map { "\($0.isOptional ? "?" : "")\(text($0.key, 0)): \(text($0.value, 0))" }
      return "{\(parts.joined(separator: ", "))}"
    case .comprehension(let macro): return comprehension(macro)
    case .bind(let name, let value, let body):
      return "cel.bind(\(variable(name)), \(text(value, 0)), \(text(body, 0)))"
    case .optionalMap(let target, let name, let body, let flat):
      return "\(text(target, 8)).\(flat ? "optFlatMap" : "optMap")(\(variable(name)), \(text(body, 0)))"
    default: return "null"
    }
  }

  private func unary(_ op: UnaryOperator, _ operand: Syntax.ID) -> String {
    // A minus must not join a number behind it, nor a run of the other sign.
    if case .unary(let inner, _) = syntax[operand].kind, inner == op { return op.rawValue + text(operand, 7) }
    let plain = text(operand, 8)
    if op == .negate, plain.utf8.first.map(isDigit) ?? false { return "-(\(plain))" }
    return op.rawValue + plain
  }

  private func list(_ arguments: [Syntax.ID]) -> String {
    "(\(arguments.map { text($0, 0) }.joined(separator: ", ")))"
  }

  private func comprehension(_ macro: Syntax.Comprehension) -> String {
    let name = macro.macro == .existsOne && macro.second == nil ? "exists_one" : macro.macro.rawValue
    var parts = [variable(macro.variable)]
    if let second = macro.second { parts.append(variable(second)) }
    if let filter = macro.filter { parts.append(text(filter, 0)) }
    parts.append(text(macro.body, 0))
    return "\(text(macro.range, 8)).\(name)(\(parts.joined(separator: ", ")))"
  }
}

extension Printer {
  private func variable(_ name: String) -> String { blockName(name) ?? name }

  /// The macro behind a name that only macros can make.
  private func blockName(_ name: String) -> String? {
    guard name.hasPrefix("@") else { return nil }
    let rest = name.dropFirst()
    for word in ["index", "iterVar", "accuVar"] where rest.hasPrefix(word) {
      let numbers = rest.dropFirst(word.utf8.count).split(separator: ":")
      return "cel.\(word)(\(numbers.joined(separator: ", ")))"
    }
    return nil
  }

  private static func field(_ name: String) -> String {
    let isPlain =
      name.utf8.allSatisfy { isLetter($0) || isDigit($0) } && !(name.utf8.first.map(isDigit) ?? true)
      && !["true", "false", "null", "in"].contains(name)
    return isPlain ? name : "`\(name)`"
  }

  private func literal(_ value: Value) -> String {
    switch value {
    case .double(let number): return number.description
    case .string(let text): return Self.string(text)
    case .bytes(let bytes): return "b\"" + bytes.octets.map { "\\x" + hexText($0) }.joined() + "\""
    default: return value.description
    }
  }

  /// A string literal; control characters are escaped.
  private static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}": result += "\\x" + hexText(UInt8(scalar.value))
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
