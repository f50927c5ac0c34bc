extension Evaluator {
  func call(_ node: Int32, _ it: PlanNode) throws(Fault) -> Value {
    let count = Int(it.c)
    let first = core.pointee.top
    core.pointee.top += count
    defer {
      let cells = core.pointee.stack + first
      for place in 0..<count { cells[place] = .null }
      core.pointee.top = first
    }
    for place in 0..<count {
      let argument = try value(child(it.b + Int32(place)))
      core.pointee.stack[first + place] = argument
    }
    let arguments = UnsafeBufferPointer(start: core.pointee.stack + first, count: count)
    let target = code.pointee.calls.baseAddress.unsafelyUnwrapped + Int(it.a)
    try charge(target, arguments, node)
    let made = try invoke(target, arguments, node)
    try charge(Self.size(made), node)
    return made
  }

  /// Calls the overload that takes the arguments.
  private func invoke(
    _ target: UnsafeMutablePointer<PlannedCall>, _ arguments: UnsafeBufferPointer<Value>, _ node: Int32
  ) throws(Fault) -> Value {
    do {
      if let body = target.pointee.direct { return try body(arguments) }
      let choice = target.pointee.choices.first { choice in
        zip(choice.kinds, arguments).allSatisfy { $0.contains($1.kind) }
      }
      if let choice { return try choice.overload.body(arguments) }
    } catch {
      var error = error
      if error.range == nil { error.range = code.pointee.ranges[Int(node)] }
      throw fail(error)
    }
    let kinds = arguments.map(\.kindName).joined(separator: ", ")
    throw fail(.noSuchOverload, "`\(target.pointee.name)` does not take (\(kinds))", node)
  }

  @inline(__always)
  private func charge(
    _ target: UnsafeMutablePointer<PlannedCall>, _ arguments: UnsafeBufferPointer<Value>, _ node: Int32
  ) throws(Fault) {
    var cost = target.pointee.cost
    let perElement = target.pointee.costPerElement
    if perElement > 0 {
      for argument in arguments {
        let size = Self.length(argument)
        if size > 8 { cost += Int(Double(size) * perElement) }
      }
    }
    try charge(cost, node)
  }

  /// The number of elements or bytes.
  private static func length(_ value: Value) -> Int {
    switch value {
    case .string(let text): text.utf8.count
    case .bytes(let bytes): bytes.count
    case .list(let list): list.count
    case .map(let map): map.count
    default: 0
    }
  }

  /// The steps that a result's memory counts for.
  private static func size(_ value: Value) -> Int {
    switch value {
    case .string(let text): text.utf8.count / 8
    case .bytes(let bytes): bytes.count / 8
    case .list(let list): list.count * 3
    case .map(let map): map.count * 6
    default: 0
    }
  }
}
