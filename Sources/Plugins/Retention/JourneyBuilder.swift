internal import CEL
internal import RulesEngine

/// Makes a workflow of a retention journey: before each action stands a gate, which holds it, leaves it out, or lets it
/// through and counts it in the same transaction.
struct JourneyBuilder {
  let draft: RetentionDraft
  let registry: RetentionRegistry

  init(_ draft: RetentionDraft, _ registry: RetentionRegistry) {
    self.draft = draft
    self.registry = registry
  }

  func lower(into decoding: Decoding) {
    var gates = 0
    let steps = draft.steps.map { gated($0, &gates) }
    var workflow = WorkflowDraft(header: header, steps: [assignment] + steps)
    workflow.key = draft.key
    workflow.mode = draft.mode
    workflow.exclusive = draft.exclusive
    workflow.cancelOn = draft.exits
    workflow.condition = draft.stays ?? draft.audience
    workflow.variables = [
      (name("variant"), value("\"\"")), (name("exposed"), value("false")), (name("held_until"), value("now")),
    ]
    workflow.variables += (0..<gates).map { (name("gate_\($0 + 1)"), value("\"\"")) }
    workflow.remember(decoding.roots)
    if !draft.goals.isEmpty {
      // The rule hears what converts; journey and rule are one definition.
      workflow.header.isPart = true
      decoding.draft.rules.append(goal)
    }
    decoding.draft.workflows.append(workflow)
    if let entry = draft.entry { decoding.draft.schedules.append(schedule(entry)) }
  }

  private var place: SourceSpan { draft.header.id.span }

  private var header: DefinitionHeader {
    var header = draft.header
    var conditions: [Node] = [header.condition, draft.audience].compactMap(\.self)
    if draft.entry != nil {
      header.on = [Located(RetentionEvents.due(draft.entity.value), place)]
      conditions.insert(expression("event.retention == \"\(draft.id)\""), at: 0)
    }
    guard conditions.count > 1 else {
      header.condition = conditions.first
      return header
    }
    header.condition = joined(conditions)
    return header
  }

  /// Conditions that must all hold, each at its place in the file.
  private func joined(_ conditions: [Node]) -> Node {
    var composed = ComposedExpression(at: conditions.last ?? draft.node)
    for (position, condition) in conditions.enumerated() {
      composed.add(position == 0 ? "(" : " && (")
      composed.add(condition)
      composed.add(")")
    }
    return composed.node
  }

  /// Draws the variant, before anything else.
  private var assignment: StepDraft { act(AssignDraft(draft: draft)) }

  private var goal: RuleDraft {
    var header = DefinitionHeader(kind: draft.header.kind, id: draft.header.id)
    header.description = draft.header.description
    header.tenant = draft.header.tenant
    header.isEnabled = draft.header.isEnabled
    header.inputs = draft.header.inputs
    header.priority = draft.header.priority
    var names: [Located<String>] = []
    for name in draft.goals.flatMap(\.events) where !names.contains(where: { $0.value == name.value }) {
      names.append(name)
    }
    header.on = names
    let code = ActionDraft(verb: .code(GoalDraft(draft: draft)), condition: nil, span: place)
    return RuleDraft(header: header, actions: [code])
  }

  private func schedule(_ entry: RetentionDraft.Entry) -> ScheduleDraft {
    var header = DefinitionHeader(kind: "schedule", id: draft.header.id)
    header.description = draft.header.description
    header.tenant = draft.header.tenant
    header.isEnabled = draft.header.isEnabled
    header.inputs = draft.header.inputs
    header.priority = draft.header.priority
    let (hour, minute) = (Int(entry.time.seconds) / 3_600 % 24, Int(entry.time.seconds) / 60 % 60)
    let cron = "\(entry.isPersonal ? "*/15 *" : "\(minute) \(hour)") \(entry.days)"
    var schedule = ScheduleDraft(
      header: header, rhythm: .cron(Located(cron, entry.span)),
      emit: Located(RetentionEvents.due(draft.entity.value), place))
    var condition = draft.audience ?? expression("true")
    if let zone = entry.timezone, entry.isPersonal {
      schedule.timezone = Located("UTC", entry.span)
      var own = ComposedExpression(at: draft.audience ?? draft.node)
      own.add("clock_shows(now, ")
      own.add(zone)
      own.add(entry.date == nil ? ", \(hour), \(minute)) && (" : ", \"\(entry.localText)\") && (")
      own.add(condition)
      own.add(")")
      condition = own.node
    } else {
      schedule.timezone = entry.timezone?.located
    }
    schedule.forEach = (entity: draft.entity, condition: condition)
    schedule.window = entry.window
    schedule.data = mapping([("retention", scalar(draft.id))])
    schedule.daylight = .runOnce
    return schedule
  }

  // MARK: Gates

  /// A step with a gate before each of its actions.
  private func gated(_ step: StepDraft, _ gates: inout Int) -> StepDraft {
    var step = step
    switch step.body {
    case .act(let action, _):
      guard case .intent = action.verb, step.isEnabled else { return step }
      gates += 1
      return StepDraft(
        .group(opened(by: gates, action) + [branch("vars.gate_\(gates) == \"go\"", [step])]), span: step.span)
    case .branch(let branches):
      step.body = .branch(
        branches.map { (condition: $0.condition, steps: $0.steps.map { gated($0, &gates) }, name: $0.name) })
    case .loop(var loop):
      loop.steps = loop.steps.map { gated($0, &gates) }
      step.body = .loop(loop)
    case .parallel(let until, let branches):
      step.body = .parallel(until: until, branches.map { $0.map { gated($0, &gates) } })
    case .group(let steps): step.body = .group(steps.map { gated($0, &gates) })
    default: break
    }
    return step
  }

  /// Asks until the gate says something else than to wait, and ends the journey of who is held out.
  private func opened(by number: Int, _ action: ActionDraft) -> [StepDraft] {
    let variable = "vars.gate_\(number)"
    let ask = act(GateDraft(draft: draft, registry: registry, number: number, action: action))
    let wait = self.step(.delayUntil(value("vars.held_until"), timezone: nil))
    let rounds = LoopDraft(
      .until(expression("!\(variable).startsWith(\"hold\")")), max: 400,
      steps: [ask, branch("\(variable).startsWith(\"hold\")", [wait])])
    let out = step(.stop(.done, reason: scalar("held out"), result: nil))
    return [step(.loop(rounds)), branch("\(variable) == \"held out\"", [out])]
  }

  // MARK: Parts

  private func step(_ body: StepDraft.Body) -> StepDraft { StepDraft(body, span: place) }

  private func act(_ code: any CodeDraft) -> StepDraft {
    step(.act(ActionDraft(verb: .code(code), condition: nil, span: place), awaits: false))
  }

  private func branch(_ condition: String, _ steps: [StepDraft]) -> StepDraft {
    step(.branch([(condition: expression(condition), steps: steps, name: "then")]))
  }

  private func name(_ text: String) -> Located<String> { Located(text, place) }

  private func expression(_ text: String) -> Node {
    var composed = ComposedExpression(at: draft.node)
    composed.add(text)
    return composed.node
  }

  /// An expression in a literal place.
  private func value(_ text: String) -> Node { expression("${\(text)}") }

  private func scalar(_ text: String) -> Node { expression(text) }

  private func mapping(_ entries: [(String, Node)]) -> Node {
    Node(
      .mapping(entries.map { .init(key: scalar($0.0), value: $0.1) }), range: draft.node.range,
      in: draft.node.source)
  }
}
