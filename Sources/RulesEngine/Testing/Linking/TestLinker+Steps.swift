internal import CEL

extension TestLinker {
  func link(_ draft: TestStepDraft, number: Int, _ context: StepContext) -> TestStep? {
    let verb: TestStep.Verb? =
      switch draft.verb {
      case .event(let event): link(event, number: number, context)
      case .line(let node): node.text.map { .line(Array($0.utf8)) }
      case .advance(let length): .advance(length)
      case .at(let node): instant(node, context.scope.zone).map { .at($0) }
      case .expect(let drafts): link(drafts, context).map { .expect($0) }
      }
    return verb.map { TestStep(verb: $0, span: draft.span) }
  }

  private func link(_ drafts: [ExpectationDraft], _ context: StepContext) -> [Expectation]? {
    let linked = drafts.compactMap { link($0, context) }
    return linked.count == drafts.count ? linked : nil
  }

  private func link(_ draft: EventStepDraft, number: Int, _ context: StepContext) -> TestStep.Verb? {
    guard let type = linker.eventType(draft.type) else { return nil }
    let declared = linker.model.events[type]
    let scope = context.scope
    let time = draft.time.map { instant($0, context.scope.zone) }
    guard let subject = subject(draft, declared, scope), let data = data(draft, declared, context),
      let plans = linker.arguments(
        data, declared.fields, what: "field", of: draft.type, in: scope, scope.environment)
    else { return nil }
    let frame = Frame()
    frame.now = scope.now
    do {
      let fields = try plans.map { plan throws(EvaluationError) in
        (name: plan.name, value: try plan.value.value(in: frame))
      }
      let event = try reader.make(
        source: draft.source ?? "test", id: draft.id ?? "e\(number)", type: type, subject: subject,
        tenant: draft.tenant ?? context.tenant, time: time.flatMap(\.self) ?? scope.now, fields: fields)
      return .event(event, hasOwnTime: time != nil)
    } catch {
      diagnostics.add(
        .error("T0307", "the data of this event cannot be made: \(Self.words(error))", at: draft.type.span))
      return nil
    }
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case let error as EvaluationError: error.message
    case ProcessingError.refused(_, let message): message
    default: "\(error)"
    }
  }

  /// Whom the event is about: what the step says, else the row that the test gives of the entity in question. Nil
  /// after a mistake.
  private func subject(_ draft: EventStepDraft, _ type: EventType, _ scope: TestScope) -> String?? {
    guard let node = draft.subject else {
      return .some(type.subject.flatMap { scope.subjects[$0] }?.identity)
    }
    return text(node, scope).map { .some($0) }
  }

  /// The data of the step, with what fixtures say of the fields that it leaves out.
  private func data(_ draft: EventStepDraft, _ type: EventType, _ context: StepContext) -> Node?? {
    let defaults = context.defaults.filter { $0.name == type.name }.flatMap { $0.value.entries ?? [] }
    guard !defaults.isEmpty, draft.data == nil || draft.data?.entries != nil else { return .some(draft.data) }
    var entries = draft.data?.entries ?? []
    for entry in defaults where !entries.contains(where: { $0.name == entry.name }) { entries.append(entry) }
    guard let place = draft.data ?? defaults.first?.value else { return .some(nil) }
    return .some(Node(.mapping(entries), range: place.range, in: place.source, isFlow: place.isFlow))
  }
}
