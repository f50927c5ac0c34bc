extension Functions {
  static let amounts: [FunctionDeclaration] = [
    function(
      "money", plain([.decimal, .string], .money, makeMoney), plain([.string, .string], .money, makeMoney),
      plain([.int, .string], .money, makeMoney), plain([.money], .money) { $0[0] }),
    function(
      "amount",
      plain([.money], .decimal) { (it) throws(EvaluationError) in
        .decimal(try money(it[0]).amount)
      }),
    function(
      "currency",
      plain([.money], .string) { (it) throws(EvaluationError) in
        .string(try money(it[0]).currency.code)
      }),
    FunctionDeclaration(
      name: "allocate",
      overloads: [ValueType.int, .decimal, .double].map {
        plain([.money, .list($0)], .list(.money), allocate)
      }),
  ]

  /// The functions that need the rulebook's currency.
  static func amounts(_ currency: Currency) -> [FunctionDeclaration] {
    let make: Overload.Body = { (it) throws(EvaluationError) in
      if let number = it[0].asDecimal { return .money(Money(number, currency)) }
      let text = try text(it[0])
      guard let money = Money(text, default: currency) else {
        throw invalid("\(quoted(text)) is not an amount such as 15.00 or 15.00 EUR")
      }
      return .money(money)
    }
    let zero = Value.money(Money(Decimal(0, scale: currency.minorUnits), currency))
    return [
      function(
        "sum", plain([.list(.money)], .money, sum(zero)), method([.list(.money)], .money, sum(zero))),
      FunctionDeclaration(
        name: "money", overloads: [ValueType.decimal, .string, .int].map { plain([$0], .money, make) }),
    ]
  }

  static func money(_ value: Value) throws(EvaluationError) -> Money {
    if case .money(let money) = value { return money }
    throw wrong(value, "money")
  }

  @Sendable private static func makeMoney(_ it: Arguments) throws(EvaluationError) -> Value {
    let code = try text(it[1])
    guard let currency = Currency(code: code) else { throw invalid("there is no currency \(quoted(code))") }
    if let number = it[0].asDecimal { return .money(Money(number, currency)) }
    let digits = try text(it[0])
    guard let number = Decimal(digits) else { throw invalid("\(quoted(digits)) is not a decimal number") }
    return .money(Money(number, currency))
  }

  @Sendable private static func allocate(_ it: Arguments) throws(EvaluationError) -> Value {
    var ratios: [Decimal] = []
    for value in try list(it[1]) {
      guard let ratio = value.asDecimal ?? value.asDouble.flatMap({ Decimal($0.description) }) else {
        throw wrong(value, "a number")
      }
      ratios.append(ratio)
    }
    guard let parts = try money(it[0]).allocate(ratios) else {
      throw invalid("an amount can be allocated to one or more ratios that are not negative and not all zero")
    }
    return .list(List(parts.map(Value.money)))
  }
}
