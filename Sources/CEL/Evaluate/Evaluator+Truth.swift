extension Evaluator {
  /// The truth of a node; not a truth value is a fault.
  func test(_ node: Int32) -> Truth {
    if core.pointee.recorder != nil { return recordedTruth(node) }
    return truth(node)
  }

  func truth(_ node: Int32) -> Truth {
    let it = instruction(node)
    switch it.op {
    case .slotCompare: return slotCompare(node, it)
    case .and: return and(it)
    case .or: return or(it)
    case .slotInSet: return slotInSet(it)
    case .not:
      switch test(it.a) {
      case .yes: return .no
      case .no: return .yes
      case .fault: return .fault
      }
    case .doubleCompare: return doubleCompare(it)
    case .intCompare: return intCompare(it)
    case .compare: return compare(node, it)
    case .memberCompare: return memberCompare(node, it)
    case .slotPresent: return slotPresent(it)
    case .slotPrefix: return slotPrefix(node, it)
    case .isNull: return isNull(it)
    case .has: return has(node, it)
    case .contains: return contains(node, it)
    case .inSet: return inSet(it)
    default: return other(node)
    }
  }

  private func other(_ node: Int32) -> Truth {
    do {
      let found = try evaluate(node)
      if case .bool(let flag) = found { return Truth(flag) }
      _ = fail(.noSuchOverload, "expected a bool, but found \(found.kindName)", node)
      return .fault
    } catch {
      return .fault
    }
  }

  /// A false operand decides, whatever others do; else the first fault stays.
  private func and(_ it: PlanNode) -> Truth {
    for index in it.a..<it.a + it.b {
      switch test(child(index)) {
      case .yes: continue
      case .no: return .no
      case .fault: return absorb(index + 1, it.a + it.b, deciding: .no)
      }
    }
    return .yes
  }

  private func or(_ it: PlanNode) -> Truth {
    for index in it.a..<it.a + it.b {
      switch test(child(index)) {
      case .yes: return .yes
      case .no: continue
      case .fault: return absorb(index + 1, it.a + it.b, deciding: .yes)
      }
    }
    return .no
  }

  /// The operands behind one that failed: a deciding one wins over the fault.
  private func absorb(_ first: Int32, _ end: Int32, deciding: Truth) -> Truth {
    let fault = core.pointee.fault
    for index in first..<end where test(child(index)) == deciding {
      core.pointee.fault = nil
      return deciding
    }
    core.pointee.fault = fault
    return .fault
  }

  private func isNull(_ it: PlanNode) -> Truth {
    do {
      switch try value(it.a) {
      case .null: return .yes
      case .optional(let optional): return Truth(optional.value == nil)
      default: return .no
      }
    } catch {
      guard let kind = core.pointee.fault?.kind, kind == .missing || kind == .noSuchKey else { return .fault }
      core.pointee.fault = nil
      return .yes
    }
  }

  private func slotInSet(_ it: PlanNode) -> Truth {
    guard present(it) else { return .fault }
    let set = code.pointee.sets.baseAddress.unsafelyUnwrapped + Int(it.b)
    let slot = core.pointee.slots + Int(it.a)
    if let text = RawText(slot), text.isSmall {
      let short = code.pointee.rawTexts.baseAddress.unsafelyUnwrapped + set.pointee.rawStart
      return Truth(Self.find(text, short, set.pointee.rawCount))
    }
    return Truth(set.pointee.contains(slot.pointee))
  }

  /// Whether a short text is among ascending ones.
  @inline(__always)
  private static func find(_ text: RawText, _ texts: UnsafePointer<RawText>, _ count: Int) -> Bool {
    if count <= 8 {
      for place in 0..<count where texts[place] == text { return true }
      return false
    }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if texts[middle] == text { return true }
      if RawText.precedes(texts[middle], text) { low = middle + 1 } else { high = middle }
    }
    return false
  }

  private func inSet(_ it: PlanNode) -> Truth {
    do {
      return Truth(code.pointee.sets[Int(it.b)].contains(try value(it.a)))
    } catch {
      return .fault
    }
  }

  private func slotPrefix(_ node: Int32, _ it: PlanNode) -> Truth {
    guard present(it) else { return .fault }
    guard case .string(let text) = core.pointee.slots[Int(it.a)],
      case .string(let prefix) = code.pointee.constants[Int(it.b)]
    else {
      _ = fail(.noSuchOverload, "`startsWith` takes strings", node)
      return .fault
    }
    return Truth(text.utf8.starts(with: prefix.utf8))
  }

  /// Whether the slot in `a` holds a value; its missing error stands in `c`.
  @inline(__always)
  func present(_ it: PlanNode) -> Bool {
    if core.pointee.states[Int(it.a)] == 1 { return true }
    do {
      try fetch(it.a, it.c)
      return true
    } catch {
      return false
    }
  }
}
