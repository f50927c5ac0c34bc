extension Evaluator {
  func loop(_ node: Int32, _ it: PlanNode) throws(Fault) -> Value {
    let plan = code.pointee.loops[Int(it.a)]
    let range = try value(plan.range)
    let walk: Walk
    switch range {
    case .list(let list): walk = Walk(elements: list.elements, keys: nil)
    case .map(let map): walk = Walk(elements: map.values, keys: map.keys)
    default: throw fail(.noSuchOverload, "only lists and maps can be walked, not \(range.kindName)", node)
    }
    switch plan.macro {
    case .all: return .bool(try decide(walk, plan, node, stop: .no))
    case .exists: return .bool(try decide(walk, plan, node, stop: .yes))
    case .existsOne: return .bool(try existsOne(walk, plan, node))
    case .map, .transformList: return .list(try collect(walk, plan, node))
    case .filter: return .list(try filter(walk, plan, node))
    case .transformMap: return .map(try transformMap(walk, plan, node))
    case .transformMapEntry: return .map(try transformEntries(walk, plan, node))
    case .sortBy: return .list(try sort(walk, plan, node))
    }
  }

  /// What a macro walks.
  struct Walk {
    var elements: [Value]
    /// The keys of a map.
    var keys: [Value]?
  }

  /// Puts the variables of one round into their cells.
  @inline(__always)
  private func set(_ walk: Walk, _ place: Int, _ plan: PlannedLoop, _ node: Int32) throws(Fault) {
    try charge(plan.cost, node)
    let cells = core.pointee.stack + core.pointee.base
    if plan.second >= 0 {
      cells[plan.cell] = walk.keys?[place] ?? .int(Int64(place))
      cells[plan.second] = walk.elements[place]
    } else {
      cells[plan.cell] = walk.keys?[place] ?? walk.elements[place]
    }
  }

  /// `all` and `exists`: the first deciding element wins, even over earlier faults.
  private func decide(_ walk: Walk, _ plan: PlannedLoop, _ node: Int32, stop: Truth) throws(Fault) -> Bool {
    var fault: EvaluationError?
    for place in walk.elements.indices {
      try set(walk, place, plan, node)
      let truth = test(plan.body)
      if truth == stop {
        core.pointee.fault = nil
        return stop == .yes
      }
      if truth == .fault {
        if core.pointee.fault?.kind == .budget { throw Fault() }
        if fault == nil { fault = core.pointee.fault }
      }
    }
    if let fault { throw fail(fault) }
    return stop == .no
  }

  private func existsOne(_ walk: Walk, _ plan: PlannedLoop, _ node: Int32) throws(Fault) -> Bool {
    var count = 0
    for place in walk.elements.indices {
      try set(walk, place, plan, node)
      switch test(plan.body) {
      case .yes: count += 1
      case .no: continue
      case .fault: throw Fault()
      }
    }
    return count == 1
  }

  /// Whether the round's filter, if any, lets the element through.
  private func passes(_ plan: PlannedLoop) throws(Fault) -> Bool {
    guard plan.filter >= 0 else { return true }
    switch test(plan.filter) {
    case .yes: return true
    case .no: return false
    case .fault: throw Fault()
    }
  }

  private func collect(_ walk: Walk, _ plan: PlannedLoop, _ node: Int32) throws(Fault) -> List {
    var made: [Value] = []
    for place in walk.elements.indices {
      try set(walk, place, plan, node)
      guard try passes(plan) else { continue }
      try charge(3, node)
      made.append(try value(plan.body))
    }
    return List(made)
  }

  private func filter(_ walk: Walk, _ plan: PlannedLoop, _ node: Int32) throws(Fault) -> List {
    var made: [Value] = []
    for place in walk.elements.indices {
      try set(walk, place, plan, node)
      switch test(plan.body) {
      case .yes:
        try charge(3, node)
        made.append(walk.keys?[place] ?? walk.elements[place])
      case .no: continue
      case .fault: throw Fault()
      }
    }
    return List(made)
  }

  private func transformMap(_ walk: Walk, _ plan: PlannedLoop, _ node: Int32) throws(Fault) -> Map {
    var (keys, values): ([Value], [Value]) = ([], [])
    for place in walk.elements.indices {
      try set(walk, place, plan, node)
      guard try passes(plan) else { continue }
      try charge(6, node)
      keys.append(walk.keys?[place] ?? .int(Int64(place)))
      values.append(try value(plan.body))
    }
    return Map(uniqueKeys: keys, values: values)
  }

  private func transformEntries(_ walk: Walk, _ plan: PlannedLoop, _ node: Int32) throws(Fault) -> Map {
    var (keys, values): ([Value], [Value]) = ([], [])
    for place in walk.elements.indices {
      try set(walk, place, plan, node)
      guard try passes(plan) else { continue }
      guard case .map(let entry) = try value(plan.body) else {
        throw fail(.noSuchOverload, "`transformMapEntry` makes a map of each entry", node)
      }
      try charge(6 * (1 + entry.count), node)
      keys += entry.keys
      values += entry.values
    }
    return try unique(keys, values, node)
  }

  private func sort(_ walk: Walk, _ plan: PlannedLoop, _ node: Int32) throws(Fault) -> List {
    var entries: [(key: Value, element: Value)] = []
    for place in walk.elements.indices {
      try set(walk, place, plan, node)
      try charge(12, node)
      entries.append((try value(plan.body), walk.keys?[place] ?? walk.elements[place]))
    }
    do {
      return List(try Sorting.sorted(entries.map(\.key)).map { entries[$0].element })
    } catch {
      var error = error
      error.range = code.pointee.ranges[Int(node)]
      throw fail(error)
    }
  }
}
