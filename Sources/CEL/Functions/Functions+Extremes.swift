extension Functions {
  /// `min` and `max` of two to eight values or of a list.
  static let extremes: [FunctionDeclaration] = [bestOf("min", .less), bestOf("max", .greater)]

  private static let ordered: [ValueType] = [
    .int, .uint, .double, .decimal, .money, .timestamp, .duration, .string,
  ]

  private static func bestOf(_ name: String, _ better: Ordering) -> FunctionDeclaration {
    let body: Overload.Body = { (it) throws(EvaluationError) in
      if it.count == 1, case .list(let list) = it[0] { return try best(list.elements[...], better) }
      return try best(Array(it)[...], better)
    }
    var overloads: [Overload] = []
    for type in ordered {
      for count in 2...8 { overloads.append(plain(Array(repeating: type, count: count), type, body)) }
      overloads.append(plain([.list(type)], type, body))
    }
    overloads.append(plain([.int, .double], .double, body))
    overloads.append(plain([.double, .int], .double, body))
    return FunctionDeclaration(name: name, overloads: overloads)
  }

  private static func best(_ values: ArraySlice<Value>, _ better: Ordering) throws(EvaluationError) -> Value {
    guard var best = values.first else { throw invalid("an empty list has no least or greatest element") }
    for value in values.dropFirst() {
      switch value.order(best) {
      case better: best = value
      case .incomparable: throw wrong(value, "a value like \(best.brief(40))")
      case .currencies:
        throw EvaluationError(.currencyMismatch, "\(value.text) and \(best.text) are in different currencies")
      default: continue
      }
    }
    return best
  }
}
