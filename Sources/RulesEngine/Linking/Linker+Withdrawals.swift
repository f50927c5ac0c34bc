internal import CEL

extension Linker {
  /// Links the `until` of a rule or table: which events take back what it asked for.
  func linkWithdrawals(of header: DefinitionHeader) {
    let answered = header.on.compactMap { name in model.events.firstIndex { $0.name == name.value } }
    for awaited in header.takenBackOn {
      for name in awaited.events {
        guard let type = eventType(name) else { continue }
        link(awaited, name, type, of: header, answering: answered)
      }
    }
  }

  private func link(
    _ awaited: AwaitedDraft, _ name: Located<String>, _ type: Int, of header: DefinitionHeader,
    answering answered: [Int]
  ) {
    for other in answered where !isAboutTheSame(type, other) {
      let subject = model.events[other].subject.map { "`\(model.entities[$0].name)`" } ?? "nothing"
      let own = model.events[type].subject.map { "`\(model.entities[$0].name)`" } ?? "nothing"
      diagnostics.add(
        .error(
          "W0660", "`\(name.value)` cannot take back what `\(model.events[other].name)` led to",
          at: name.span,
          label: "is about \(own), the other about \(subject)",
          help: ["give both events the same `subject`, or use a workflow with `cancel_on`"]))
      return
    }
    let scope = events[type]
    let environment = environment(of: header, in: scope)
    let condition = condition(awaited.condition, in: scope, environment)
    var plan = WithdrawalPlan(definition: header.name, condition: condition, keys: [:])
    if let key = awaited.key {
      guard let program = compile(key, expecting: nil, in: scope, environment) else { return }
      plan.key = program
      for other in answered {
        guard
          let program = compile(
            key, expecting: nil, in: events[other], self.environment(of: header, in: events[other]))
        else { return }
        plan.keys[other] = program
      }
    }
    scope.withdrawals.append(plan)
  }

  private func isAboutTheSame(_ type: Int, _ other: Int) -> Bool {
    model.events[type].subject != nil && model.events[type].subject == model.events[other].subject
  }
}
