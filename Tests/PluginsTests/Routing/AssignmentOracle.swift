@testable import Plugins

/// Tries every assignment, class by class.
struct AssignmentOracle {
  typealias Result = (placed: Int, total: Int64)

  private let problem: AssignmentProblem

  init(_ problem: AssignmentProblem) { self.problem = problem }

  /// The best of all for problems of one class. With several, that of the lower classes depends on which of several
  /// equally good assignments the higher ones got; the worths are made so that there is one.
  var best: Result {
    var used = [Int](repeating: 0, count: problem.capacities.count)
    var result: Result = (0, 0)
    for range in problem.classes {
      var found: (Result, [Int]) = ((-1, 0), used)
      search(range, used, (0, 0), nil) { candidate, taken in
        if candidate.placed > found.0.placed
          || candidate.placed == found.0.placed && candidate.total > found.0.total
        {
          found = (candidate, taken)
        }
      }
      used = found.1
      result = (result.placed + found.0.placed, result.total + found.0.total)
    }
    return result
  }

  /// The best of those that place a job.
  func best(placing job: Int) -> Result {
    var found: Result = (-1, 0)
    let used = [Int](repeating: 0, count: problem.capacities.count)
    search(0..<problem.jobs, used, (0, 0), job) { candidate, _ in
      if candidate.placed > found.placed || candidate.placed == found.placed && candidate.total > found.total
      {
        found = candidate
      }
    }
    return found
  }

  private func search(
    _ jobs: Range<Int>, _ used: [Int], _ sum: Result, _ needed: Int?, _ visit: (Result, [Int]) -> Void
  ) {
    guard let job = jobs.first else { return visit(sum, used) }
    let rest = jobs.dropFirst()
    if job != needed { search(rest, used, sum, needed, visit) }
    for candidate in used.indices where used[candidate] < problem.capacities[candidate] {
      let worth = problem.worth(job, candidate)
      guard worth != AssignmentProblem.ineligible else { continue }
      var taken = used
      taken[candidate] += 1
      let gain = worth - problem.burden(candidate, after: used[candidate])
      search(rest, taken, (sum.placed + 1, sum.total + gain), needed, visit)
    }
  }
}

/// Problems by number: the same seed gives the same ones.
struct RandomProblem {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % bound
  }

  mutating func shuffled(_ count: Int) -> [Int] {
    var list = Array(0..<count)
    for index in list.indices.reversed() where index > 0 { list.swapAt(index, next(index + 1)) }
    return list
  }

  var small: AssignmentProblem {
    mutating get { problem(jobs: 1 + next(6), candidates: 1 + next(4), room: 3) }
  }

  var large: AssignmentProblem {
    mutating get { problem(jobs: 20 + next(60), candidates: 3 + next(20), room: 6) }
  }

  private mutating func problem(jobs: Int, candidates: Int, room: Int) -> AssignmentProblem {
    let capacities = (0..<candidates).map { _ in next(room) }
    let isSparse = next(2) == 0
    let worth = (0..<jobs * candidates).map { _ in
      isSparse && next(3) == 0 ? AssignmentProblem.ineligible : Int64(next(1_000_000))
    }
    let burdens = (0..<candidates).map { _ -> [Int64] in
      guard next(2) == 0 else { return [] }
      var burden: Int64 = 0
      return (0..<room).map { _ in
        defer { burden += Int64(next(200_000)) }
        return burden
      }
    }
    let cut = next(4) == 0 ? next(jobs) : 0
    return AssignmentProblem(
      capacities: capacities, worth: worth, burdens: burdens,
      classes: cut > 0 ? [0..<cut, cut..<jobs] : [0..<jobs])
  }
}
