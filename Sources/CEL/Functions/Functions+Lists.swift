extension Functions {
  static let lists: [FunctionDeclaration] = [
    FunctionDeclaration(
      name: "sum",
      overloads: zeros.flatMap { type, zero in
        [plain([.list(type)], type, sum(zero)), method([.list(type)], type, sum(zero))]
      }),
    FunctionDeclaration(
      name: "avg",
      overloads: [ValueType.int, .uint, .double, .decimal, .money, .duration].flatMap { type in
        let result = type == .int || type == .uint ? .double : type
        return [plain([.list(type)], result, average), method([.list(type)], result, average)]
      }),
    function(
      "sort",
      method([.list(a)], .list(a), perElement: 8) { (it) throws(EvaluationError) in
        let elements = try list(it[0])
        return .list(List(try Sorting.sorted(elements).map { elements[$0] }))
      }),
    function(
      "distinct",
      method([.list(a)], .list(a), perElement: 4) { (it) throws(EvaluationError) in
        .list(List(try distinct(try list(it[0]))))
      }),
    function(
      "first",
      method([.list(a)], .optional(a)) { (it) throws(EvaluationError) in
        .optional(OptionalValue(try list(it[0]).first))
      }),
    function(
      "last",
      method([.list(a)], .optional(a)) { (it) throws(EvaluationError) in
        .optional(OptionalValue(try list(it[0]).last))
      }),
    function(
      "reverse",
      method([.list(a)], .list(a)) { (it) throws(EvaluationError) in
        .list(List(try list(it[0]).reversed()))
      }),
  ]

  /// What the sum of nothing is. An amount of zero goes with any currency.
  private static let zeros: [(ValueType, Value)] = [
    (.int, .int(0)), (.uint, .uint(0)), (.double, .double(0)), (.decimal, .decimal(.zero)),
    (.money, Currency(code: "XXX").map { .money(Money(.zero, $0)) } ?? .int(0)),
    (.duration, .duration(.zero)),
  ]

  /// Adds up the elements; an empty list gives the zero.
  static func sum(_ zero: Value) -> Overload.Body {
    { (it) throws(EvaluationError) in
      let elements = try list(it[0])
      guard var total = elements.first else { return zero }
      if total.asDouble == nil, total.kind.isDisjoint(with: summable) {
        throw wrong(total, "a list of numbers")
      }
      for element in elements.dropFirst() { total = try add(total, element) }
      return total
    }
  }

  private static let summable: KindMask = [.bit(13), .bit(14), .bit(10)]

  static func add(_ one: Value, _ two: Value) throws(EvaluationError) -> Value {
    let sum: Value?
    switch (one, two) {
    case (.int(let a), .int(let b)):
      let (result, overflow) = a.addingReportingOverflow(b)
      sum = overflow ? nil : .int(result)
    case (.uint(let a), .uint(let b)):
      let (result, overflow) = a.addingReportingOverflow(b)
      sum = overflow ? nil : .uint(result)
    case (.money(let a), .money(let b)):
      guard a.shared(with: b) != nil else {
        throw EvaluationError(.currencyMismatch, "\(a) and \(b) are in different currencies")
      }
      sum = a.adding(b).map(Value.money)
    case (.duration(let a), .duration(let b)): sum = a.adding(b).map(Value.duration)
    case (.decimal, _), (_, .decimal):
      guard let a = one.asDecimal, let b = two.asDecimal else { throw wrong(two, "an exact number") }
      sum = a.adding(b).map(Value.decimal)
    default:
      guard let a = one.asDouble, let b = two.asDouble else {
        throw wrong(two, "a number like \(one.brief(40))")
      }
      sum = .double(a + b)
    }
    guard let sum else { throw EvaluationError(.overflow, "the sum is out of range") }
    return sum
  }

  @Sendable private static func average(_ it: Arguments) throws(EvaluationError) -> Value {
    let count = try list(it[0]).count
    guard count > 0 else { throw invalid("an empty list has no average") }
    let quotient: Value?
    switch try sum(.int(0))(it) {
    case .decimal(let total): quotient = total.divided(by: Decimal(Int64(count))).map(Value.decimal)
    case .money(let total): quotient = total.divided(by: Decimal(Int64(count))).map(Value.money)
    case .duration(let total): quotient = .duration(Duration(nanoseconds: total.nanoseconds / Int64(count)))
    case let total: quotient = total.asDouble.map { .double($0 / Double(count)) }
    }
    guard let quotient else { throw EvaluationError(.overflow, "the average is out of range") }
    return quotient
  }

  /// Comparisons that one call may make.
  static let compareBudget = 1_000_000

  static func isAmong(
    _ elements: [Value], _ wanted: Value, _ budget: inout Int
  ) throws(EvaluationError) -> Bool {
    for element in elements {
      budget -= 1
      if try element.same(wanted, &budget) { return true }
    }
    return false
  }

  /// The elements without later equal ones, in their order.
  static func distinct(_ elements: [Value]) throws(EvaluationError) -> [Value] {
    var budget = compareBudget
    var keys = Set<MapKey>()
    var others: [Value] = []
    var kept: [Value] = []
    for element in elements {
      if let key = MapKey(element) {
        if keys.insert(key).inserted { kept.append(element) }
      } else if try !isAmong(others, element, &budget) {
        others.append(element)
        kept.append(element)
      }
    }
    return kept
  }
}
