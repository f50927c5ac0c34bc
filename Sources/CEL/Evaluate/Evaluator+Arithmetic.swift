extension Evaluator {
  func negate(_ node: Int32, _ it: PlanNode) throws(Fault) -> Value {
    switch try value(it.a) {
    case .int(let number):
      guard number != .min else { throw fail(.overflow, "the integer result is out of range", node) }
      return .int(-number)
    case .double(let number): return .double(-number)
    case .decimal(let number): return .decimal(number.negated)
    case .money(let money): return .money(money.negated)
    case .duration(let duration) where duration.nanoseconds != .min:
      return .duration(Duration(nanoseconds: -duration.nanoseconds))
    case let other: throw fail(.noSuchOverload, "`-` does not take \(other.kindName)", node)
    }
  }

  func arithmetic(_ node: Int32, _ it: PlanNode) throws(Fault) -> Value {
    let left = try value(it.a)
    let right = try value(it.b)
    switch (left, right) {
    case (.int(let a), .int(let b)): return .int(try Self.compute(a, b, it.flag, self, node))
    case (.double(let a), .double(let b)) where it.flag != 4: return .double(Self.compute(a, b, it.flag))
    case (.uint(let a), .uint(let b)): return .uint(try Self.compute(a, b, it.flag, self, node))
    case (.timestamp, _), (_, .timestamp), (.duration, _): return try time(left, right, it.flag, node)
    case (.decimal, _), (_, .decimal), (.money, _), (_, .money): return try exact(left, right, it.flag, node)
    default: break
    }
    if it.flag == 0, let joined = try join(left, right, node) { return joined }
    if code.pointee.mixesNumbers, let mixed = try mixed(left, right, it.flag, node) { return mixed }
    throw noOverload(left, right, it.flag, node)
  }

  func noOverload(_ left: Value, _ right: Value, _ op: UInt8, _ node: Int32) -> Fault {
    let symbol = Arithmetic(rawValue: op)?.symbol ?? "?"
    return fail(
      .noSuchOverload, "`\(symbol)` does not go between \(left.kindName) and \(right.kindName)", node)
  }

  private static func compute(_ left: Double, _ right: Double, _ op: UInt8) -> Double {
    switch op {
    case 0: left + right
    case 1: left - right
    case 2: left * right
    default: left / right
    }
  }

  /// `+` of texts, octets and lists.
  private func join(_ left: Value, _ right: Value, _ node: Int32) throws(Fault) -> Value? {
    switch (left, right) {
    case (.string(let a), .string(let b)):
      try charge((a.utf8.count + b.utf8.count) / 8, node)
      return .string(a + b)
    case (.bytes(let a), .bytes(let b)):
      try charge((a.count + b.count) / 8, node)
      return .bytes(Bytes(a.octets + b.octets))
    case (.list(let a), .list(let b)):
      try charge((a.count + b.count) * 3, node)
      return .list(List(a.elements + b.elements))
    default: return nil
    }
  }

  /// Numbers of different kinds, in the rules profile.
  private func mixed(_ left: Value, _ right: Value, _ op: UInt8, _ node: Int32) throws(Fault) -> Value? {
    guard let a = left.asDouble, let b = right.asDouble else { return nil }
    if case .double = left { return op == 4 ? nil : .double(Self.compute(a, b, op)) }
    if case .double = right { return op == 4 ? nil : .double(Self.compute(a, b, op)) }
    guard let one = left.asInt, let two = right.asInt else {
      throw fail(.overflow, "the integer result is out of range", node)
    }
    return .int(try Self.compute(one, two, op, self, node))
  }

  private func time(_ left: Value, _ right: Value, _ op: UInt8, _ node: Int32) throws(Fault) -> Value {
    let result: Value?
    switch (left, right, op) {
    case (.timestamp(let a), .duration(let b), 0): result = a.adding(b).map(Value.timestamp)
    case (.duration(let a), .timestamp(let b), 0): result = b.adding(a).map(Value.timestamp)
    case (.timestamp(let a), .duration(let b), 1): result = a.subtracting(b).map(Value.timestamp)
    case (.timestamp(let a), .timestamp(let b), 1): result = a.since(b).map(Value.duration)
    case (.duration(let a), .duration(let b), 0): result = a.adding(b).map(Value.duration)
    case (.duration(let a), .duration(let b), 1): result = a.subtracting(b).map(Value.duration)
    default: throw noOverload(left, right, op, node)
    }
    guard let result else { throw fail(.overflow, "the time is out of range", node) }
    return result
  }
}

extension Value {
  /// A number as a double; nil for other kinds.
  var asDouble: Double? {
    switch self {
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }

  /// A whole number as an int; nil for other kinds or beyond the range.
  var asInt: Int64? {
    switch self {
    case .int(let number): number
    case .uint(let number): Int64(exactly: number)
    default: nil
    }
  }

  /// An exact number as a decimal; nil for other kinds.
  var asDecimal: Decimal? {
    switch self {
    case .decimal(let number): number
    case .int(let number): Decimal(number)
    case .uint(let number): Decimal(number)
    default: nil
    }
  }
}
