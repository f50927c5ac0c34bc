internal import RulesEngine

/// What the run of a routing calls its parts.
enum RoutingRun {
  static let answer = "answer"
  /// Whether it goes on,
  static let open = "open"
  /// how long it waits next,
  static let wait = "wait"
  /// and what it remembers.
  static let state = "state"
}

extension RoutingDraft {
  /// Whether it may take time: somebody has to answer, or it waits until filters are dropped.
  var takesTime: Bool { offer != nil || !relax.isEmpty }

  /// What it is about: as written, or the field that is named after the event.
  var subject: Node? { about ?? stem.map { words("event.\($0)_id") } }

  /// The names of the events that answer an offer.
  var answers: (accepted: Located<String>, rejected: Located<String>)? {
    guard let offer else { return nil }
    func named(_ word: String) -> Located<String> { Located("\(stem ?? id.value).\(word)", offer.span) }
    return (offer.accepted ?? named("accepted"), offer.rejected ?? named("rejected"))
  }

  /// A definition without waiting is a rule whose step is code; one that waits is a workflow that runs the same code
  /// again after each wait.
  func lower(
    _ header: DefinitionHeader, _ cancels: [AwaitedDraft], _ registry: RoutingRegistry, _ decoding: Decoding
  ) {
    if !header.on.isEmpty {
      if takesTime {
        decoding.draft.workflows.append(workflow(header, cancels, registry, decoding))
      } else {
        decoding.draft.rules.append(RuleDraft(header: header, actions: [step(.event, registry)]))
      }
    }
    guard let backlog else { return }
    var bulk = header
    bulk.id = Located("\(header.id.value)/backlog", header.id.span)
    bulk.on = backlog.events
    bulk.condition = backlog.when
    decoding.draft.rules.append(RuleDraft(header: bulk, actions: [step(.backlog, registry)]))
  }

  private func step(_ occasion: RoutingStepDraft.Occasion, _ registry: RoutingRegistry) -> ActionDraft {
    ActionDraft(
      verb: .code(RoutingStepDraft(routing: self, registry: registry, occasion: occasion)), condition: nil,
      span: id.span)
  }

  /// Text that nobody wrote, shown where the routing begins.
  private func words(_ text: String) -> Node {
    var composed = ComposedExpression(at: place)
    composed.add(text)
    return composed.node
  }

  private func workflow(
    _ header: DefinitionHeader, _ cancels: [AwaitedDraft], _ registry: RoutingRegistry, _ decoding: Decoding
  ) -> WorkflowDraft {
    var choose = StepDraft(.act(step(.run, registry), awaits: false), span: id.span)
    choose.compensation = [step(.release, registry)]
    let time = DelayDraft(.expression(words("${vars.\(RoutingRun.wait)}")), span: id.span)
    var wait = StepDraft(.delay(time), span: id.span)
    if let answers, let offer {
      let awaited = AwaitedDraft(
        events: [answers.accepted, answers.rejected], condition: offer.condition, key: offer.key)
      wait = StepDraft(.wait(awaited, timeout: time, since: nil), span: id.span)
      wait.id = Located(RoutingRun.answer, id.span)
    }
    let next = StepDraft(.branch([(words("vars.\(RoutingRun.open)"), [wait], "then")]), span: id.span)
    let rounds = LoopDraft(.until(words("!vars.\(RoutingRun.open)")), max: 100_000, steps: [choose, next])
    var draft = WorkflowDraft(header: header, steps: [StepDraft(.loop(rounds), span: id.span)])
    draft.variables = [
      (Located(RoutingRun.open, id.span), words("${true}")),
      (Located(RoutingRun.wait, id.span), words("${duration(\"0s\")}")),
      (Located(RoutingRun.state, id.span), words("${\"\"}")),
    ]
    draft.key = subject
    draft.cancelOn = cancels
    draft.remember(decoding.roots)
    return draft
  }
}

extension RoutingDraft {
  /// Once the model knows of an assignment, nothing has to be held for it.
  func releaseOnConfirmation(in draft: inout RulebookDraft, _ registry: RoutingRegistry) {
    guard let confirmed else { return }
    var header = DefinitionHeader(kind: "routing", id: Located("\(id.value)/confirmed", id.span))
    header.on = [confirmed]
    draft.rules.append(RuleDraft(header: header, actions: [step(.release, registry)]))
  }
}
