import Testing

@testable import Plugins

/// Bulk assignment against a search through all possibilities, and what has to hold for any problem.
@Suite struct AssignmentTests {
  @Test(arguments: 0..<400)
  func `no assignment places more jobs, or as many with a higher total`(seed: Int) {
    var random = RandomProblem(seed: UInt64(seed))
    let problem = random.small
    var solver = AssignmentSolver(problem)
    let found = solver.solve()
    let best = AssignmentOracle(problem).best
    #expect(found.placed == best.placed)
    #expect(found.total == best.total)
    check(found, problem)
  }

  @Test(arguments: 0..<40)
  func `larger problems keep the limits, and are no worse than one by one`(seed: Int) {
    var random = RandomProblem(seed: UInt64(1_000 + seed))
    let problem = random.large
    var solver = AssignmentSolver(problem)
    let found = solver.solve()
    check(found, problem)
    let single = problem.oneByOne()
    if problem.classes.count == 1 {
      #expect(found.placed >= single.placed)
      #expect(found.placed > single.placed || found.total >= single.total)
    }
    var again = AssignmentSolver(problem)
    #expect(again.solve() == found)
  }

  @Test(arguments: 0..<40)
  func `the order of jobs and candidates does not change what the whole is worth`(seed: Int) {
    var random = RandomProblem(seed: UInt64(2_000 + seed))
    var problem = random.large
    problem.classes = [0..<problem.jobs]
    let (jobs, candidates) = (
      random.shuffled(problem.jobs), random.shuffled(problem.capacities.count)
    )
    var shuffled = problem
    shuffled.capacities = candidates.map { problem.capacities[$0] }
    shuffled.burdens = candidates.map { problem.burdens[$0] }
    shuffled.worth = jobs.flatMap { job in candidates.map { problem.worth(job, $0) } }
    var first = AssignmentSolver(problem)
    var second = AssignmentSolver(shuffled)
    let (one, other) = (first.solve(), second.solve())
    #expect(one.placed == other.placed)
    #expect(one.total == other.total)
  }

  @Test(arguments: 0..<200)
  func `what another choice would have cost is what it would have cost`(seed: Int) {
    var random = RandomProblem(seed: UInt64(3_000 + seed))
    var problem = random.small
    problem.classes = [0..<problem.jobs]
    var solver = AssignmentSolver(problem)
    let found = solver.solve()
    for (job, alternative) in found.alternatives {
      var forced = problem
      for candidate in problem.capacities.indices where candidate != alternative.wanted {
        forced.worth[job * problem.capacities.count + candidate] = AssignmentProblem.ineligible
      }
      let best = AssignmentOracle(forced).best(placing: job)
      guard best.placed == found.placed else {
        #expect(best.placed < found.placed && alternative.loss > found.total - best.total)
        continue
      }
      #expect(alternative.loss == found.total - best.total)
    }
  }

  @Test func `a job gives way where that is worth more`() {
    // Both want the first candidate; the second job has nobody else that is any good.
    var solver = AssignmentSolver(
      AssignmentProblem(capacities: [1, 1], worth: [90, 80, 85, 10], burdens: [[], []], classes: [0..<2]))
    let found = solver.solve()
    #expect(found.candidates == [1, 0])
    #expect(found.total == 165)
    #expect(found.alternatives == [0: .init(wanted: 0, loss: 65, displaced: 1, to: 1)])
  }

  @Test func `a higher priority never gives way`() {
    var solver = AssignmentSolver(
      AssignmentProblem(
        capacities: [1, 1], worth: [90, 80, 85, 10], burdens: [[], []], classes: [0..<1, 1..<2]))
    #expect(solver.solve().candidates == [0, 1])
  }

  @Test func `jobs are spread where each costs more than the one before`() {
    var solver = AssignmentSolver(
      AssignmentProblem(
        capacities: [3, 3], worth: Array(repeating: 100, count: 8), burdens: [[0, 30, 60], [0, 30, 60]],
        classes: [0..<4]))
    let found = solver.solve()
    #expect(found.candidates.compactMap(\.self).sorted() == [0, 0, 1, 1])
    #expect(found.total == 340)
  }

  @Test func `nothing to do is done`() {
    var solver = AssignmentSolver(AssignmentProblem(capacities: [], worth: [], burdens: [], classes: [0..<2]))
    #expect(solver.solve().candidates == [nil, nil])
    var none = AssignmentSolver(AssignmentProblem(capacities: [2], worth: [], burdens: [[]], classes: []))
    #expect(none.solve().placed == 0)
  }

  private func check(_ assignment: Assignment, _ problem: AssignmentProblem) {
    var used = [Int](repeating: 0, count: problem.capacities.count)
    for (job, candidate) in assignment.candidates.enumerated() {
      guard let candidate else { continue }
      used[candidate] += 1
      #expect(problem.worth(job, candidate) != AssignmentProblem.ineligible)
    }
    #expect(zip(used, problem.capacities).allSatisfy { $0 <= $1 })
  }
}
