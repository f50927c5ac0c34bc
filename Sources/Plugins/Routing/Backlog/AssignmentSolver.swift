/// Places as many jobs as possible, and among all ways to do so finds one of the highest total.
///
/// Jobs of a higher priority are placed first and are not moved for others. Within a class each job in turn finds the
/// shortest augmenting path through the candidates (Jonker and Volgenant's method, with a candidate as a column that
/// takes several jobs): it may push a job to its next best, and that one another. Ties are broken by the order of jobs
/// and candidates alone, so the same problem has the same answer everywhere.
///
/// A step from one candidate to another is moving the job that loses least by it. With the potentials of the paths
/// found before, no step is ever a gain, so Dijkstra's method finds the path in `candidates²` operations.
struct AssignmentSolver {
  private let problem: AssignmentProblem
  private let count: Int
  /// More than any exchange of jobs can gain: what leaving a job costs.
  private let left: Int64
  private var used: [Int]
  private var holder: [Int?]
  /// The jobs of the class at hand that each candidate holds, in the order of jobs.
  private var held: [[Int]]
  /// What the cheapest move of a job from one candidate to another costs, and of which job.
  private var moves: [Int64]
  private var movers: [Int32]
  private var potentials: [Int64]
  private var search: Search
  /// What it costs to give a candidate one of the jobs that were left, as what leaving it costs is saved.
  private var pickUps: [Int64]

  /// More than any cost, and small enough to be added to.
  private static let unreachable = Int64.max / 4

  /// The shortest ways from where a search began.
  private struct Search {
    var labels: [Int64]
    var parents: [Int]
    var isDone: [Bool]
  }

  /// Where a chain of moves ends.
  private enum End {
    /// The candidate has room,
    case room(Int)
    /// or lets a job go,
    case leaving(Int, job: Int)
    /// or the new job is left at once.
    case left
  }

  init(_ problem: AssignmentProblem) {
    self.problem = problem
    count = problem.capacities.count
    let worths = problem.worth.filter { $0 != AssignmentProblem.ineligible }
    let burden = problem.burdens.compactMap(\.last).max() ?? 0
    left = ((worths.max() ?? 0) - (worths.min() ?? 0) + burden + 1) * Int64(problem.jobs + 1)
    used = Array(repeating: 0, count: count)
    holder = Array(repeating: nil, count: problem.jobs)
    held = Array(repeating: [], count: count)
    moves = Array(repeating: Self.unreachable, count: count * count)
    movers = Array(repeating: -1, count: count * count)
    potentials = Array(repeating: 0, count: count)
    pickUps = Array(repeating: Self.unreachable, count: count)
    search = Search(
      labels: Array(repeating: 0, count: count), parents: Array(repeating: -1, count: count),
      isDone: Array(repeating: false, count: count))
  }

  mutating func solve() -> Assignment {
    var alternatives: [Int: Assignment.Alternative] = [:]
    for range in problem.classes {
      for candidate in 0..<count {
        held[candidate] = []
        potentials[candidate] = 0
        update(candidate)
      }
      for job in range { place(job) }
      noteLeft(range)
      for job in range { alternatives[job] = alternative(for: job) }
    }
    return Assignment(
      candidates: holder, total: total, placed: holder.count { $0 != nil }, alternatives: alternatives)
  }

  private var total: Int64 {
    var total: Int64 = 0
    for (job, candidate) in holder.enumerated() {
      if let candidate { total += problem.worth(job, candidate) }
    }
    for candidate in 0..<count {
      for number in 0..<used[candidate] { total -= problem.burden(candidate, after: number) }
    }
    return total
  }

  // MARK: Placing a job

  private mutating func place(_ job: Int) {
    begin(job)
    explore(avoiding: nil)
    let base = search.labels.min() ?? 0
    var best = (cost: left, end: End.left)
    if base < Self.unreachable {
      for candidate in 0..<count where search.labels[candidate] < Self.unreachable {
        let (cost, end) = cheapestEnd(at: candidate)
        if cost < best.cost { best = (cost, end) }
      }
    }
    carryOut(best.end, placing: job)
    raisePotentials()
  }

  /// What it comes to when the chain ends at a candidate.
  private func cheapestEnd(at candidate: Int) -> (Int64, End) {
    let way = search.labels[candidate] + potentials[candidate]
    if used[candidate] < problem.capacities[candidate] {
      return (way + problem.burden(candidate, after: used[candidate]), .room(candidate))
    }
    guard let job = cheapestToLeave(candidate) else { return (Self.unreachable, .left) }
    return (way - cost(job, candidate) + left, .leaving(candidate, job: job))
  }

  /// The job of a candidate that is worth least; nil where he holds none that may be moved.
  private func cheapestToLeave(_ candidate: Int) -> Int? {
    held[candidate].max { cost($0, candidate) < cost($1, candidate) }
  }

  private mutating func carryOut(_ end: End, placing job: Int) {
    var target: Int
    switch end {
    case .left: return
    case .room(let candidate):
      target = candidate
      used[candidate] += 1
    case .leaving(let candidate, let gone):
      target = candidate
      holder[gone] = nil
      held[candidate].removeAll { $0 == gone }
    }
    var touched = [target]
    while search.parents[target] >= 0 {
      let source = search.parents[target]
      let moved = Int(movers[source * count + target])
      held[source].removeAll { $0 == moved }
      give(moved, to: target)
      target = source
      touched.append(target)
    }
    give(job, to: target)
    for candidate in touched { update(candidate) }
  }

