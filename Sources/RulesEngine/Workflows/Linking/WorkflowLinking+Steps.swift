internal import CEL

extension WorkflowLinking {
  /// What a step does; nil after reporting why not.
  func body(_ draft: StepDraft, at path: String, _ names: inout RunNames) -> StepPlan.Body? {
    switch draft.body {
    case .act(let action, let awaits): return act(action, awaits, names)
    case .wait(let awaited, let timeout, let since): return wait(awaited, timeout, since, names)
    case .delay(let delay): return self.delay(delay, names).map { .delay($0) }
    case .delayUntil(let node, let timezone): return delayUntil(node, timezone, names)
    case .condition(let node): return compile(node, expecting: .bool, names).map { .condition($0) }
    case .branch(let branches): return branch(branches, at: path, &names)
    case .loop(let loop): return self.loop(loop, at: path, &names)
    case .parallel(let until, let branches): return parallel(until, branches, at: path, &names)
    case .call(let name, let values): return call(name, values, names)
    case .stop(let outcome, let reason, let result):
      let reason = reason.flatMap { value($0, as: FieldType(.string), names) }
      let result = result.flatMap { value($0, as: FieldType(.dyn), names) }
      return .stop(outcome, reason: reason, result: result)
    case .set(let entries): return set(entries, names)
    case .group(let steps): return .group(inner(steps, at: "\(path)/do", &names))
    case .compensate: return .compensate
    }
  }

  private func act(_ action: ActionDraft, _ awaits: Bool, _ names: RunNames) -> StepPlan.Body? {
    if awaits, case .intent = action.verb {
    } else if awaits {
      linker.diagnostics.add(
        .error(
          "W0106", "only an action can be awaited", at: action.span,
          help: ["leave `await` out: changes of the model and emitted events are there at once"]))
      return nil
    }
    return linker.actions([action], in: scope, environment(names)).first.map { .act($0, awaits: awaits) }
  }

  func delay(_ draft: DelayDraft, _ names: RunNames) -> DelayPlan? {
    switch draft.length {
    case .literal(let literal):
      let length = WaitDraft(length: Located(literal, draft.span), calendar: draft.calendar)
      return linker.wait(length).map { .wait($0) }
    case .expression(let node):
      return value(node, as: FieldType(.duration), names).map { .value($0) }
    }
  }

  private func delayUntil(_ node: Node, _ timezone: Node?, _ names: RunNames) -> StepPlan.Body? {
    let zone = timezone.flatMap { value($0, as: FieldType(.string), names) }
    if node.text?.hasPrefix("${") == true {
      return value(node, as: FieldType(.timestamp), names).map { .delayUntil(.value($0)) }
    }
    let context = ReadContext(linker.diagnostics, name: "delay_until")
    return ValueReader<TimeOfDayLiteral>.timeOfDay.read(node, context).map {
      .delayUntil(.timeOfDay(Int($0.seconds), zone: zone))
    }
  }

  private func branch(
    _ branches: [(condition: Node?, steps: [StepDraft], name: String)], at path: String,
    _ names: inout RunNames
  ) -> StepPlan.Body? {
    let outer = names
    var plans: [(condition: Program?, sequence: Int)] = []
    for (position, branch) in branches.enumerated() {
      let condition = branch.condition.flatMap { compile($0, expecting: .bool, outer) }
      let place =
        branches.count > 2 || branch.name == "do" ? "\(path)/choose/\(position)" : "\(path)/\(branch.name)"
      plans.append((condition, inner(branch.steps, at: place, &names)))
      if branch.condition != nil, condition == nil { return nil }
    }
    return .branch(plans)
  }

  private func loop(_ draft: LoopDraft, at path: String, _ names: inout RunNames) -> StepPlan.Body? {
    var inside = names
    inside.seesLoop()
    let kind: LoopPlan.Kind
    switch draft.kind {
    case .forEach(let list, let name):
      guard let program = compile(list, expecting: nil, names), let element = element(of: program, list, name)
      else { return nil }
      inside.add(local: name.value, element)
      locals.insert(name.value)
      kind = .forEach(program, name: name.value, element: element)
    case .count(let count): kind = .count(count)
    case .whileHolds(let node):
      guard let program = compile(node, expecting: .bool, inside) else { return nil }
      kind = .whileHolds(program)
    case .until(let node):
      let sequence = inner(draft.steps, at: "\(path)/do", &inside)
      guard let program = compile(node, expecting: .bool, inside) else { return nil }
      return .loop(LoopPlan(kind: .until(program), max: draft.max, sequence: sequence))
    }
    let sequence = inner(draft.steps, at: "\(path)/do", &inside)
    return .loop(LoopPlan(kind: kind, max: draft.max, sequence: sequence))
  }

  private func element(of program: Program, _ list: Node, _ name: Located<String>) -> ValueType? {
    if scope.variables.contains(name.value) || EventScope.reserved.contains(name.value) {
      linker.diagnostics.add(
        .error(
          "N0211", "a loop cannot call its items `\(name.value)`", at: name.span,
          label: "means something else here", help: ["give `as` another name"]))
      return nil
    }
    switch program.type {
    case .list(let element): return element
    case .dyn: return .dyn
    default:
      linker.diagnostics.add(
        .error(
          "T0301", "`for_each` goes over a list, and this is \(program.type.plainNoun)", at: list.span,
          help: ["give it a list, such as `customer.favorites`"]))
      return nil
    }
  }

  private func parallel(
    _ until: Located<String>?, _ branches: [[StepDraft]], at path: String, _ names: inout RunNames
  ) -> StepPlan.Body? {
    let outer = names
    var sequences: [Int] = []
    for (position, branch) in branches.enumerated() {
      var inside = outer
      sequences.append(inner(branch, at: "\(path)/parallel/\(position)", &inside))
      names.adopt(inside)
    }
    switch until?.value {
    case nil, "all": return .parallel(needed: nil, sequences: sequences)
    case "any": return .parallel(needed: 1, sequences: sequences)
    case let text?:
      if let count = Int(text), (1...branches.count).contains(count) {
        return .parallel(needed: count, sequences: sequences)
      }
      linker.diagnostics.add(
        .error(
          "W0112", "unknown value `\(text)` for `until`", at: until?.span ?? draft.header.id.span,
          label: "expected `all`, `any` or a number up to \(branches.count)"))
      return nil
    }
  }

  private func call(_ name: Located<String>, _ values: Node?, _ names: RunNames) -> StepPlan.Body? {
    let callable = linker.draft.workflows.filter { $0.header.on.isEmpty && !$0.isPinned }
    guard let called = callable.first(where: { $0.header.id.value == name.value }),
      let event = linker.model.events.firstIndex(where: { $0.name == called.callEvent })
    else {
      linker.unknown("N0240", "callable workflow", name, among: callable.map(\.header.id.value))
      return nil
    }
    return linker.arguments(
      values, linker.model.events[event].fields, what: "input", of: name, in: scope, environment(names)
    ).map { .call(event: event, data: $0) }
  }

  private func set(_ entries: [(name: Located<String>, value: Node)], _ names: RunNames) -> StepPlan.Body? {
    var plans: [(variable: Int, value: ValuePlan)] = []
    for entry in entries {
      guard let variable = compiled.variables.firstIndex(where: { $0.name == entry.name.value }) else {
        linker.unknown("N0241", "variable", entry.name, among: compiled.variables.map(\.name))
        continue
      }
      guard let plan = value(entry.value, as: FieldType(compiled.variables[variable].type), names) else {
        continue
      }
      plans.append((variable, plan))
    }
    return plans.count == entries.count ? .set(plans) : nil
  }
}
