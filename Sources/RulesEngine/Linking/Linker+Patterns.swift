internal import CEL

extension Linker {
  /// Links dwells, crossings and bursts.
  func linkPatterns() {
    for dwell in draft.dwells { link(dwell) }
    for crossing in draft.crossings { link(crossing) }
    for burst in draft.bursts { link(burst) }
  }

  private func link(_ draft: DwellDraft) {
    guard let length = wait(draft.length) else { return }
    eachEvent(draft.header, draft.emit) { definition, emit, scope, environment in
      guard let condition = condition(draft.condition, in: scope, environment),
        let key = compile(draft.key, expecting: nil, in: scope, environment)
      else { return }
      scope.patterns.dwells.append(
        DwellPlan(
          definition: definition, condition: condition, key: key, length: length, grace: draft.grace,
          emit: emit))
    }
  }

  private func link(_ draft: CrossingDraft) {
    eachEvent(draft.header, draft.emit) { definition, emit, scope, environment in
      let own = condition(draft.header.condition, in: scope, environment)
      guard let value = compile(draft.value, expecting: nil, in: scope, environment),
        let key = compile(draft.key, expecting: nil, in: scope, environment),
        isOrdered(value.type, draft.value)
      else { return }
      let values = ValueLinker(self, scope, environment)
      guard let level = values.link(draft.level, as: FieldType(value.type)) else { return }
      let reset = draft.reset.flatMap { values.link($0, as: FieldType(value.type)) }
      if let reset { check(reset, level, draft) }
      scope.patterns.crossings.append(
        CrossingPlan(
          definition: definition, condition: own, value: value, isAbove: draft.isAbove, level: level,
          reset: reset, key: key, emit: emit))
    }
  }

  private func link(_ draft: BurstDraft) {
    eachEvent(draft.header, draft.emit) { definition, emit, scope, environment in
      let own = condition(draft.header.condition, in: scope, environment)
      guard let key = compile(draft.key, expecting: nil, in: scope, environment) else { return }
      scope.patterns.bursts.append(
        BurstPlan(
          definition: definition, condition: own, count: draft.count, over: draft.over, key: key, emit: emit))
    }
  }

  /// Defines a pattern and links it for each type of event it reads.
  private func eachEvent(
    _ header: DefinitionHeader, _ emit: Located<String>,
    _ body: (_ definition: Int, _ emit: Int, EventScope, Environment) -> Void
  ) {
    guard header.isEnabled, hasSoundInputs(header), let emitted = eventType(emit) else { return }
    let definition = define(header)
    for name in header.on {
      guard let type = eventType(name) else { continue }
      check(emitted: emitted, from: type, emit)
      body(definition, emitted, events[type], environment(of: header, in: events[type]))
    }
  }

  private func isOrdered(_ type: ValueType, _ node: Node) -> Bool {
    let ordered: [ValueType] = [.int, .uint, .double, .decimal, .money, .duration, .timestamp, .dyn]
    if ordered.contains(type) { return true }
    diagnostics.add(
      .error(
        "T0301", "a crossing needs a number, and `\(node.text ?? "")` is \(type.noun)", at: node.span,
        help: ["give it a number, an amount or a length of time"]))
    return false
  }

  /// A value that resets on the far side of its level would never reset.
  private func check(_ reset: ValuePlan, _ level: ValuePlan, _ draft: CrossingDraft) {
    guard let back = reset.constant, let limit = level.constant, let node = draft.reset,
      back.order(limit) == (draft.isAbove ? .greater : .less)
    else { return }
    diagnostics.add(
      .error(
        "S0433", "this crossing resets before it has come back", at: node.span,
        label: "is \(draft.isAbove ? "above" : "below") the level itself",
        related: [.init("the level", at: draft.level.span)],
        help: ["set `reset` to a value \(draft.isAbove ? "below" : "above") the level, or leave it out"]))
  }
}
