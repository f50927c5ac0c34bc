extension Evaluator {
  @inline(__always)
  func slotCompare(_ node: Int32, _ it: PlanNode) -> Truth {
    guard present(it) else { return .fault }
    let relation = Relation(rawValue: it.flag) ?? .equal
    let slots = core.pointee.slots + Int(it.a)
    let constants = code.pointee.constants.baseAddress.unsafelyUnwrapped + Int(it.b)
    switch (slots.pointee, constants.pointee) {
    case (.int(let a), .int(let b)): return Truth(relation.holds(a, b))
    case (.string(let a), .string(let b)) where relation == .equal: return Truth(sameText(a, b))
    case (.double(let a), .double(let b)): return Truth(relation.holds(a, b))
    default: return compare(slots.pointee, constants.pointee, relation, node)
    }
  }

  func compare(_ node: Int32, _ it: PlanNode) -> Truth {
    do {
      let left = try value(it.a)
      let right = try value(it.b)
      return compare(left, right, Relation(rawValue: it.flag) ?? .equal, node)
    } catch {
      return .fault
    }
  }

  @inline(never)
  func compare(_ left: Value, _ right: Value, _ relation: Relation, _ node: Int32) -> Truth {
    if relation == .equal || relation == .notEqual { return equality(left, right, relation, node) }
    let ordering = left.order(right)
    if let holds = relation.holds(ordering) { return Truth(holds) }
    if ordering == .currencies {
      _ = fail(.currencyMismatch, "\(left.text) and \(right.text) are in different currencies", node)
    } else {
      _ = fail(
        .noSuchOverload, "`\(relation.symbol)` does not go between \(left.kindName) and \(right.kindName)", node)
    }
    return .fault
  }

  private func equality(_ left: Value, _ right: Value, _ relation: Relation, _ node: Int32) -> Truth {
    if case .money(let a) = left, case .money(let b) = right, a.shared(with: b) == nil {
      _ = fail(.currencyMismatch, "\(left.text) and \(right.text) are in different currencies", node)
      return .fault
    }
    let equal = left.equals(right, &core.pointee.budget)
    guard core.pointee.budget > 0 || left.kind.rawValue < 128 else {
      _ = exhausted(node)
      return .fault
    }
    return Truth(equal == (relation == .equal))
  }

  func doubleCompare(_ it: PlanNode) -> Truth {
    do {
      let left = try double(it.a)
      let right = try double(it.b)
      return Truth((Relation(rawValue: it.flag) ?? .equal).holds(left, right))
    } catch {
      return .fault
    }
  }

  func intCompare(_ it: PlanNode) -> Truth {
    do {
      let left = try int(it.a)
      let right = try int(it.b)
      return Truth((Relation(rawValue: it.flag) ?? .equal).holds(left, right))
    } catch {
      return .fault
    }
  }

  func contains(_ node: Int32, _ it: PlanNode) -> Truth {
    do {
      let element = try value(it.a)
      switch try value(it.b) {
      case .list(let list):
        for candidate in list.elements {
          try charge(1, node)
          if candidate.equals(element, &core.pointee.budget) { return .yes }
        }
        return .no
      case .map(let map): return Truth(map[element] != nil)
      case let other: throw fail(.noSuchOverload, "`in` does not look into \(other.kindName)", node)
      }
    } catch {
      return .fault
    }
  }
}
