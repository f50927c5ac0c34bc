internal import CEL

extension Linker {
  /// Links the workflows that answer events, those that others call, and those that runs are pinned to.
  func linkWorkflows() {
    for workflow in draft.workflows where !workflow.isPinned { link(workflow) }
    for workflow in draft.workflows where workflow.isPinned { link(pinned: workflow) }
  }

  /// Links what runs are pinned to. What no longer fits the rulebook is left out: its runs wait for a person, and the
  /// rulebook is none the worse for it.
  private func link(pinned workflow: WorkflowDraft) {
    let own = diagnostics
    diagnostics = Diagnostics()
    let current = (base, retiredActions)
    defer { (diagnostics, base, retiredActions) = (own, current.0, current.1) }
    retire(workflow.plugins.flatMap { $0.changes(among: draft.plugins) })
    for trigger in workflow.header.on.isEmpty ? [workflow.callEvent] : workflow.header.on.map(\.value) {
      guard let type = model.events.firstIndex(where: { $0.name == trigger }) else { continue }
      let linking = WorkflowLinking(self, workflow, definition: -1, trigger: type)
      if let plan = linking.plan() { workflows.append(plan) }
    }
  }

  /// Declares what is needed before anything is linked: the events that start called workflows and that wake runs.
  func declareRunEvents() {
    guard !draft.workflows.isEmpty else { return }
    for workflow in draft.workflows where workflow.header.on.isEmpty && !workflow.isPinned {
      declareCall(of: workflow)
    }
    let fields: [(String, FieldType)] = [
      ("workflow", FieldType(.string)), ("run", FieldType(.int)),
      ("cause", FieldType(.string, allowed: RunWake.causes)), ("step", FieldType(.string, isOptional: true)),
    ]
    model.events.append(
      EventType(
        name: EventType.runResumed, fields: fields.map { EventField(name: $0.0, type: $0.1) }))
  }

  private func declareCall(of workflow: WorkflowDraft) {
    for field in workflow.inputs { check(reference: field) }
    var subject: Int?
    if let name = workflow.subject {
      subject = model.entity(named: name.value)
      if subject == nil { unknown("N0202", "entity", name, among: model.entities.map(\.name)) }
    }
    model.events.append(
      EventType(
        name: workflow.callEvent, subject: subject,
        fields: workflow.inputs.map { EventField(name: $0.name.value, type: $0.type) }))
  }

  private func link(_ workflow: WorkflowDraft) {
    guard workflow.header.isEnabled, hasSoundInputs(workflow.header) else { return }
    let definition = define(workflow.header)
    var triggers = workflow.header.on.compactMap(eventType)
    if workflow.header.on.isEmpty {
      triggers = model.events.firstIndex { $0.name == workflow.callEvent }.map { [$0] } ?? []
    }
    for trigger in triggers {
      let linking = WorkflowLinking(self, workflow, definition: definition, trigger: trigger)
      guard let plan = linking.plan() else { continue }
      workflows.append(plan)
      let scope = events[trigger]
      handle(
        workflow.header, definition, .workflow(workflows.count - 1), [], in: scope,
        environment(of: workflow.header, in: scope))
    }
  }
}

extension EventType {
  /// The event that wakes a run: a timer fell due, an action was delivered, a person stepped in.
  static let runResumed = "workflow.resumed"
}

extension WorkflowDraft {
  /// The event that starts it when others call it.
  var callEvent: String { "call:\(header.name)" }
}

extension DefinitionHeader {
  /// The name in decisions.
  package var name: String { "\(kind)/\(id.value)" }
}
