internal import CEL
internal import RulesEngine

/// Gives away all that waits at once, so that the whole is best and not each in turn.
struct BacklogCode: DecisionCode {
  let plan: RoutingPlan

  var parts: [CodePart] {
    plan.choosingParts + [CodePart("left", gap: "none of its jobs was ever left to wait")]
  }

  func run(_ context: DecisionContext) throws(EvaluationError) {
    guard let backlog = plan.backlog else { return }
    var matrix = BacklogMatrix(plan: plan, backlog: backlog, context: context)
    try matrix.load()
    try matrix.judge()
    let problem = matrix.problem
    var solver = AssignmentSolver(problem)
    let assignment = solver.solve()
    BacklogNote(plan: plan, matrix: matrix, problem: problem, assignment: assignment).write(context)
    use(matrix, problem, assignment, context)
    for (position, candidate) in assignment.candidates.enumerated() {
      guard let candidate else { continue }
      try give(
        matrix.jobs[position], to: matrix.candidates[candidate], worth: problem.worth(position, candidate),
        context)
    }
    matrix.finish()
  }

  private func use(
    _ matrix: BacklogMatrix, _ problem: AssignmentProblem, _ assignment: Assignment,
    _ context: DecisionContext
  ) {
    var excluding = [Bool](repeating: false, count: plan.filters.count)
    for filter in matrix.failures where filter >= 0 { excluding[Int(filter)] = true }
    for (filter, excludes) in zip(plan.filters, excluding) where excludes {
      context.use(RoutingPlan.part(filter: filter.name))
    }
    var chosen: Set<Int> = []
    for (job, candidate) in assignment.candidates.enumerated() {
      guard let candidate else {
        context.use("left")
        continue
      }
      // The first preference counts most: see `BacklogMatrix.preference()`.
      let rank = Int(problem.worth(job, candidate) / BacklogMatrix.preferred)
      if rank > 0 { chosen.insert(plan.preferences.count - rank) }
    }
    for preference in chosen.sorted() { context.use(RoutingPlan.part(preference: preference)) }
  }

  private func give(
    _ job: BacklogJob, to candidate: BacklogCandidate, worth: Int64, _ context: DecisionContext
  ) throws(EvaluationError) {
    plan.backlog?.show(job, context)
    let chosen = Ranking.Entry(
      candidate: RoutingCandidate(id: candidate.id), total: worth % BacklogMatrix.preferred, reason: "")
    try plan.give(job.id, to: chosen, context)
  }
}

/// A job that waits, with what expressions read of it.
struct BacklogJob {
  var id: String
  var values: [Value?]
  var references: [[Value?]]
  /// Higher first,
  var priority: Int64 = 0
  /// then smaller first.
  var order = 0.0
}

/// A candidate, with what expressions read of it.
struct BacklogCandidate {
  var id: String
  var values: [Value?]
  /// How many jobs more it can take.
  var room: Int
  var ties: [RoutingCandidate.Tie] = []
  /// The first filter that it fails for every job.
  var failed: Int?
  /// What the parts that depend on the candidate alone came to.
  var own: [Double?] = []
  /// What the next jobs make its score lose, in millionths.
  var burden: [Int64] = []
}

extension BacklogPlan {
  /// Lets expressions read a job and what it refers to.
  func show(_ job: BacklogJob, _ context: DecisionContext) {
    context.show(job.values, through: self.job)
    for (reference, values) in zip(references, job.references) {
      context.show(values, through: reference.binding)
    }
  }

  func hide(_ context: DecisionContext) {
    context.hide(job)
    for reference in references { context.hide(reference.binding) }
  }

  /// The jobs that wait, the most urgent first.
  func jobs(_ context: DecisionContext) throws(EvaluationError) -> [BacklogJob] {
    let limit = context.rulebook.limits.rows
    let rows = try context.rows(RowQuery(entity: entity, filter: filter, limit: limit + 1))
    guard rows.count <= limit else {
      throw EvaluationError(.budget, "more than \(limit) rows of the backlog")
    }
    let key = context.rulebook.model.entities[entity].key
    var jobs: [BacklogJob] = []
    for row in rows {
      guard let id = row[key] else { continue }
      var job = BacklogJob(
        id: id.text, values: try context.values(self.job, key: id, row: row), references: [])
      for reference in references {
        let other = row[reference.column] ?? nil
        job.references.append(
          try other.map { key throws(EvaluationError) in try context.values(reference.binding, key: key) }
            ?? reference.binding.shown.map { _ in nil })
      }
      show(job, context)
      if filter == nil, let condition, try !context.holds(condition) { continue }
      if let priority { job.priority = Int64((try context.value(priority)?.asNumber ?? 0).rounded()) }
      if let order { job.order = try context.value(order)?.asNumber ?? .infinity }
      jobs.append(job)
    }
    hide(context)
    jobs.sort { left, right in
      if left.priority != right.priority { return left.priority > right.priority }
      if left.order != right.order { return left.order < right.order }
      return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
    }
    return jobs
  }
}
