extension Functions {
  static let bits: [FunctionDeclaration] = [
    bitwise("math.bitAnd") { $0 & $1 }, bitwise("math.bitOr") { $0 | $1 }, bitwise("math.bitXor") { $0 ^ $1 },
    function("math.bitNot", plain([.int], .int, not), plain([.uint], .uint, not)),
    shift("math.bitShiftLeft") { $0 << $1 }, shift("math.bitShiftRight") { $0 >> $1 },
  ]

  private static func bitwise(_ name: String, _ op: @escaping @Sendable (UInt64, UInt64) -> UInt64)
    -> FunctionDeclaration
  {
    let body: Overload.Body = { (it) throws(EvaluationError) in
      switch (it[0], it[1]) {
      case (.int(let a), .int(let b)):
        return .int(Int64(bitPattern: op(UInt64(bitPattern: a), UInt64(bitPattern: b))))
      case (.uint(let a), .uint(let b)): return .uint(op(a, b))
      default: throw wrong(it[1], "two whole numbers of one kind")
      }
    }
    return function(name, plain([.int, .int], .int, body), plain([.uint, .uint], .uint, body))
  }

  @Sendable private static func not(_ it: Arguments) throws(EvaluationError) -> Value {
    switch it[0] {
    case .int(let number): return .int(~number)
    case .uint(let number): return .uint(~number)
    default: throw wrong(it[0], "a whole number")
    }
  }

  /// Shifts are logical; 64 and more give 0.
  private static func shift(_ name: String, _ op: @escaping @Sendable (UInt64, UInt64) -> UInt64)
    -> FunctionDeclaration
  {
    let body: Overload.Body = { (it) throws(EvaluationError) in
      let count = try int(it[1])
      guard count >= 0 else { throw invalid("a shift by a negative number") }
      switch it[0] {
      case .int(let number):
        return .int(count > 63 ? 0 : Int64(bitPattern: op(UInt64(bitPattern: number), UInt64(count))))
      case .uint(let number): return .uint(count > 63 ? 0 : op(number, UInt64(count)))
      default: throw wrong(it[0], "a whole number")
      }
    }
    return function(name, plain([.int, .int], .int, body), plain([.uint, .int], .uint, body))
  }
}
