internal import CEL
internal import RulesEngine

/// Makes a workflow of a prompt: the question, the wait for an answer, and what each answer leads to.
struct PromptBuilder {
  let draft: PromptDraft

  init(_ draft: PromptDraft) { self.draft = draft }

  var workflow: WorkflowDraft {
    var workflow = WorkflowDraft(header: draft.header, steps: [])
    workflow.key = key
    workflow.cancelOn = draft.until
    workflow.condition = draft.condition
    workflow.steps = [show]
    if draft.each != nil {
      workflow.variables = [(Located(Self.offered, draft.header.id.span), expression("${[\"\"]}"))]
      // Without an item there is nothing to ask.
      workflow.steps.append(step(.condition(expression("size(vars.\(Self.offered)) > 0"))))
    }
    workflow.steps += draft.steps + [wait, answers]
    return workflow
  }

  /// The variable that holds the answers of `for_each` that were shown.
  static let offered = "offered"

  private var key: Node? {
    guard !draft.key.isEmpty else { return nil }
    if draft.key.count == 1 { return draft.key[0] }
    var composed = ComposedExpression(at: draft.key[0])
    for (position, part) in draft.key.enumerated() {
      composed.add(position == 0 ? "string(" : " + \"/\" + string(")
      composed.add(part)
      composed.add(")")
    }
    return composed.node
  }

  private var show: StepDraft {
    var step = step(.act(code(isWithdrawn: false), awaits: false))
    if draft.withdraw != nil { step.compensation = [code(isWithdrawn: true)] }
    return step
  }

  private func code(isWithdrawn: Bool) -> ActionDraft {
    ActionDraft(
      verb: .code(ShowDraft(draft: draft, key: key, isWithdrawn: isWithdrawn)), condition: nil,
      span: draft.header.id.span)
  }

  private var wait: StepDraft {
    let event = Located(PromptEvents.answered, draft.header.id.span)
    let awaited = AwaitedDraft(events: [event], condition: expression("event.prompt == \"\(draft.id)\""))
    var step = step(.wait(awaited, timeout: draft.expires, since: nil))
    step.id = Located("answer", draft.header.id.span)
    return step
  }

  private var answers: StepDraft {
    let expired = ActionDraft(
      verb: .emit(
        event: Located(PromptEvents.expired, draft.header.id.span), subject: nil,
        data: Node(
          .mapping([.init(key: expression("prompt"), value: expression(draft.id))]), range: draft.node.range,
          in: draft.node.source)),
      condition: nil, span: draft.header.id.span)
    var branches: [(condition: Node?, steps: [StepDraft], name: String)] = [
      (expression("step.answer.timed_out"), [step(.act(expired, awaits: false))], "do")
    ]
    for choice in draft.choices where !choice.steps.isEmpty {
      branches.append((expression("step.answer.event.answer == \"\(choice.answer)\""), choice.steps, "do"))
    }
    if let each = draft.each {
      let chosen = LoopDraft(
        .forEach(expression("[step.answer.event.answer]"), as: each.name), max: 1, steps: each.steps)
      branches.append(
        (expression("step.answer.event.answer in vars.\(Self.offered)"), [step(.loop(chosen))], "do"))
    }
    return step(.branch(branches))
  }

  private func step(_ body: StepDraft.Body) -> StepDraft { StepDraft(body, span: draft.header.id.span) }

  private func expression(_ text: String) -> Node {
    var composed = ComposedExpression(at: draft.node)
    composed.add(text)
    return composed.node
  }
}
