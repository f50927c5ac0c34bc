extension Evaluator {
  func list(_ node: Int32, _ it: PlanNode) throws(Fault) -> Value {
    try charge(Int(it.b) * 3, node)
    var elements: [Value] = []
    elements.reserveCapacity(Int(it.b))
    guard it.c == 1 else {
      for index in it.a..<it.a + it.b { elements.append(try value(child(index))) }
      return .list(List(elements))
    }
    for place in 0..<it.b {
      let found = try value(child(it.a + 2 * place))
      guard child(it.a + 2 * place + 1) == 1 else {
        elements.append(found)
        continue
      }
      if let inner = try content(found, node) { elements.append(inner) }
    }
    return .list(List(elements))
  }

  func map(_ node: Int32, _ it: PlanNode) throws(Fault) -> Value {
    try charge(Int(it.b) * 6, node)
    let stride = it.c == 1 ? Int32(3) : 2
    var (keys, values): ([Value], [Value]) = ([], [])
    for place in 0..<it.b {
      let first = it.a + stride * place
      let key = try value(child(first))
      try checkKey(key, node)
      let found = try value(child(first + 1))
      if stride == 3, child(first + 2) == 1 {
        guard let inner = try content(found, node) else { continue }
        values.append(inner)
      } else {
        values.append(found)
      }
      keys.append(key)
    }
    return .map(try unique(keys, values, node))
  }

  /// What an entry written with `?` holds.
  private func content(_ value: Value, _ node: Int32) throws(Fault) -> Value? {
    guard case .optional(let optional) = value else {
      throw fail(.noSuchOverload, "an entry with `?` takes an optional, not \(value.kindName)", node)
    }
    return optional.value
  }

  func checkKey(_ key: Value, _ node: Int32) throws(Fault) {
    switch key {
    case .bool, .int, .uint, .string: return
    default: throw fail(.invalidKey, "\(key.kindName) cannot be a map key", node)
    }
  }

  func unique(_ keys: [Value], _ values: [Value], _ node: Int32) throws(Fault) -> Map {
    let map = Map(uniqueKeys: keys, values: values)
    guard let place = map.storage.firstDuplicate() else { return map }
    throw fail(.invalidKey, "the key \(keys[place].description) stands twice in a map", node)
  }

  func optionalMap(_ node: Int32, _ it: PlanNode) throws(Fault) -> Value {
    let target = try value(it.a)
    guard case .optional(let optional) = target else {
      throw fail(.noSuchOverload, "`optMap` takes an optional, not \(target.kindName)", node)
    }
    guard let inner = optional.value else { return target }
    core.pointee.stack[core.pointee.base + Int(it.c)] = inner
    let made = try value(it.b)
    return it.flag == 1 ? made : .optional(OptionalValue(made))
  }
}
