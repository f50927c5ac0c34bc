internal import CEL

/// When somebody is expected next, by the pauses between what they did before.
enum ExpectedNext {
  /// The last date, and a pause after it: the pause that the given share of the own ones do not exceed (nearest rank),
  /// or the fallback where there are fewer pauses than `minimum`.
  ///
  /// - Returns: nil without a date.
  static func instant(
    of dates: [Timestamp], percentile: Double, minimum: Int, fallback: Duration
  ) -> Timestamp? {
    let dates = dates.sorted()
    guard let last = dates.last else { return nil }
    let pauses = zip(dates, dates.dropFirst()).compactMap { $1.since($0) }.filter { $0 > .zero }.sorted()
    guard pauses.count >= max(1, minimum) else { return last.adding(fallback) }
    let rank = Int((percentile * Double(pauses.count)).rounded(.up))
    return last.adding(pauses[min(max(rank, 1), pauses.count) - 1])
  }

  static var function: FunctionDeclaration {
    FunctionDeclaration(
      name: "expected_next",
      overloads: [ValueType.double, .decimal].map { type in
        Overload(
          id: "expected_next_list_\(type)_int_duration",
          parameters: [.list(.timestamp), type, .int, .duration], result: .timestamp, cost: 20,
          costPerElement: 1
        ) { it throws(EvaluationError) in
          try call(it)
        }
      },
      documentation:
        "When somebody is expected next, by their own pauses: expected_next(customer.service_dates, 0.5, 3, duration(\"180d\"))"
    )
  }

  private static func call(_ it: UnsafeBufferPointer<Value>) throws(EvaluationError) -> Value {
    guard case .list(let list) = it[0], let share = Double(it[1].text), case .int(let minimum) = it[2],
      case .duration(let fallback) = it[3]
    else {
      throw EvaluationError(
        .noSuchOverload, "expected_next takes dates, a percentile, a number of pauses and a duration")
    }
    guard share > 0, share <= 1 else {
      throw EvaluationError(.invalidArgument, "the percentile of expected_next lies above 0 and up to 1")
    }
    let dates = list.elements.compactMap { if case .timestamp(let date) = $0 { date } else { nil } }
    let next = instant(
      of: dates, percentile: share, minimum: Int(clamping: minimum), fallback: fallback)
    guard let next else {
      throw EvaluationError(.missing, "there is no date to expect the next one from")
    }
    return .timestamp(next)
  }
}
