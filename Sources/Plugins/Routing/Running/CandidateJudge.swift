internal import CEL
internal import RulesEngine

/// Judges the candidates for the event at hand.
struct CandidateJudge {
  let plan: RoutingPlan
  let context: DecisionContext
  /// How many steps of `relax` have been taken.
  let stage: Int

  /// All candidates as they are now, by key.
  ///
  /// - Parameter answered: what candidates answered before, by key; they are not asked again.
  func candidates(answered: [String: String] = [:]) throws(EvaluationError) -> [RoutingCandidate] {
    let rows = try plan.rows(context)
    let held = try plan.holds.counts(context)
    var found: [RoutingCandidate] = []
    var errors = ErrorsByFilter()
    try context.each(plan.candidate, rows) { row throws(EvaluationError) in
      guard let key = row[plan.key] else { return }
      var candidate = RoutingCandidate(id: key.text)
      if let answer = answered[candidate.id] {
        candidate.obstacles = [.init(name: "answer", reason: answer)]
      } else {
        candidate.obstacles = try obstacles(candidate.id, held[candidate.id] ?? 0, &errors)
      }
      if candidate.isEligible { try score(&candidate) }
      found.append(candidate)
    }
    errors.report(context)
    return found
  }

  /// The first filter that a candidate fails; nothing where it may get the job.
  private func obstacles(
    _ id: String, _ held: Int, _ errors: inout ErrorsByFilter
  ) throws(EvaluationError) -> [RoutingCandidate.Obstacle] {
    for filter in plan.filters(stage: stage) {
      do throws(EvaluationError) {
        guard let reason = try failure(filter, held) else { continue }
        return [.init(name: filter.name, reason: reason)]
      } catch {
        if error.kind == .unavailable { throw error }
        errors.note(error, filter.name, id)
        return [.init(name: filter.name, reason: "could not be evaluated: \(error.message)")]
      }
    }
    return []
  }

  /// Why a filter is not passed; nil where it is.
  private func failure(_ filter: FilterPlan, _ held: Int) throws(EvaluationError) -> String? {
    switch filter.test {
    case .condition(let condition):
      switch condition.test(context.frame) {
      case .true: return nil
      case .false: return "\(filter.text.text(context.frame)) is false"
      case .missing(let error): return error.message
      case .error(let error): throw error
      }
    case .capacity(let used, let limit):
      guard case .int(let used)? = try context.value(used), case .int(let limit)? = try context.value(limit)
      else { return "the capacity is missing" }
      if Int(clamping: used) + held < Int(clamping: limit) { return nil }
      let more = held > 0 ? ", and \(held) held by offers" : ""
      return "\(filter.text.text(context.frame))\(more) is false"
    }
  }

  private func score(_ candidate: inout RoutingCandidate) throws(EvaluationError) {
    candidate.preference = plan.preferences.count
    for (position, preference) in plan.preferences.enumerated() where try context.holds(preference.condition)
    {
      candidate.preference = position
      break
    }
    for part in plan.parts { candidate.values.append(try context.value(part.value)?.asNumber) }
    for tie in plan.ties { candidate.ties.append(try tie.value(of: candidate.id, plan, context)) }
  }
}

extension RoutingPlan {
  /// The rows of the candidates, by key.
  func rows(_ context: DecisionContext) throws(EvaluationError) -> [[Value?]] {
    let limit = context.rulebook.limits.rows
    let rows = try context.rows(RowQuery(entity: entity, limit: limit + 1))
    guard rows.count <= limit else {
      throw EvaluationError(.budget, "more than \(limit) candidates of `\(draft.among.value)`")
    }
    return rows
  }

  /// The name of what the family remembers about a candidate's last assignment.
  var memory: String { "routing/\(draft.among.value)" }

  /// Remembers that a candidate was given something.
  func remember(_ id: String, _ context: DecisionContext) throws(EvaluationError) {
    let asks =
      draft.idleSince == nil && draft.ties.contains { if case .longestIdle = $0 { true } else { false } }
    if asks { try context.setMark(memory, key: id, to: String(context.now.microseconds)) }
  }
}

extension TiePlan {
  func value(
    of id: String, _ plan: RoutingPlan, _ context: DecisionContext
  ) throws(EvaluationError) -> RoutingCandidate.Tie {
    switch source {
    case .idleSince(let program?):
      let value = try context.value(program)
      return .init(
        order: value?.asNumber ?? -.infinity, text: value.map { "since \($0.text)" } ?? "never had one")
    case .idleSince(nil):
      guard let mark = try context.mark(plan.memory, key: id).flatMap({ Int64($0) }) else {
        return .init(order: -.infinity, text: "never had one")
      }
      return .init(order: Double(mark), text: "since \(Timestamp(microseconds: mark))")
    case .jobs(let program):
      let value = try context.value(program)
      return .init(order: value?.asNumber ?? .infinity, text: value?.text ?? "missing")
    case .value(let program, let isHighest):
      let value = try context.value(program)
      let number = value?.asNumber ?? (isHighest ? -.infinity : .infinity)
      return .init(order: isHighest ? -number : number, text: value?.text ?? "missing")
    }
  }
}

/// The errors of filters, told once for each filter and not for each candidate.
struct ErrorsByFilter {
  private var first: [(filter: String, error: EvaluationError, candidate: String, count: Int)] = []

  mutating func note(_ error: EvaluationError, _ filter: String, _ candidate: String) {
    if let known = first.firstIndex(where: { $0.filter == filter }) {
      first[known].count += 1
    } else {
      first.append((filter, error, candidate, 1))
    }
  }

  func report(_ context: DecisionContext) {
    for entry in first {
      let more = entry.count > 1 ? " and \(entry.count - 1) more" : ""
      context.report(
        EvaluationError(
          entry.error.kind,
          "the filter `\(entry.filter)` cannot be evaluated for `\(entry.candidate)`\(more): \(entry.error.message)"
        ))
    }
  }
}
