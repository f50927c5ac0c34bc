internal import CEL

/// The calendars as expressions use them: `calendar.after("support", now, "4bh")`.
extension Linker {
  func declareCalendarFunctions() {
    let calendars = calendars
    let call = CalendarCall(calendars: calendars, names: draft.calendars.map(\.name.value))
    base.register(
      call.function(
        "is_open", [.timestamp], .bool, "Whether the calendar is open at an instant."
      ) { calendar, it throws(EvaluationError) in
        .bool(calendar.isOpen(at: try CalendarCall.instant(it[1])))
      })
    base.register(
      call.function(
        "between", [.timestamp, .timestamp], .duration, "The business time between two instants."
      ) { calendar, it throws(EvaluationError) in
        let (start, end) = (try CalendarCall.instant(it[1]), try CalendarCall.instant(it[2]))
        return .duration(
          try CalendarCall.telling { () throws(CalendarError) in try calendar.within(start, end) })
      })
    for (name, isForward) in [("after", true), ("before", false)] {
      var function = call.function(
        name, [.timestamp, .duration], .timestamp,
        "The instant some business time \(isForward ? "after" : "before") another: `\"4bh\"`, `\"1bd\"`."
      ) { calendar, it throws(EvaluationError) in
        let (start, length) = (try CalendarCall.instant(it[1]), try CalendarCall.length(it[2]))
        return .timestamp(
          try CalendarCall.telling { () throws(CalendarError) in
            try isForward ? calendar.after(start, length) : calendar.before(start, length)
          })
      }
      let own = function.overloads[0]
      function.overloads.append(
        Overload(
          id: "\(own.id)_text", parameters: [.string, .timestamp, .string], result: .timestamp,
          cost: own.cost,
          body: own.body))
      base.register(function)
    }
  }
}

/// What the calendar functions share.
private struct CalendarCall: Sendable {
  let calendars: [String: BusinessCalendar]
  let names: [String]

  typealias Body =
    @Sendable (BusinessCalendar, UnsafeBufferPointer<Value>) throws(EvaluationError) -> Value

  /// A function whose first argument names a calendar.
  func function(
    _ name: String, _ parameters: [ValueType], _ result: ValueType, _ documentation: String,
    _ body: @escaping Body
  ) -> FunctionDeclaration {
    let calendars = calendars
    let overload = Overload(
      id: "calendar_\(name)", parameters: [.string] + parameters, result: result, cost: 100
    ) { it throws(EvaluationError) in
      guard case .string(let name) = it[0] else {
        throw EvaluationError(.noSuchOverload, "the name of a calendar is text")
      }
      guard let calendar = calendars[name] else {
        throw EvaluationError(.invalidArgument, "no calendar `\(name)` is known")
      }
      return try body(calendar, it)
    }
    let names = names
    return FunctionDeclaration(name: "calendar.\(name)", overloads: [overload], documentation: documentation)
    {
      Self.check($0, among: names)
    }
  }

  /// Finds an unknown calendar, or a text that is no business time, while the rulebook is read.
  private static func check(_ arguments: [ArgumentInfo], among names: [String]) -> SignatureResult {
    if case .string(let name)? = arguments.first?.constant, !names.contains(name) {
      return .refuse(
        message: "no calendar `\(name)` is known", argument: 0,
        suggestion: Suggestion.best(for: name, among: names).map { "\"\($0)\"" })
    }
    if arguments.count > 2, case .string(let text)? = arguments[2].constant {
      do { _ = try BusinessDuration(text) } catch {
        return .refuse(
          message: "`\(text)` is not business time: \(error.expected)", argument: 2,
          suggestion: error.suggestion.map { "\"\($0)\"" })
      }
    }
    return .standard
  }

  static func instant(_ value: Value) throws(EvaluationError) -> Timestamp {
    if case .timestamp(let instant) = value { return instant }
    throw EvaluationError(.noSuchOverload, "expected an instant, found \(value)")
  }

  /// A duration counts as open time; a text may also count business days.
  static func length(_ value: Value) throws(EvaluationError) -> BusinessDuration {
    switch value {
    case .duration(let time): return BusinessDuration(time: time)
    case .string(let text):
      do { return try BusinessDuration(text) } catch {
        throw EvaluationError(.invalidArgument, "`\(text)` is not business time: \(error.expected)")
      }
    default: throw EvaluationError(.noSuchOverload, "expected business time, found \(value)")
    }
  }

  static func telling<Result>(
    _ body: () throws(CalendarError) -> Result
  ) throws(EvaluationError) -> Result {
    do { return try body() } catch { throw EvaluationError(.invalidArgument, error.message) }
  }
}
