internal import CEL
internal import RulesEngine

/// The note that is kept of a bulk assignment: each job with who got it and why, and every candidate that lost it.
struct BacklogNote {
  let plan: RoutingPlan
  let matrix: BacklogMatrix
  let problem: AssignmentProblem
  let assignment: Assignment

  func write(_ context: DecisionContext) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("title")
    writer.string(title)
    writer.key("rows")
    writer.beginArray()
    for job in matrix.jobs.indices { writeRow(job, &writer) }
    writer.endArray()
    writer.key("candidates")
    writer.beginArray()
    for candidate in matrix.candidates { writer.string(candidate.id) }
    writer.endArray()
    writer.key("lost")
    writer.beginArray()
    for job in matrix.jobs.indices { writeLosers(job, &writer) }
    writer.endArray()
    writer.endObject()
    context.note("candidates", writer.octets)
  }

  private var title: String {
    let single = problem.oneByOne()
    let more = matrix.postponed > 0 ? "; \(matrix.postponed) more wait for the next time" : ""
    return "\(matrix.jobs.count) jobs, \(matrix.candidates.count) candidates: "
      + "\(assignment.placed) given, \(Score.text(assignment.total)) in all "
      + "(one by one: \(single.placed) given, \(Score.text(single.total)))\(more)"
  }

  private func writeRow(_ job: Int, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("job")
    writer.string(matrix.jobs[job].id)
    writer.key("to")
    if let candidate = assignment.candidates[job] {
      writer.string(matrix.candidates[candidate].id)
      writer.key("score")
      writer.raw(Score.text(score(job, candidate)))
    } else {
      writer.null()
    }
    writer.key("why")
    writer.string(reason(job))
    writer.endObject()
  }

  /// Every candidate that did not get a job: those that might have with their scores, the others under the filter that
  /// excludes them. Candidates are numbered in the order of `candidates`.
  private func writeLosers(_ job: Int, _ writer: inout JSONWriter) {
    var excluded = [[Int]](repeating: [], count: plan.filters.count)
    writer.beginObject()
    writer.key("eligible")
    writer.beginArray()
    for candidate in matrix.candidates.indices {
      let failure = matrix.failures[job * matrix.candidates.count + candidate]
      guard failure < 0 else {
        excluded[Int(failure)].append(candidate)
        continue
      }
      writer.beginArray()
      writer.int(Int64(candidate))
      writer.raw(Score.text(score(job, candidate)))
      writer.endArray()
    }
    writer.endArray()
    for (filter, losers) in zip(plan.filters, excluded) where !losers.isEmpty {
      writer.key(filter.name)
      writer.beginArray()
      for candidate in losers { writer.int(Int64(candidate)) }
      writer.endArray()
    }
    writer.endObject()
  }

  /// The score of a pair, without what preferences add.
  private func score(_ job: Int, _ candidate: Int) -> Int64 {
    problem.worth(job, candidate) % BacklogMatrix.preferred
  }

  // MARK: Sentences

  private func reason(_ job: Int) -> String {
    let ranked = ranked(job)
    guard let best = ranked.first else { return "left: nobody is eligible: \(exclusions(job))" }
    let others = ranked.count == 1 ? "the only one who is eligible" : "of \(ranked.count) who are eligible"
    guard let given = assignment.candidates[job] else {
      return "left, \(others): \(alternative(job))"
    }
    if given == best {
      let next = ranked.count > 1 ? "; next \(name(ranked[1], job))" : ""
      return "its best, \(others)\(next)"
    }
    return "\(others); \(alternative(job))"
  }

  /// The eligible candidates, the best first.
  private func ranked(_ job: Int) -> [Int] {
    let eligible = matrix.candidates.indices.filter {
      matrix.failures[job * matrix.candidates.count + $0] < 0
    }
    return eligible.sorted { left, right in
      let (first, second) = (problem.worth(job, left), problem.worth(job, right))
      return first != second ? first > second : left < right
    }
  }

  private func name(_ candidate: Int, _ job: Int) -> String {
    "\(matrix.candidates[candidate].id) \(Score.text(score(job, candidate)))"
  }

  /// Why it did not get the candidate it wanted.
  private func alternative(_ job: Int) -> String {
    guard let other = assignment.alternatives[job] else {
      return "its best is taken by jobs of a higher priority"
    }
    let wanted = "its best is \(name(other.wanted, job))"
    guard let displaced = other.displaced else {
      return "\(wanted), who has been given enough; one more would cost \(Score.text(other.loss)) in all"
    }
    let pushed = matrix.jobs[displaced].id
    let way = other.to.map { "would go to \(name($0, displaced))" } ?? "would be left"
    if other.loss >= BacklogMatrix.preferred { return "\(wanted), but then \(pushed) \(way)" }
    return "\(wanted), but then \(pushed) \(way): \(Score.text(other.loss)) less in all"
  }

  private func exclusions(_ job: Int) -> String {
    var counts = [Int](repeating: 0, count: plan.filters.count)
    for candidate in matrix.candidates.indices {
      let failure = matrix.failures[job * matrix.candidates.count + candidate]
      if failure >= 0 { counts[Int(failure)] += 1 }
    }
    let list = zip(plan.filters, counts).filter { $1 > 0 }.map { "\($1) by \($0.name)" }
    return list.isEmpty ? "there are no candidates" : list.joined(separator: ", ")
  }
}
