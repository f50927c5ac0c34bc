extension Functions {
  static let moreLists: [FunctionDeclaration] = [
    function(
      "flatten", method([.list(.list(a))], .list(a), perElement: 1, flatten),
      method([.list(.dyn)], .list(.dyn), perElement: 1, flatten),
      method([.list(.dyn), .int], .list(.dyn), perElement: 1, flatten)),
    function(
      "slice",
      method([.list(a), .int, .int], .list(a)) { (it) throws(EvaluationError) in
        let elements = try list(it[0])
        let (start, end) = (try int(it[1]), try int(it[2]))
        guard start >= 0, end >= start, end <= Int64(elements.count) else {
          throw EvaluationError(.indexOutOfRange, "\(start) to \(end) is outside a list of \(elements.count)")
        }
        return .list(List(Array(elements[Int(start)..<Int(end)])))
      }),
    function("lists.range", plain([.int], .list(.int), range)),
    function("range", plain([.int], .list(.int), range)),
  ]

  @Sendable private static func range(_ it: Arguments) throws(EvaluationError) -> Value {
    let count = try int(it[0])
    guard count >= 0 else { throw invalid("a range cannot have \(count) elements") }
    guard count <= 100_000 else { throw tooLarge() }
    return .list(List((0..<count).map(Value.int)))
  }

  @Sendable private static func flatten(_ it: Arguments) throws(EvaluationError) -> Value {
    let depth = it.count > 1 ? try int(it[1]) : 1
    guard depth >= 0 else { throw invalid("lists cannot be flattened by \(depth) levels") }
    var result: [Value] = []
    try flatten(try list(it[0]), Int(min(depth, 64)), into: &result)
    return .list(List(result))
  }

  private static func flatten(
    _ elements: [Value], _ depth: Int, into result: inout [Value]
  ) throws(EvaluationError) {
    for element in elements {
      if depth > 0, case .list(let inner) = element {
        try flatten(inner.elements, depth - 1, into: &result)
      } else {
        guard result.count < 300_000 else { throw tooLarge() }
        result.append(element)
      }
    }
  }

  static let sets: [FunctionDeclaration] = [
    function(
      "sets.contains",
      plain([.list(a), .list(a)], .bool, perElement: 8) { (it) throws(EvaluationError) in
        .bool(try isWithin(try list(it[1]), try list(it[0])))
      }),
    function(
      "sets.equivalent",
      plain([.list(a), .list(a)], .bool, perElement: 8) { (it) throws(EvaluationError) in
        let (one, two) = (try list(it[0]), try list(it[1]))
        guard try isWithin(one, two) else { return .bool(false) }
        return .bool(try isWithin(two, one))
      }),
    function(
      "sets.intersects",
      plain([.list(a), .list(a)], .bool, perElement: 8) { (it) throws(EvaluationError) in
        var other = Members(try list(it[1]))
        for element in try list(it[0]) {
          if try other.contains(element) { return .bool(true) }
        }
        return .bool(false)
      }),
  ]

  private static func isWithin(_ elements: [Value], _ whole: [Value]) throws(EvaluationError) -> Bool {
    var members = Members(whole)
    for element in elements {
      guard try members.contains(element) else { return false }
    }
    return true
  }

  /// Elements by hash where they can be keys, in a list otherwise.
  private struct Members {
    var keys = Set<MapKey>()
    var others: [Value] = []
    var budget = compareBudget

    init(_ elements: [Value]) {
      for element in elements {
        if let key = MapKey(element) { keys.insert(key) } else { others.append(element) }
      }
    }

    mutating func contains(_ element: Value) throws(EvaluationError) -> Bool {
      if let key = MapKey(element), keys.contains(key) { return true }
      return try isAmong(others, element, &budget)
    }
  }
}
