/// Finds the indexable form of a plan.
struct FormMaker {
  let table: UnsafeMutablePointer<CodeTable>
  let expression: CheckedExpression

  var form: Form { form(table.pointee.root) }

  private func form(_ node: Int32) -> Form {
    let it = table.pointee.nodes[Int(node)]
    switch it.op {
    case .constant:
      if case .bool(let flag) = table.pointee.constants[Int(it.a)] { return .constant(flag) }
    case .and: return .and(parts(it))
    case .or: return .or(parts(it))
    case .not:
      let inner = form(it.a)
      if case .opaque = inner { break }
      return .not(inner)
    case .slot where type(node) == .bool: return .test(slot: Int(it.a), .isTrue)
    case .slotPresent where type(node) != .dyn: return .test(slot: Int(it.a), .isPresent)
    case .isNull:
      let operand = table.pointee.nodes[Int(it.a)]
      if operand.op == .slot { return .not(.test(slot: Int(operand.a), .isPresent)) }
    case .slotCompare: return comparison(it, node)
    case .slotInSet:
      return .test(slot: Int(it.a), .in(table.pointee.sets[Int(it.b)].values))
    case .slotPrefix:
      if case .string(let prefix) = table.pointee.constants[Int(it.b)] {
        return .test(slot: Int(it.a), .hasPrefix(prefix))
      }
    default: break
    }
    return .opaque(part: Int(node))
  }

  private func parts(_ it: PlanNode) -> [Form] {
    (it.a..<it.a + it.b).map { form(table.pointee.children[Int($0)]) }
  }

  private func comparison(_ it: PlanNode, _ node: Int32) -> Form {
    let constant = table.pointee.constants[Int(it.b)]
    let slot = Int(it.a)
    switch Relation(rawValue: it.flag) {
    case .equal: return .test(slot: slot, .equals(constant))
    case .notEqual: return .not(.test(slot: slot, .equals(constant)))
    default: break
    }
    // An untyped slot may hold something without order, which is an error and not false.
    guard isTyped(node) else { return .opaque(part: Int(node)) }
    switch Relation(rawValue: it.flag) {
    case .less: return .test(slot: slot, .less(constant))
    case .lessOrEqual: return .test(slot: slot, .lessOrEqual(constant))
    case .greater: return .test(slot: slot, .greater(constant))
    default: return .test(slot: slot, .greaterOrEqual(constant))
    }
  }

  private func type(_ node: Int32) -> ValueType {
    expression.types[Int(table.pointee.origins[Int(node)])]
  }

  /// Whether both sides of the comparison that the instruction comes from have a static type.
  private func isTyped(_ node: Int32) -> Bool {
    let id = table.pointee.origins[Int(node)]
    guard case .binary(_, let left, let right) = expression.syntax[id].kind else { return false }
    return expression.types[Int(left)] != .dyn && expression.types[Int(right)] != .dyn
  }
}
