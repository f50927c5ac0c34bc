internal import CEL

extension Linker {
  /// Links everything that answers events: projections, rules, tables, absences, schedules.
  func linkDefinitions() {
    for projection in draft.projections { link(projection) }
    let headers =
      draft.rules.map(\.header) + draft.tables.map(\.header) + draft.absences.map(\.header)
      + draft.dwells.map(\.header) + draft.crossings.map(\.header) + draft.bursts.map(\.header)
      + draft.schedules.map(\.header) + draft.workflows.filter { !$0.isPinned }.map(\.header)
    for kind in Set(headers.map(\.kind)).sorted() {
      unique(headers.filter { $0.kind == kind && !$0.isPart }.map(\.id), kind)
    }
    for rule in draft.rules { link(rule) }
    for table in draft.tables where !table.header.on.isEmpty { link(table) }
    linkWorkflows()
    for absence in draft.absences { link(absence) }
    linkPatterns()
    for schedule in draft.schedules { link(schedule) }
  }

  private func link(_ projection: ProjectionDraft) {
    guard let event = eventType(projection.event) else { return }
    let scope = events[event]
    let condition = condition(projection.condition, in: scope)
    scope.projections.append(
      Projection(
        condition: condition, steps: actions(projection.steps, in: scope), span: projection.event.span))
  }

  private func link(_ rule: RuleDraft) {
    guard rule.header.isEnabled, hasSoundInputs(rule.header) else { return }
    let definition = define(rule.header)
    checkNames(of: rule.actions)
    for event in rule.header.on {
      guard let type = eventType(event) else { continue }
      let scope = events[type]
      let environment = environment(of: rule.header, in: scope)
      let steps = actions(rule.actions, in: scope, environment)
      handle(rule.header, definition, .rule, steps, in: scope, environment)
    }
    linkWithdrawals(of: rule.header)
  }

  /// Reports actions that nobody declared, also where the event is unknown and nothing else can be said.
  private func checkNames(of steps: [ActionDraft]) {
    for step in steps {
      guard case .intent(let name, _) = step.verb, !actions.contains(where: { $0.name == name.value })
      else { continue }
      unknown("N0205", "action", name, among: actions.map(\.name))
    }
  }

  /// Adds a handler for one type of event.
  func handle(
    _ header: DefinitionHeader, _ definition: Int, _ body: Handler.Body, _ steps: [ActionPlan],
    in scope: EventScope, _ environment: Environment
  ) {
    let condition = condition(header.condition, in: scope, environment)
    if let node = header.condition, let constant = condition?.constant { report(constant, node) }
    let key = header.rollout?.by.flatMap { compile($0, expecting: nil, in: scope, environment) }
    scope.handlers.append(
      Handler(
        definition: definition, condition: condition, rolloutKey: key,
        restraint: restraint(of: header, in: scope, environment), body: body, steps: steps))
  }

  private func report(_ constant: Value, _ node: Node) {
    guard case .bool(let flag) = constant else { return }
    diagnostics.add(
      .warning(
        "S0402", flag ? "this condition is always true" : "this condition is never true", at: node.span,
        help: [flag ? "leave `if` out" : "set `enabled: false` to switch a definition off"]))
  }

  /// Adds what all handlers of a definition share; returns its position.
  func define(_ header: DefinitionHeader) -> Int {
    if header.isPart,
      let known = definitions.lastIndex(where: { $0.kind == header.kind && $0.id == header.id.value })
    {
      return known
    }
    if let from = header.from, let until = header.until, from >= until {
      diagnostics.add(
        .error(
          "S0404", "`\(header.id.value)` is never in effect", at: header.effectiveSpan ?? header.id.span,
          label: "ends before it begins", notes: ["it would begin at \(from) and end at \(until)"],
          help: ["make `until` later than `from`"]))
    }
    let group = header.group.map { name in
      if let known = groups[name] { return known }
      groups[name] = groups.count
      return groups.count - 1
    }
    definitions.append(
      Definition(
        kind: header.kind, id: header.id.value, description: header.description, tenant: header.tenant,
        priority: header.priority, group: group, from: header.from, until: header.until,
        rollout: header.rollout.map {
          Rollout(basisPoints: $0.basisPoints, salt: $0.salt ?? header.id.value)
        },
        isTakenBack: !header.takenBackOn.isEmpty, onError: header.onError, span: header.id.span,
        condition: header.condition))
    return definitions.count - 1
  }

  /// Whether the inputs that an instance gives to its template fit; reports those that do not.
  func hasSoundInputs(_ header: DefinitionHeader) -> Bool {
    header.inputs.allSatisfy { input in
      guard let scalar = input.value.scalar else { return false }
      return literal(scalar.text, style: scalar, input.value, input.type) != nil
    }
  }

  /// The scope's environment with the inputs of the template that the definition is an instance of.
  func environment(of header: DefinitionHeader, in scope: some ExpressionScope) -> Environment {
    guard !header.inputs.isEmpty else { return scope.environment }
    var environment = scope.environment
    let values = header.inputs.compactMap { input -> (String, Value)? in
      guard let scalar = input.value.scalar else { return nil }
      return literal(scalar.text, style: scalar, input.value, input.type).map { (input.name, $0) }
    }
    environment.declare(constant: "input", value: .map(Map(values)))
    return environment
  }

  private func link(_ absence: AbsenceDraft) {
    guard absence.header.isEnabled, hasSoundInputs(absence.header), let emit = eventType(absence.emit),
      let within = wait(absence.within)
    else { return }
    let definition = define(absence.header)
    for (names, role) in [(absence.after, AbsencePlan.Role.opens), (absence.of, .closes)] {
      for name in names {
        guard let type = eventType(name) else { continue }
        let scope = events[type]
        let environment = environment(of: absence.header, in: scope)
        let condition =
          role == .opens ? condition(absence.header.condition, in: scope, environment) : nil
        guard let key = compile(absence.key, expecting: nil, in: scope, environment) else { continue }
        if role == .opens { check(emitted: emit, from: type, absence.emit) }
        scope.absences.append(
          AbsencePlan(
            definition: definition, role: role, condition: condition, key: key, within: within,
            grace: absence.grace,
            emit: emit))
      }
    }
  }

  /// An absence's event takes its fields from the event that opened it.
  func check(emitted: Int, from opening: Int, _ name: Located<String>) {
    for field in model.events[emitted].fields where !field.type.isOptional {
      let source = model.events[opening].fields.first { $0.name == field.name }
      if let source, source.type.value == field.type.value, !source.type.isOptional { continue }
      diagnostics.add(
        .error(
          "N0207",
          "`\(name.value)` needs `\(field.name)`, and `\(model.events[opening].name)` does not give it",
          at: name.span, label: "`\(field.name)` would be missing",
          help: [
            "declare `\(field.name)?` as optional, or give `\(model.events[opening].name)` a field of that name"
          ]))
    }
  }
}
