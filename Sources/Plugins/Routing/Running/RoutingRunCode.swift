internal import CEL
internal import RulesEngine

/// Routes over time: offers, answers, filters that are dropped after a while. It runs again after each wait, and what it
/// has to know then is in the variables of the run.
struct RoutingRunCode: DecisionCode {
  let plan: RoutingPlan

  var parts: [CodePart] { plan.choosingParts + plan.timedParts + plan.fallbackPart }

  func run(_ context: DecisionContext) throws(EvaluationError) {
    let about = try plan.subject(context)
    var course = try Course(context.variable(RoutingRun.state)?.text ?? "", now: context.now)
    if let offered = course.offered {
      switch try answer(to: offered, context) {
      case .accepted: return try accept(offered, course, about, context)
      case .none where course.until > context.now:
        // Somebody else's answer, or one that came too late: the offer stands.
        return wait(until: course.until, course, context)
      case .none:
        context.use("lapsed")
        course.close("let the offer of \(Self.clock(course.offeredAt)) lapse")
      case .rejected:
        context.use("rejected")
        course.close("rejected the offer of \(Self.clock(course.offeredAt))")
      }
      try plan.holds.release(about, of: plan.id, context)
    }
    try choose(about, &course, context)
  }

  private enum Answer { case accepted, rejected, none }

  /// What the candidate said to whom it was offered.
  private func answer(to candidate: String, _ context: DecisionContext) throws(EvaluationError) -> Answer {
    guard let offer = plan.offer, let event = try context.awaited(by: RoutingRun.answer) else { return .none }
    let (field, answer): (Int?, Answer) =
      event.type == offer.accepted.event
      ? (offer.accepted.field, .accepted) : (offer.rejected.field, .rejected)
    if let field, let who = event.values[field], who.text != candidate { return .none }
    return answer
  }

  private func accept(
    _ candidate: String, _ course: Course, _ about: String, _ context: DecisionContext
  ) throws(EvaluationError) {
    try plan.holds.release(about, of: plan.id, context)
    context.use("accepted")
    context.note("accepted", Array(Value.string("\(candidate) takes \(about)").json.utf8))
    let chosen = Ranking.Entry(
      candidate: RoutingCandidate(id: candidate), total: course.total, reason: "accepted")
    try plan.give(about, to: chosen, context)
    context.setVariable(RoutingRun.open, to: false)
  }

  private func choose(
    _ about: String, _ course: inout Course, _ context: DecisionContext
  ) throws(EvaluationError) {
    let (stage, next) = try stage(course.started, context.now)
    var order: [String]?
    if plan.offer?.onReject == .next, stage == course.stage, !course.ranking.isEmpty {
      order = course.ranking
    }
    let judge = CandidateJudge(plan: plan, context: context, stage: stage)
    let ranking = plan.policy(stage: stage).rank(
      try judge.candidates(answered: course.answered), in: order)
    plan.use(ranking, context)
    for step in 0..<stage { context.use(RoutingPlan.part(relax: step)) }
    course.stage = stage
    if order == nil { course.ranking = ranking.eligible.map(\.candidate.id) }
    var note = RankingNote(about: about, outcome: "")
    note.relaxed = plan.stages[..<stage].flatMap { $0.drop + $0.weights.keys.sorted() }.uniqued
    if let best = ranking.best {
      note.outcome = plan.offer == nil ? "given to \(best.candidate.id)" : "offered to \(best.candidate.id)"
      note.write(ranking, plan, context)
      try hand(about, best, &course, context)
    } else if let next {
      note.outcome = "nobody can get it yet; looks again at \(Self.clock(next))"
      note.write(ranking, plan, context)
      wait(until: next, course, context)
    } else {
      note.outcome = plan.fallbackInWords
      note.write(ranking, plan, context)
      try plan.fallBack(about, context)
      context.setVariable(RoutingRun.open, to: false)
    }
  }

  /// How many steps of `relax` have been taken, and when the next one is.
  private func stage(
    _ started: Timestamp, _ now: Timestamp
  ) throws(EvaluationError) -> (Int, next: Timestamp?) {
    for (position, stage) in plan.stages.enumerated() {
      let due = try Self.due(stage.after, started)
      if due > now { return (position, due) }
    }
    return (plan.stages.count, nil)
  }

