internal import CEL
internal import RulesEngine

/// Makes a workflow of a chain: its levels are steps, its waits are waits, and a run keeps to the chain it began with.
struct ChainBuilder {
  let chain: ChainDraft
  let registry: EscalationRegistry

  private static let flag = "acknowledged"

  var workflow: WorkflowDraft {
    var workflow = WorkflowDraft(header: chain.header, steps: [])
    workflow.key = chain.key
    workflow.mode = chain.mode
    workflow.cancelOn = chain.until
    if chain.acknowledged != nil { workflow.variables = [(name: name(Self.flag), value: value("false"))] }
    if let delay = chain.delay { workflow.steps.append(step(.delay(delay))) }
    workflow.steps += takenUpRounds
    guard !chain.finally.isEmpty else { return workflow }
    workflow.steps +=
      chain.acknowledged == nil
      ? chain.finally : [step(.branch([(condition("!vars.\(Self.flag)"), chain.finally, "then")]))]
    return workflow
  }

  /// All levels, as often as they are gone through.
  private var rounds: [StepDraft] {
    let steps = chain.levels.map(level)
    guard chain.repeats > 0 else { return steps }
    let count = chain.repeats + 1
    return [step(.loop(LoopDraft(.count(count), max: count, steps: steps)))]
  }

  /// With `unack_after` everything begins again when who took it up has not ended it by then.
  private var takenUpRounds: [StepDraft] {
    guard let after = chain.unacknowledgeAfter else { return rounds }
    let holds = step(.branch([(condition("vars.\(Self.flag)"), [step(.delay(after))], "then")]))
    return [
      step(
        .loop(
          LoopDraft(
            .until(condition("!vars.\(Self.flag)")), max: 1_000, steps: [set("false")] + rounds + [holds])))
    ]
  }

  private func level(_ level: ChainDraft.Level) -> StepDraft {
    let attempt = attempt(level)
    guard level.repeats > 0 else { return step(.group(attempt), at: level.span) }
    let count = level.repeats + 1
    return step(.loop(LoopDraft(.count(count), max: count, steps: attempt)), at: level.span)
  }

  /// One page, and the wait for an answer. Where nobody could be asked, there is nothing to wait for.
  private func attempt(_ level: ChainDraft.Level) -> [StepDraft] {
    var steps: [StepDraft] = []
    if chain.acknowledged != nil { steps.append(step(.condition(condition("!vars.\(Self.flag)")))) }
    if let gate { steps.append(gate) }
    let code = ActionDraft(
      verb: .code(PageStepDraft(page: level.page, registry: registry)), condition: nil, span: level.span)
    var page = step(.act(code, awaits: false), at: level.span)
    page.id = Located("level_\(level.page.level)", level.span)
    page.continuesOnError = true
    let hasAsked = condition("step.level_\(level.page.level).status == \"done\"")
    return steps + [page, step(.branch([(hasAsked, waiting(level), "then")]))]
  }

  private func waiting(_ level: ChainDraft.Level) -> [StepDraft] {
    guard let acknowledged = chain.acknowledged else { return [step(.delay(level.within), at: level.span)] }
    let id = "ack_\(level.page.level)"
    var wait = step(.wait(acknowledged, timeout: level.within, since: nil), at: level.span)
    wait.id = Located(id, level.span)
    return [wait, set("!step.\(id).timed_out")]
  }

  /// What a level does first outside the hours of the calendar.
  private var gate: StepDraft? {
    guard let calendar = chain.calendarNode else { return nil }
    var composed = ComposedExpression(at: chain.node)
    func ask(_ before: String, _ after: String) {
      composed.add(before)
      composed.add("\"\(calendar.text ?? "")\"", for: calendar.range)
      composed.add(after)
    }
    switch chain.outsideHours {
    case .hold:
      ask("${calendar.after(", ", now, \"0bh\")}")
      return step(.delayUntil(composed.node, timezone: nil))
    case .skipLevel:
      ask("calendar.is_open(", ", now)")
      return step(.condition(composed.node))
    case .notifyAnyway: return nil
    }
  }

  // MARK: Parts

  private func step(_ body: StepDraft.Body, at span: SourceSpan? = nil) -> StepDraft {
    StepDraft(body, span: span ?? chain.header.id.span)
  }

  private func set(_ expression: String) -> StepDraft {
    step(.set([(name: name(Self.flag), value: value(expression))]))
  }

  private func name(_ text: String) -> Located<String> { Located(text, chain.header.id.span) }

  private func condition(_ text: String) -> Node {
    var composed = ComposedExpression(at: chain.node)
    composed.add(text)
    return composed.node
  }

  /// An expression in a literal place.
  private func value(_ text: String) -> Node { condition("${\(text)}") }
}
