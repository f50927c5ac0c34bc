extension Functions {
  /// Rounding and conversions of the rules profile.
  static let numbers: [FunctionDeclaration] = [
    FunctionDeclaration(
      name: "round",
      overloads: [ValueType.double, .decimal, .money, .int].flatMap { type in
        [
          plain([type], type, round), plain([type, .int], type, round),
          plain([type, .int, .string], type, round),
        ]
      }),
    FunctionDeclaration(
      name: "ceil",
      overloads: [ValueType.int, .double, .decimal].map {
        plain([$0], $0) { (it) throws(EvaluationError) in
          switch it[0] {
          case .double(let number): return .double(number.rounded(.up))
          case .decimal(let number): return .decimal(number.ceiling)
          default: return it[0]
          }
        }
      }),
    FunctionDeclaration(
      name: "floor",
      overloads: [ValueType.int, .double, .decimal].map {
        plain([$0], $0) { (it) throws(EvaluationError) in
          switch it[0] {
          case .double(let number): return .double(number.rounded(.down))
          case .decimal(let number): return .decimal(number.floor)
          default: return it[0]
          }
        }
      }),
    FunctionDeclaration(
      name: "abs",
      overloads: [ValueType.int, .uint, .double, .decimal, .money, .duration].map {
        plain([$0], $0, absolute)
      }),
    FunctionDeclaration(
      name: "decimal",
      overloads: [ValueType.decimal, .string, .int, .uint].map { plain([$0], .decimal, toDecimal) }),
    function(
      "double",
      plain([.decimal], .double) { (it) throws(EvaluationError) in
        guard case .decimal(let number) = it[0] else { throw wrong(it[0], "a decimal") }
        return .double(Double(number.description) ?? .nan)
      }),
    function(
      "int",
      plain([.decimal], .int) { (it) throws(EvaluationError) in
        guard case .decimal(let number) = it[0], let whole = number.rounded(toScale: 0, rounding: .down),
          let small = Int64(exactly: whole.coefficient)
        else { throw EvaluationError(.overflow, "\(it[0]) does not fit an int") }
        return .int(small)
      }),
    function("string", plain([.decimal], .string, toText), plain([.money], .string, toText)),
  ]

  /// To whole numbers, to minor units for money, or to the given number of fraction digits.
  @Sendable private static func round(_ it: Arguments) throws(EvaluationError) -> Value {
    let digits = it.count > 1 ? try int(it[1]) : nil
    guard (0...38).contains(digits ?? 0) else { throw invalid("a number can be rounded to 0 to 38 digits") }
    let mode = it.count > 2 ? try rounding(it[2]) : .halfEven
    switch it[0] {
    case .int: return it[0]
    case .double(let number): return .double(try round(number, digits ?? 0, mode))
    case .decimal(let number):
      if let made = number.rounded(toScale: Int(digits ?? 0), rounding: mode) { return .decimal(made) }
    case .money(let money):
      let scale = digits.map { Int($0) } ?? money.currency.minorUnits
      if let made = money.amount.rounded(toScale: scale, rounding: mode) {
        return .money(Money(made, money.currency))
      }
    default: throw wrong(it[0], "a number")
    }
    throw EvaluationError(.overflow, "the decimal result has more than 38 digits")
  }

  static func rounding(_ value: Value) throws(EvaluationError) -> Rounding {
    let name = try text(value)
    if let mode = Rounding(rawValue: name) { return mode }
    throw invalid(
      "\(quoted(name)) is not a way to round; there are \(Rounding.allCases.map(\.rawValue).joined(separator: ", "))"
    )
  }

  /// Rounds the digits that are printed, so that 1.005 goes to 1.0 or 1.01 as its text says.
  private static func round(_ number: Double, _ digits: Int64, _ mode: Rounding) throws(EvaluationError)
    -> Double
  {
    guard number.isFinite, let decimal = Decimal(number.description) else { return number }
    guard let rounded = decimal.rounded(toScale: Int(digits), rounding: mode) else { return number }
    return Double(rounded.description) ?? number
  }

  @Sendable private static func toDecimal(_ it: Arguments) throws(EvaluationError) -> Value {
    if let number = it[0].asDecimal { return .decimal(number) }
    let text = try text(it[0])
    guard let number = Decimal(text) else { throw invalid("\(quoted(text)) is not a decimal number") }
    return .decimal(number)
  }
}
