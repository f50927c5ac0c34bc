/// Jobs and candidates with what each pair is worth: the question that `AssignmentSolver` answers.
struct AssignmentProblem {
  /// How many jobs each candidate can take.
  var capacities: [Int]
  /// What giving a job to a candidate is worth, job after job; `ineligible` where it must not be given.
  var worth: [Int64]
  /// What the job a candidate is given after so many others costs him; it never falls. Nothing where it is empty.
  var burdens: [[Int64]]
  /// The jobs of one priority, the highest priority first.
  var classes: [Range<Int>]

  /// The worth of a pair that is not allowed.
  static let ineligible = Int64.min

  var jobs: Int { classes.last?.upperBound ?? 0 }

  func worth(_ job: Int, _ candidate: Int) -> Int64 { worth[job * capacities.count + candidate] }

  func burden(_ candidate: Int, after count: Int) -> Int64 {
    let list = burdens[candidate]
    return list.isEmpty ? 0 : list[min(count, list.count - 1)]
  }
}

/// Who does what, and what that is worth.
struct Assignment: Equatable {
  /// The candidate of each job; nil for a job that was left.
  var candidates: [Int?]
  /// The worth of all pairs, less the burdens.
  var total: Int64
  /// How many jobs have a candidate.
  var placed: Int
  /// For a job that did not get its best candidate: what giving it to him would have cost.
  var alternatives: [Int: Alternative] = [:]

  struct Alternative: Equatable {
    /// The candidate it wanted most.
    var wanted: Int
    /// By how much the total would be less.
    var loss: Int64
    /// The job that would have had to go from the wanted candidate; nil where none would,
    var displaced: Int?
    /// and where to; nil for nowhere.
    var to: Int?
  }
}

extension AssignmentProblem {
  /// Each job in turn to the candidate who is best for it then: what routing one by one gives.
  func oneByOne() -> Assignment {
    var result = Assignment(candidates: [], total: 0, placed: 0)
    var used = [Int](repeating: 0, count: capacities.count)
    for job in 0..<jobs {
      var best: (candidate: Int, worth: Int64)?
      for candidate in capacities.indices where used[candidate] < capacities[candidate] {
        let worth = worth(job, candidate)
        guard worth != Self.ineligible else { continue }
        let gain = worth - burden(candidate, after: used[candidate])
        if gain > best?.worth ?? .min { best = (candidate, gain) }
      }
      result.candidates.append(best?.candidate)
      if let best {
        used[best.candidate] += 1
        result.total += best.worth
        result.placed += 1
      }
    }
    return result
  }
}