  private mutating func give(_ job: Int, to candidate: Int) {
    holder[job] = candidate
    held[candidate].insert(job, at: held[candidate].firstIndex { $0 > job } ?? held[candidate].endIndex)
  }

  private mutating func update(_ candidate: Int) {
    for target in 0..<count {
      var best = Self.unreachable
      var mover: Int32 = -1
      for job in held[candidate] {
        let there = cost(job, target)
        guard there < Self.unreachable, target != candidate else { continue }
        let change = there - cost(job, candidate)
        if change < best { (best, mover) = (change, Int32(job)) }
      }
      moves[candidate * count + target] = best
      movers[candidate * count + target] = mover
    }
  }

  @inline(__always)
  private func cost(_ job: Int, _ candidate: Int) -> Int64 {
    let worth = problem.worth[job * count + candidate]
    return worth == AssignmentProblem.ineligible ? Self.unreachable : -worth
  }

  // MARK: Shortest ways

  private mutating func begin(_ job: Int, only start: Int? = nil) {
    for candidate in 0..<count {
      let way = start ?? candidate == candidate ? cost(job, candidate) : Self.unreachable
      search.labels[candidate] = way >= Self.unreachable ? Self.unreachable : way - potentials[candidate]
      search.parents[candidate] = -1
      search.isDone[candidate] = false
    }
  }

  /// Dijkstra's method over all candidates; nothing is moved on from `end`.
  private mutating func explore(avoiding end: Int?) {
    while true {
      var nearest = -1
      var label = Self.unreachable
      for candidate in 0..<count where !search.isDone[candidate] && search.labels[candidate] < label {
        (nearest, label) = (candidate, search.labels[candidate])
      }
      guard nearest >= 0 else { return }
      search.isDone[nearest] = true
      if nearest == end || held[nearest].isEmpty { continue }
      let row = nearest * count
      for target in 0..<count where !search.isDone[target] {
        let move = moves[row + target]
        guard move < Self.unreachable else { continue }
        let way = label + move + potentials[nearest] - potentials[target]
        if way < search.labels[target] {
          search.labels[target] = way
          search.parents[target] = nearest
        }
      }
    }
  }

  private mutating func raisePotentials() {
    let reached = search.labels.filter { $0 < Self.unreachable }
    guard let farthest = reached.max() else { return }
    for candidate in 0..<count { potentials[candidate] += min(search.labels[candidate], farthest) }
  }

  // MARK: What another choice would have cost

  /// For a job that did not get the candidate it is worth most with: what giving it to him would cost in all.
  private mutating func alternative(for job: Int) -> Assignment.Alternative? {
    guard let wanted = favorite(of: job), wanted != holder[job] else { return nil }
    let current = holder[job]
    let spared = current.map { refill($0) } ?? 0
    begin(job, only: wanted)
    explore(avoiding: current)
    var best = (cost: Self.unreachable, end: wanted)
    for candidate in 0..<count where search.labels[candidate] < Self.unreachable {
      let cost =
        candidate == current
        ? search.labels[candidate] + potentials[candidate] : cheapestEnd(at: candidate).0 + spared
      if cost < best.cost { best = (cost, candidate) }
    }
    guard best.cost < Self.unreachable else { return nil }
    let saved = current.map { cost(job, $0) } ?? left
    var alternative = Assignment.Alternative(wanted: wanted, loss: max(best.cost - saved, 0))
    var path = [best.end]
    while search.parents[path[path.count - 1]] >= 0 { path.append(search.parents[path[path.count - 1]]) }
    if path.count > 1 {
      alternative.to = path[path.count - 2]
      alternative.displaced = Int(movers[wanted * count + path[path.count - 2]])
    } else if used[wanted] >= problem.capacities[wanted] {
      alternative.displaced = cheapestToLeave(wanted)
    }
    return alternative
  }

  /// The best that can be made of the place that a job leaves: nobody takes it, somebody with more moves to it, or a job
  /// that was left gets it; each perhaps by way of others.
  private mutating func refill(_ place: Int) -> Int64 {
    for candidate in 0..<count {
      var way = pickUps[candidate]
      if used[candidate] > 0 { way = min(way, -problem.burden(candidate, after: used[candidate] - 1)) }
      search.labels[candidate] = way >= Self.unreachable ? Self.unreachable : way - potentials[candidate]
      search.parents[candidate] = -1
      search.isDone[candidate] = false
    }
    explore(avoiding: place)
    return search.labels[place] + potentials[place]
  }

  private mutating func noteLeft(_ jobs: Range<Int>) {
    for candidate in 0..<count {
      let cheapest = jobs.filter { holder[$0] == nil }.map { cost($0, candidate) }.min() ?? Self.unreachable
      pickUps[candidate] = cheapest < Self.unreachable ? cheapest - left : Self.unreachable
    }
  }

  private func favorite(of job: Int) -> Int? {
    var best: Int?
    for candidate in 0..<count
    where problem.capacities[candidate] > 0 && cost(job, candidate) < Self.unreachable {
      if let known = best, cost(job, known) <= cost(job, candidate) { continue }
      best = candidate
    }
    return best
  }
}
