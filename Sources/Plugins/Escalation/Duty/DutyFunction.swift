internal import CEL
internal import RulesEngine

extension EscalationRegistry {
  /// `on_call("dispatch", now)`: who is on duty.
  var function: FunctionDeclaration {
    FunctionDeclaration(
      name: "on_call",
      overloads: [
        Overload(
          id: "on_call_string_timestamp", parameters: [.string, .timestamp], result: .list(.string), cost: 50
        ) { [self] it throws(EvaluationError) in
          guard case .string(let name) = it[0], case .timestamp(let instant) = it[1] else {
            throw EvaluationError(.noSuchOverload, "on_call takes the name of a schedule and an instant")
          }
          guard let draft = schedule(named: name) else {
            throw EvaluationError(.invalidArgument, "no on-call schedule `\(name)` is known")
          }
          let schedule = draft.schedule(in: zone(of: draft, in: .system))
          return .list(List(schedule.people(at: instant).map(Value.string)))
        }
      ],
      documentation: "Who is on duty at an instant: on_call(\"dispatch\", now)"
    ) { [self] arguments in
      guard case .string(let name)? = arguments.first?.constant, schedule(named: name) == nil else {
        return .standard
      }
      let names = schedules.map(\.id.value)
      return .refuse(
        message: "no on-call schedule `\(name)` is known", argument: 0,
        suggestion: Suggestion.best(for: name, among: names).map { "\"\($0)\"" })
    }
  }
}
