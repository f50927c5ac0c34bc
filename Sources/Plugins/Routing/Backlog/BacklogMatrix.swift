internal import CEL
internal import RulesEngine

/// What each waiting job is worth with each candidate.
///
/// An expression is evaluated as often as what it reads changes: once for a candidate, once for a job, and only what
/// reads both once for each pair.
struct BacklogMatrix {
  let plan: RoutingPlan
  let backlog: BacklogPlan
  let context: DecisionContext
  private(set) var jobs: [BacklogJob] = []
  private(set) var candidates: [BacklogCandidate] = []
  /// For each pair the filter that excludes it; -1 where none does.
  private(set) var failures: [Int16] = []
  private var worth: [Int64] = []
  /// How many jobs did not fit into one decision.
  private(set) var postponed = 0
  private var errors = ErrorsByFilter()

  /// What a preference is worth: more than any score.
  static let preferred: Int64 = 1_000_001

  init(plan: RoutingPlan, backlog: BacklogPlan, context: DecisionContext) {
    self.plan = plan
    self.backlog = backlog
    self.context = context
  }

  var problem: AssignmentProblem {
    var classes: [Range<Int>] = []
    for (position, job) in jobs.enumerated() {
      if let last = classes.last, jobs[last.lowerBound].priority == job.priority {
        classes[classes.count - 1] = last.lowerBound..<position + 1
      } else {
        classes.append(position..<position + 1)
      }
    }
    return AssignmentProblem(
      capacities: candidates.map(\.room), worth: worth, burdens: candidates.map(\.burden), classes: classes)
  }

  /// Reads jobs and candidates.
  mutating func load() throws(EvaluationError) {
    jobs = try backlog.jobs(context)
    let most = min(backlog.most, context.rulebook.limits.actions / plan.draft.requests)
    postponed = max(0, jobs.count - most)
    jobs.removeLast(postponed)
    let held = try plan.holds.counts(context)
    for row in try plan.rows(context) {
      guard let key = row[plan.key] else { continue }
      let values = try context.values(plan.candidate, key: key, row: row)
      var candidate = BacklogCandidate(id: key.text, values: values, room: jobs.count)
      context.show(values, through: plan.candidate)
      try judge(&candidate, held[candidate.id] ?? 0)
      for tie in plan.ties { candidate.ties.append(try tie.value(of: candidate.id, plan, context)) }
      candidates.append(candidate)
    }
    context.hide(plan.candidate)
    candidates.sort { left, right in
      for (first, second) in zip(left.ties, right.ties) where first.order != second.order {
        return first.order < second.order
      }
      return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
    }
  }

  /// What can be said of the candidate that is shown, whatever the job.
  private mutating func judge(_ candidate: inout BacklogCandidate, _ held: Int) throws(EvaluationError) {
    for (position, filter) in plan.filters.enumerated() {
      switch filter.test {
      case .capacity(let used, let limit):
        guard case .int(let used)? = try context.value(used), case .int(let limit)? = try context.value(limit)
        else {
          candidate.room = 0
          continue
        }
        candidate.room = min(max(Int(clamping: limit) - Int(clamping: used) - held, 0), jobs.count)
      case .condition(let condition):
        guard candidate.failed == nil, scope(of: condition) == .candidate else { continue }
        if try !passes(condition, filter.name, candidate.id) { candidate.failed = position }
      }
    }
    for part in plan.parts {
      candidate.own.append(
        scope(of: part.value) == .candidate ? try context.value(part.value)?.asNumber : nil)
    }
    try weigh(&candidate)
  }

  private func scope(of program: Program) -> PairPlan.Scope { PairPlan.scope(of: program, plan, backlog) }

  /// What each further job makes the score of a candidate lose: parts that read what the capacity counts are evaluated
  /// for each number of jobs, so that work is spread.
  private func weigh(_ candidate: inout BacklogCandidate) throws(EvaluationError) {
    guard let used = plan.filters.compactMap(\.capacity).first?.used, used.slots.count == 1,
      let slot = used.slots.first, plan.candidate.position(of: slot) != nil,
      case .int(let first)? = context.frame[slot], candidate.room > 1
    else { return }
    let parts = plan.parts.indices.filter { part in
      plan.parts[part].value.slots.contains(slot) && scope(of: plan.parts[part].value) == .candidate
    }
    guard !parts.isEmpty else { return }
    let policy = plan.policy(stage: 0)
    let base = policy.total(candidate.own)
    for number in 0..<candidate.room {
      context.set(slot, .int(first + Int64(number)))
      var values = candidate.own
      for part in parts { values[part] = try context.value(plan.parts[part].value)?.asNumber }
      candidate.burden.append(max(base - policy.total(values), candidate.burden.last ?? 0))
    }
    context.set(slot, .int(first))
  }

