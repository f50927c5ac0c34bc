internal import CEL

/// Links one workflow for one type of triggering event.
final class WorkflowLinking {
  let linker: Linker
  let draft: WorkflowDraft
  /// What its expressions read: the triggering event, and what the run knows.
  let scope: EventScope
  let trigger: EventType
  var compiled: WorkflowPlan
  let base: Environment

  init(_ linker: Linker, _ draft: WorkflowDraft, definition: Int, trigger: Int) {
    self.linker = linker
    self.draft = draft
    self.trigger = linker.model.events[trigger]
    scope = EventScope(event: trigger, linker: linker)
    base = linker.environment(of: draft.header, in: scope)
    let (hash, plugins) = linker.pin(of: draft)
    compiled = WorkflowPlan(
      name: draft.header.name, definition: definition, hash: hash, documents: draft.documents,
      plugins: plugins, frame: scope.plan([]), mode: draft.mode, max: draft.max, overflow: draft.overflow,
      exclusive: draft.exclusive?.value, cancels: [], variables: [])
  }

  /// The linked workflow; nil after reporting why not.
  func plan() -> WorkflowPlan? {
    let errors = linker.diagnostics.count(of: .error)
    var names = RunNames(trigger: trigger, workflow: draft.header.name)
    compiled.key = draft.key.flatMap { compile($0, expecting: nil, names) }
    declareVariables(&names)
    compiled.condition = draft.condition.flatMap { compile($0, expecting: .bool, names) }
    for awaited in draft.cancelOn { compiled.cancels += link(awaited, names) }
    compiled.sequences.append([])
    compiled.sequences[0] = sequence(draft.steps, at: "steps", &names)
    if !draft.errorSteps.isEmpty {
      names.seesError = true
      let steps = sequence(draft.errorSteps, at: "on_error", &names)
      compiled.errorSequence = add(steps)
    }
    check(draft.migrations)
    compiled.migrations = draft.migrations
    scope.runRoots = names.roots.union(locals)
    compiled.frame = scope.plan([])
    return linker.diagnostics.count(of: .error) == errors ? compiled : nil
  }

  /// Every loop variable of the workflow.
  var locals: Set<String> = []
  private var ids: [String: SourceSpan] = [:]

  private func declareVariables(_ names: inout RunNames) {
    for variable in draft.variables {
      guard let (value, type) = initial(variable.value, names) else { continue }
      compiled.variables.append((variable.name.value, value, type))
      names.add(variable: variable.name.value, type)
    }
  }

  private func initial(_ node: Node, _ names: RunNames) -> (ValuePlan, ValueType)? {
    guard let plan = value(node, as: FieldType(.dyn), names) else { return nil }
    switch plan {
    case .constant(let value): return (plan, value.staticType)
    case .program(let program): return (plan, program.type)
    case .text: return (plan, .string)
    case .list: return (plan, .list(.dyn))
    case .map: return (plan, .map(.string, .dyn))
    }
  }

  // MARK: Expressions

  func environment(_ names: RunNames) -> Environment {
    var environment = base
    names.declare(in: &environment)
    return environment
  }

  func compile(_ node: Node, expecting type: ValueType?, _ names: RunNames, part: Range<Int>? = nil)
    -> Program?
  {
    linker.compile(node, expecting: type, in: scope, environment(names), part: part)
  }

  func value(_ node: Node, as type: FieldType, _ names: RunNames) -> ValuePlan? {
    ValueLinker(linker, scope, environment(names)).link(node, as: type)
  }

  // MARK: Sequences

  func add(_ steps: [Int]) -> Int {
    compiled.sequences.append(steps)
    return compiled.sequences.count - 1
  }

  func sequence(_ drafts: [StepDraft], at path: String, _ names: inout RunNames) -> [Int] {
    var steps: [Int] = []
    for (position, draft) in drafts.enumerated() {
      steps += step(draft, at: "\(path)/\(position)", &names).map { [$0] } ?? []
      declare(draft, &names)
    }
    return steps
  }

  /// A sequence of its own: what is declared in it is seen behind it as well.
  func inner(_ drafts: [StepDraft], at path: String, _ names: inout RunNames) -> Int {
    add(sequence(drafts, at: path, &names))
  }

  private func step(_ draft: StepDraft, at path: String, _ names: inout RunNames) -> Int? {
    if let id = draft.id {
      if let first = ids[id.value] {
        linker.diagnostics.add(
          .error(
            "N0208", "the step `\(id.value)` is defined twice", at: id.span, label: "defined again here",
            related: [.init("first defined here", at: first)], help: ["give one of them another id"]))
      }
      ids[id.value] = id.span
    }
    guard let body = body(draft, at: path, &names) else { return nil }
    compiled.steps.append(
      StepPlan(
        path: path, id: draft.id?.value, isEnabled: draft.isEnabled, continuesOnError: draft.continuesOnError,
        compensation: linker.actions(draft.compensation, in: scope, environment(names)), body: body,
        span: draft.span))
    return compiled.steps.count - 1
  }

  /// Makes what a step gives known to the steps behind it.
  private func declare(_ draft: StepDraft, _ names: inout RunNames) {
    guard let id = draft.id?.value else { return }
    switch draft.body {
    case .wait(let awaited, _, _):
      let types = awaited.events.compactMap { name in linker.model.events.first { $0.name == name.value } }
      let event = types.count == 1 ? ValueType.record(EventScope.recordName(of: types[0])) : .dyn
      names.add(
        step: id,
        [
          .init(name: "event", type: event, isOptional: true), .init(name: "timed_out", type: .bool),
          .init(name: "waited", type: .duration),
        ])
    case .act(_, awaits: true), .call:
      names.add(
        step: id,
        [
          .init(name: "status", type: .string), .init(name: "result", type: .dyn, isOptional: true),
        ])
    case .act where draft.continuesOnError:
      names.add(step: id, [.init(name: "status", type: .string)])
    default:
      names.add(step: id, [.init(name: "done", type: .bool)])
    }
  }
}
