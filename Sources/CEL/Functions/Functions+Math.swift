extension Functions {
  static let mathematics: [FunctionDeclaration] = [
    extreme("math.greatest", .greater), extreme("math.least", .less),
    rounding("math.ceil") { $0.rounded(.up) }, rounding("math.floor") { $0.rounded(.down) },
    rounding("math.round") { $0.rounded(.toNearestOrAwayFromZero) },
    rounding("math.trunc") { $0.rounded(.towardZero) },
    FunctionDeclaration(
      name: "math.abs", overloads: [ValueType.int, .uint, .double].map { plain([$0], $0, absolute) }),
    FunctionDeclaration(
      name: "math.sign", overloads: [ValueType.int, .uint, .double].map { plain([$0], $0, sign) }),
    FunctionDeclaration(
      name: "math.sqrt",
      overloads: [ValueType.int, .uint, .double].map { type in
        plain([type], .double) { (it) throws(EvaluationError) in
          .double(try number(it[0]).squareRoot())
        }
      }),
    classification("math.isNaN") { $0.isNaN }, classification("math.isInf") { $0.isInfinite },
    classification("math.isFinite") { $0.isFinite },
  ]

  static func number(_ value: Value) throws(EvaluationError) -> Double {
    if let number = value.asDouble { return number }
    throw wrong(value, "a number")
  }

  private static func rounding(_ name: String, _ round: @escaping @Sendable (Double) -> Double)
    -> FunctionDeclaration
  {
    function(
      name,
      plain([.double], .double) { (it) throws(EvaluationError) in
        guard case .double(let number) = it[0] else { throw wrong(it[0], "a double") }
        return .double(round(number))
      })
  }

  private static func classification(_ name: String, _ test: @escaping @Sendable (Double) -> Bool)
    -> FunctionDeclaration
  {
    function(
      name,
      plain([.double], .bool) { (it) throws(EvaluationError) in
        guard case .double(let number) = it[0] else { throw wrong(it[0], "a double") }
        return .bool(test(number))
      })
  }

  /// One to many numbers, or one list of them. The first of equal ones wins.
  private static func extreme(_ name: String, _ better: Ordering) -> FunctionDeclaration {
    let body: Overload.Body = { (it) throws(EvaluationError) in
      if it.count == 1, case .list(let list) = it[0] { return try extreme(list.elements, better) }
      return try extreme(Array(it), better)
    }
    let numbers: [ValueType] = [.int, .uint, .double]
    var overloads = numbers.flatMap { [plain([$0], $0, body), plain([.list($0)], $0, body)] }
    for one in numbers {
      for two in numbers { overloads.append(plain([one, two], one == two ? one : .dyn, body)) }
    }
    return FunctionDeclaration(name: name, overloads: overloads)
  }

  private static func extreme(_ values: [Value], _ better: Ordering) throws(EvaluationError) -> Value {
    guard var best = values.first else { throw invalid("an empty list has no greatest or least element") }
    for value in values {
      _ = try number(value)
      if value.order(best) == better { best = value }
    }
    return best
  }

  @Sendable static func absolute(_ it: Arguments) throws(EvaluationError) -> Value {
    switch it[0] {
    case .int(let number):
      guard number != .min else { throw EvaluationError(.overflow, "the integer result is out of range") }
      return .int(abs(number))
    case .uint: return it[0]
    case .double(let number): return .double(number.magnitude)
    case .decimal(let number): return .decimal(number.magnitude)
    case .money(let money): return .money(Money(money.amount.magnitude, money.currency))
    case .duration(let duration) where duration.nanoseconds != .min:
      return .duration(Duration(nanoseconds: abs(duration.nanoseconds)))
    default: throw wrong(it[0], "a number")
    }
  }

  @Sendable private static func sign(_ it: Arguments) throws(EvaluationError) -> Value {
    switch it[0] {
    case .int(let number): return .int(number.signum())
    case .uint(let number): return .uint(number.signum())
    case .double(let number): return .double(number.isNaN ? .nan : number > 0 ? 1 : number < 0 ? -1 : number)
    default: throw wrong(it[0], "a number")
    }
  }
}
