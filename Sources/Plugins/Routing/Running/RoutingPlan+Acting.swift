internal import CEL
internal import RulesEngine

extension RoutingPlan {
  /// What is routed, as text.
  func subject(_ context: DecisionContext) throws(EvaluationError) -> String {
    guard let about = try about.flatMap({ about throws(EvaluationError) in try context.value(about) }) else {
      throw EvaluationError(.missing, "what is routed has no name")
    }
    return about.text
  }

  /// Gives something to a candidate.
  func give(
    _ about: String, to chosen: Ranking.Entry, _ context: DecisionContext
  ) throws(EvaluationError) {
    let score = Double(chosen.total) / 1_000_000
    if let assign {
      try perform(assign, with: chosen, context)
    } else {
      try assignment?.ask(
        [
          ("item", .string(about)), ("to", .string(chosen.candidate.id)), ("routing", .string(id)),
          ("score", .double(score)),
        ], context)
    }
    try remember(chosen.candidate.id, context)
    guard draft.confirmed != nil else { return }
    // The model hears of it later; a day at most, in case it never does.
    let end = context.now.adding(Duration(nanoseconds: 86_400_000_000_000)) ?? .distantFuture
    try holds.hold(chosen.candidate.id, for: about, of: id, until: end, context)
  }

  /// Offers something to a candidate and holds his capacity until `end`.
  func offer(
    _ about: String, to chosen: Ranking.Entry, until end: Timestamp, _ context: DecisionContext
  ) throws(EvaluationError) {
    guard let offer else { return }
    if let actions = offer.actions {
      try perform(actions, with: chosen, context)
    } else {
      try offer.action?.ask(
        [
          ("item", .string(about)), ("to", .string(chosen.candidate.id)),
          ("for", .duration(end.since(context.now) ?? .zero)), ("routing", .string(id)),
          ("score", .double(Double(chosen.total) / 1_000_000)),
        ], context)
    }
    try holds.hold(chosen.candidate.id, for: about, of: id, until: end, context)
  }

  /// Carries out written steps, which read the candidate and the score.
  private func perform(
    _ steps: [ActionPlan], with chosen: Ranking.Entry, _ context: DecisionContext
  ) throws(EvaluationError) {
    context.show(
      try context.values(candidate, key: .string(chosen.candidate.id)), through: candidate)
    context.set(scoreSlot, .double(Double(chosen.total) / 1_000_000))
    for step in steps { try context.perform(step) }
    context.hide(candidate)
    context.set(scoreSlot, nil)
  }

  /// What happens when nobody can get it.
  func fallBack(_ about: String, _ context: DecisionContext) throws(EvaluationError) {
    context.use("fallback")
    switch fallback {
    case .actions(let steps): for step in steps { try context.perform(step) }
    case .queue(let queue, let priority, let action):
      guard let queue = try context.value(queue) else {
        throw EvaluationError(.missing, "the queue of the fallback is missing")
      }
      var rank = Value.int(0)
      if let priority, let value = try context.value(priority) { rank = value }
      try action.ask([("item", .string(about)), ("queue", queue), ("priority", rank)], context)
    case nil: break
    }
  }
}

/// Routes with the event: somebody gets it at once, or nobody can.
struct RoutingCode: DecisionCode {
  let plan: RoutingPlan

  var parts: [CodePart] { plan.choosingParts + plan.fallbackPart }

  func run(_ context: DecisionContext) throws(EvaluationError) {
    let about = try plan.subject(context)
    let judge = CandidateJudge(plan: plan, context: context, stage: 0)
    let ranking = plan.policy(stage: 0).rank(try judge.candidates())
    plan.use(ranking, context)
    if let best = ranking.best {
      RankingNote(about: about, outcome: "given to \(best.candidate.id)").write(ranking, plan, context)
      try plan.give(about, to: best, context)
    } else {
      RankingNote(about: about, outcome: plan.fallbackInWords).write(ranking, plan, context)
      try plan.fallBack(about, context)
    }
  }
}

extension RoutingPlan {
  var fallbackInWords: String {
    if case .queue(let node, _, _)? = draft.fallback {
      return "nobody can get it: goes to the queue \(node.text ?? "")"
    }
    return draft.fallback == nil ? "nobody can get it" : "nobody can get it: the fallback is carried out"
  }
}

/// The note that is kept with the decision: every candidate with the reason for its place.
struct RankingNote {
  var about: String
  var outcome: String
  var relaxed: [String] = []

  func write(_ ranking: Ranking, _ plan: RoutingPlan, _ context: DecisionContext) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("title")
    writer.string(
      "\(about): \(outcome)\(relaxed.isEmpty ? "" : "; relaxed: \(relaxed.joined(separator: ", "))")")
    writer.key("rows")
    writer.beginArray()
    for entry in ranking.entries { write(entry, plan, &writer) }
    writer.endArray()
    writer.endObject()
    context.note("candidates", writer.octets)
  }

  private func write(_ entry: Ranking.Entry, _ plan: RoutingPlan, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("candidate")
    writer.string(entry.candidate.id)
    if entry.candidate.isEligible {
      writer.key("score")
      writer.raw(Score.texts(entry.total, entry.total).0)
      for (part, value) in zip(plan.parts, entry.candidate.values) {
        writer.key(part.name)
        if let value {
          writer.raw(Score.text(Int64((RoutingPolicy.clamped(value) * 1_000_000).rounded())))
        } else {
          writer.null()
        }
      }
    }
    writer.key("why")
    writer.string(entry.reason)
    writer.endObject()
  }
}
