internal import CEL

extension Linker {
  /// Links the workflows that answer events, those that others call, and those that runs are pinned to.
  func linkWorkflows() {
    for workflow in draft.workflows { link(workflow) }
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
        name: EventType.call(of: workflow.header.name), subject: subject,
        fields: workflow.inputs.map { EventField(name: $0.name.value, type: $0.type) }))
  }

  private func link(_ workflow: WorkflowDraft) {
    guard workflow.header.isEnabled, hasSoundInputs(workflow.header) else { return }
    let definition = define(workflow.header)
    var triggers = workflow.header.on.compactMap(eventType)
    if workflow.header.on.isEmpty {
      let call = EventType.call(of: workflow.header.name)
      triggers = model.events.firstIndex { $0.name == call }.map { [$0] } ?? []
    }
    for trigger in triggers {
      let linking = WorkflowLinking(self, workflow, definition: definition, trigger: trigger)
      guard let plan = linking.plan() else { continue }
      workflows.append(plan)
      guard !workflow.isPinned else { continue }
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

  /// The event that starts a called workflow.
  static func call(of workflow: String) -> String { "call:\(workflow)" }
}

extension DefinitionHeader {
  /// The name in decisions.
  package var name: String { "\(kind)/\(id.value)" }
}