  /// Whether a filter is passed; one that cannot be evaluated is not, and is told.
  private mutating func passes(
    _ condition: Program, _ name: String, _ candidate: String
  ) throws(EvaluationError) -> Bool {
    switch condition.test(context.frame) {
    case .true: return true
    case .false, .missing: return false
    case .error(let error):
      if error.kind == .unavailable { throw error }
      errors.note(error, name, candidate)
      return false
    }
  }

  // MARK: Pairs

  /// Finds out for each pair whether it is allowed and what it is worth.
  mutating func judge() throws(EvaluationError) {
    worth = Array(repeating: AssignmentProblem.ineligible, count: jobs.count * candidates.count)
    failures = Array(repeating: -1, count: worth.count)
    let pairs = PairPlan(plan, backlog)
    var values = [Double?](repeating: nil, count: plan.parts.count)
    for job in jobs.indices {
      backlog.show(jobs[job], context)
      let failed = try failure(of: pairs.jobFilters, jobs[job].id)
      for part in pairs.jobParts { values[part] = try context.value(plan.parts[part].value)?.asNumber }
      for candidate in candidates.indices {
        let cell = job * candidates.count + candidate
        var filter = failed ?? candidates[candidate].failed
        if filter == nil { filter = try failure(candidate, pairs) }
        if let filter {
          failures[cell] = Int16(filter)
          continue
        }
        for part in pairs.ownParts { values[part] = candidates[candidate].own[part] }
        for part in pairs.pairParts { values[part] = try context.value(plan.parts[part].value)?.asNumber }
        worth[cell] = pairs.policy.total(values) + (try preference()) * Self.preferred
      }
    }
    context.hide(plan.candidate)
    errors.report(context)
  }

  /// Shows a candidate, and finds the filter that excludes it for the job at hand.
  private mutating func failure(_ position: Int, _ pairs: PairPlan) throws(EvaluationError) -> Int? {
    for slot in pairs.slots { context.set(slot.slot, candidates[position].values[slot.position]) }
    if let filter = try failure(of: pairs.pairFilters, candidates[position].id) { return filter }
    return candidates[position].room == 0 ? pairs.capacity : nil
  }

  /// The first of these filters that is not passed.
  private mutating func failure(of filters: [PairPlan.Filter], _ id: String) throws(EvaluationError) -> Int? {
    for filter in filters where try !passes(filter.condition, plan.filters[filter.position].name, id) {
      return filter.position
    }
    return nil
  }

  /// How much the candidate at hand is preferred; 0 where it is not.
  private func preference() throws(EvaluationError) -> Int64 {
    for (position, preference) in plan.preferences.enumerated() where try context.holds(preference.condition)
    {
      return Int64(plan.preferences.count - position)
    }
    return 0
  }

  /// Ends the reading of rows.
  func finish() { backlog.hide(context) }
}

/// How often the expressions of a routing have to be evaluated for a backlog.
struct PairPlan {
  struct Filter {
    var position: Int
    var condition: Program
  }

  /// What an expression reads.
  enum Scope { case candidate, job, pair }

  var jobFilters: [Filter] = []
  var pairFilters: [Filter] = []
  var jobParts: [Int] = []
  var ownParts: [Int] = []
  var pairParts: [Int] = []
  /// What has to be shown of each candidate for a pair: slots, with the positions of their values.
  var slots: [(slot: Int, position: Int)] = []
  var capacity: Int?
  var policy: RoutingPolicy

  init(_ plan: RoutingPlan, _ backlog: BacklogPlan) {
    policy = plan.policy(stage: 0)
    capacity = plan.filters.firstIndex { $0.capacity != nil }
    var programs = plan.preferences.map(\.condition)
    for (position, filter) in plan.filters.enumerated() {
      guard case .condition(let condition) = filter.test else { continue }
      switch Self.scope(of: condition, plan, backlog) {
      case .candidate: continue
      case .job: jobFilters.append(Filter(position: position, condition: condition))
      case .pair:
        pairFilters.append(Filter(position: position, condition: condition))
        programs.append(condition)
      }
    }
    for (position, part) in plan.parts.enumerated() {
      switch Self.scope(of: part.value, plan, backlog) {
      case .candidate: ownParts.append(position)
      case .job: jobParts.append(position)
      case .pair:
        pairParts.append(position)
        programs.append(part.value)
      }
    }
    slots = Set(programs.flatMap(\.slots)).sorted().compactMap { slot in
      plan.candidate.position(of: slot).map { (slot, $0) }
    }
  }

  static func scope(of program: Program, _ plan: RoutingPlan, _ backlog: BacklogPlan) -> Scope {
    guard program.slots.contains(where: { plan.candidate.position(of: $0) != nil }) else { return .job }
    let readsJob = program.slots.contains { slot in
      backlog.job.position(of: slot) != nil
        || backlog.references.contains { $0.binding.position(of: slot) != nil }
    }
    return readsJob ? .pair : .candidate
  }
}