  private func hand(
    _ about: String, _ best: Ranking.Entry, _ course: inout Course, _ context: DecisionContext
  ) throws(EvaluationError) {
    guard let offer = plan.offer else {
      try plan.give(about, to: best, context)
      return context.setVariable(RoutingRun.open, to: false)
    }
    var length = offer.length
    let place = best.candidate.preference
    if plan.preferences.indices.contains(place), let own = plan.preferences[place].wait { length = own }
    let end = try Self.due(length, context.now)
    try plan.offer(about, to: best, until: end, context)
    course.open(best.candidate.id, at: context.now, until: end, total: best.total)
    wait(until: end, course, context)
  }

  private func wait(until end: Timestamp, _ course: Course, _ context: DecisionContext) {
    context.setVariable(RoutingRun.open, to: true)
    context.setVariable(RoutingRun.wait, to: .duration(end.since(context.now) ?? .zero))
    context.setVariable(RoutingRun.state, to: .string(course.json))
  }

  private static func due(_ wait: Wait, _ start: Timestamp) throws(EvaluationError) -> Timestamp {
    do throws(CalendarError) {
      return try wait.due(after: start)
    } catch {
      throw EvaluationError(.failed, error.message)
    }
  }

  private static func clock(_ instant: Timestamp) -> String { instant.description }
}

extension [String] {
  /// Each text once, at its first place.
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}

/// What a run remembers between its waits.
struct Course {
  private(set) var started: Timestamp
  var stage = 0
  private(set) var offered: String?
  private(set) var offeredAt: Timestamp
  private(set) var until: Timestamp
  /// The score of the offer.
  private(set) var total: Int64 = 0
  /// What candidates answered, by key.
  private(set) var answered: [String: String] = [:]
  /// The order of the first ranking of the stage.
  var ranking: [String] = []

  /// Begins, or goes on where `text` says.
  init(_ text: String, now: Timestamp) throws(EvaluationError) {
    (started, offeredAt, until) = (now, now, now)
    guard !text.isEmpty else { return }
    guard let json = try? JSON(parsing: Array(text.utf8), maxDepth: 4, maxBytes: 16 << 20),
      let started = json["started"]?.intValue, let stage = json["stage"]?.intValue
    else { throw EvaluationError(.failed, "what the run of a routing remembers cannot be read") }
    self.started = Timestamp(microseconds: started)
    self.stage = Int(stage)
    offered = json["offered"]?.stringValue
    offeredAt = Timestamp(microseconds: json["at"]?.intValue ?? 0)
    until = Timestamp(microseconds: json["until"]?.intValue ?? 0)
    total = json["total"]?.intValue ?? 0
    for member in json["answered"]?.objectValue ?? [] { answered[member.name] = member.value.stringValue }
    ranking = json["ranking"]?.arrayValue?.compactMap(\.stringValue) ?? []
  }

  /// An offer is open.
  mutating func open(_ candidate: String, at now: Timestamp, until end: Timestamp, total: Int64) {
    (offered, offeredAt, until, self.total) = (candidate, now, end, total)
  }

  /// The offer has been answered so.
  mutating func close(_ answer: String) {
    if let offered { answered[offered] = answer }
    offered = nil
  }

  var json: String {
    var writer = JSONWriter()
    writer.beginObject()
    let numbers = [
      ("started", started.microseconds), ("stage", Int64(stage)), ("at", offeredAt.microseconds),
      ("until", until.microseconds), ("total", total),
    ]
    for (name, number) in numbers {
      writer.key(name)
      writer.int(number)
    }
    if let offered {
      writer.key("offered")
      writer.string(offered)
    }
    writer.key("answered")
    writer.beginObject()
    for (id, answer) in answered.sorted(by: { $0.key < $1.key }) {
      writer.key(id)
      writer.string(answer)
    }
    writer.endObject()
    writer.key("ranking")
    writer.beginArray()
    for id in ranking { writer.string(id) }
    writer.endArray()
    writer.endObject()
    return writer.text
  }
}
