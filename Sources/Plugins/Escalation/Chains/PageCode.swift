internal import CEL
internal import RulesEngine

/// Asks the people of one level.
struct PageCode: DecisionCode {
  enum Target: Sendable {
    case party(ValuePlan)
    case onCall(DutySchedule, PageDraft.Pick)
    case assigned(Program, String)
  }

  let page: PageDraft
  let action: Int
  let parameters: Set<String>
  let targets: [Target]
  let channels: [ValuePlan]
  /// What is written under `with`.
  let arguments: [(name: String, value: ValuePlan)]
  let key: Program?

  /// - Throws: `failed` where there is nobody to ask. The chain keeps that with the level and goes on to the next one.
  func run(_ context: DecisionContext) throws(EvaluationError) {
    var people: [String] = []
    var lacking: [String] = []
    for target in targets {
      let found = try self.people(target, &lacking, context)
      people += found.filter { !people.contains($0) }
    }
    guard !people.isEmpty else {
      throw EvaluationError(.failed, "level \(page.level) asks nobody: \(lacking.joined(separator: ", "))")
    }
    let shared = try shared(context)
    for person in people {
      guard !channels.isEmpty else {
        try context.act(action, [("to", .string(person))] + shared)
        continue
      }
      for channel in channels {
        guard let name = try context.value(channel) else { continue }
        try context.act(
          action, [("to", .string(person)), ("channel", name)] + shared.filter { $0.0 != "channel" })
      }
    }
  }

  private func people(
    _ target: Target, _ lacking: inout [String], _ context: DecisionContext
  ) throws(EvaluationError) -> [String] {
    switch target {
    case .party(let plan):
      if let name = try context.value(plan)?.text, !name.isEmpty { return [name] }
      lacking.append("the name of the party is missing")
      return []
    case .assigned(let program, let text):
      if let name = try context.value(program)?.text, !name.isEmpty { return [name] }
      lacking.append("`\(text)` is not assigned")
      return []
    case .onCall(let schedule, let pick):
      let onDuty = schedule.people(at: context.now)
      if onDuty.isEmpty { lacking.append("nobody is on call in `\(schedule.name)`") }
      return try picked(pick, of: onDuty, by: schedule, context)
    }
  }

  private func picked(
    _ pick: PageDraft.Pick, of people: [String], by schedule: DutySchedule, _ context: DecisionContext
  ) throws(EvaluationError) -> [String] {
    switch pick {
    case .all: return people
    case .first: return Array(people.prefix(1))
    case .roundRobin:
      let mark = "on_call/\(schedule.name)"
      guard let next = DutySchedule.next(after: try context.mark(mark, key: ""), among: people) else {
        return []
      }
      try context.setMark(mark, key: "", to: next)
      return [next]
    }
  }

  /// What every message of the level says.
  private func shared(_ context: DecisionContext) throws(EvaluationError) -> [(String, Value)] {
    var values: [(String, Value)] = []
    for argument in arguments where argument.name != "to" {
      if let value = try context.value(argument.value) { values.append((argument.name, value)) }
    }
    func give(_ name: String, _ value: Value?) {
      guard let value, parameters.contains(name), !values.contains(where: { $0.0 == name }) else { return }
      values.append((name, value))
    }
    let about = try key.flatMap { it throws(EvaluationError) in try context.value(it) }
    give("about", .string(about?.text ?? context.event.subject ?? context.event.id))
    give("level", .int(Int64(page.level)))
    give("escalation", .string(page.chain))
    give("within", page.within.map(Value.duration))
    return values
  }
}
