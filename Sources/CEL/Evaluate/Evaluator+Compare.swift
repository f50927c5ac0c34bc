extension Evaluator {
  @inline(__always)
  func slotCompare(_ node: Int32, _ it: PlanNode) -> Truth {
    guard present(it) else { return .fault }
    let relation = Relation(flag: it.flag)
    let slot = core.pointee.slots + Int(it.a)
    let constant = code.pointee.constants.baseAddress.unsafelyUnwrapped + Int(it.b)
    if case .int(let a) = slot.pointee, case .int(let b) = constant.pointee {
      return Truth(relation.holds(a, b))
    }
    if case .double(let a) = slot.pointee, case .double(let b) = constant.pointee {
      return Truth(relation.holds(a, b))
    }
    if relation == .equal || relation == .notEqual, let same = sameText(slot, constant) {
      return Truth(same == (relation == .equal))
    }
    return compare(slot.pointee, constant.pointee, relation, node)
  }

  /// Compares a field of a macro variable in place, or as `compare` does when that cannot be done.
  func memberCompare(_ node: Int32, _ it: PlanNode) -> Truth {
    let (member, other) = (instruction(it.a), instruction(it.b))
    let cell = core.pointee.stack + core.pointee.base + Int(instruction(member.a).a)
    let name = code.pointee.constants.baseAddress.unsafelyUnwrapped + Int(member.b)
    let right: UnsafeMutablePointer<Value>
    if other.op == .constant {
      right = code.pointee.constants.baseAddress.unsafelyUnwrapped + Int(other.a)
    } else if core.pointee.states[Int(other.a)] == 1 {
      right = core.pointee.slots + Int(other.a)
    } else {
      return compare(node, it)
    }
    let relation = Relation(flag: it.flag)
    guard case .map(let map) = cell.pointee,
      let truth = map.storage.withValue(of: name, { Self.quickCompare($0, right, relation) })
    else { return compare(node, it) }
    return truth
  }

  /// The answer for two ints, doubles or texts; nil for others.
  @inline(__always)
  private static func quickCompare(
    _ left: UnsafePointer<Value>, _ right: UnsafePointer<Value>, _ relation: Relation
  ) -> Truth? {
    if case .int(let a) = left.pointee, case .int(let b) = right.pointee {
      return Truth(relation.holds(a, b))
    }
    if case .double(let a) = left.pointee, case .double(let b) = right.pointee {
      return Truth(relation.holds(a, b))
    }
    guard relation == .equal || relation == .notEqual, let same = sameText(left, right) else { return nil }
    return Truth(same == (relation == .equal))
  }

  func compare(_ node: Int32, _ it: PlanNode) -> Truth {
    do {
      let left = try value(it.a)
      let right = try value(it.b)
      return compare(left, right, Relation(flag: it.flag), node)
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
        .noSuchOverload, "`\(relation.symbol)` does not go between \(left.kindName) and \(right.kindName)",
        node)
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
      return Truth(Relation(flag: it.flag).holds(left, right))
    } catch {
      return .fault
    }
  }

  func intCompare(_ it: PlanNode) -> Truth {
    do {
      let left = try int(it.a)
      let right = try int(it.b)
      return Truth(Relation(flag: it.flag).holds(left, right))
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
