internal import CEL

/// How candidates are judged: which filters count, and what each part of the score weighs.
///
/// Everything below works on values: what a candidate is, not where that came from. That makes ranking a function that
/// one by one routing, bulk assignment, tests and explanations share.
struct RoutingPolicy: Sendable, Equatable {
  struct Part: Sendable, Equatable {
    var name: String
    var weight: Double
  }

  /// The names of what candidates are preferred for, in order.
  var preferences: [String] = []
  var parts: [Part] = []
  /// What decides between equal scores, in words: `longest idle`.
  var ties: [String] = []

  /// The weighted mean of the parts, in millionths, so that the last bits of a sum never decide. A part is taken from 0
  /// to 1; one that is missing counts as 0.
  func total(_ values: [Double?]) -> Int64 {
    var sum = 0.0
    var weights = 0.0
    for (part, value) in zip(parts, values) where part.weight > 0 {
      weights += part.weight
      sum += part.weight * (value.map(Self.clamped) ?? 0)
    }
    return weights > 0 ? Int64((sum / weights * 1_000_000).rounded()) : 0
  }

  static func clamped(_ value: Double) -> Double { value > 0 ? min(value, 1) : 0 }
}

/// What is known of a candidate for a job.
struct RoutingCandidate: Sendable {
  /// The key of its row.
  var id: String
  /// Why it must not get the job; nothing where it may.
  var obstacles: [Obstacle] = []
  /// The first preference that it fulfils; the number of preferences where it fulfils none.
  var preference = 0
  /// What each part of the score came to; nil for what is missing.
  var values: [Double?] = []
  /// What decides between equal scores: smaller comes first.
  var ties: [Tie] = []

  /// A filter that it fails, or an answer that it gave.
  struct Obstacle: Sendable, Equatable {
    var name: String
    var reason: String
  }

  /// One value that decides between equal scores.
  struct Tie: Sendable, Equatable {
    var order: Double
    var text: String
  }

  var isEligible: Bool { obstacles.isEmpty }
}

/// The candidates for one job, the best first, each with the reason for its place.
struct Ranking: Sendable {
  struct Entry: Sendable {
    var candidate: RoutingCandidate
    var total: Int64
    /// Why it won or lost, in a sentence.
    var reason: String
  }

  /// The eligible ones, the best first.
  var eligible: [Entry]
  /// Those that must not get the job, by id.
  var excluded: [Entry]

  var best: Entry? { eligible.first }
  var entries: [Entry] { eligible + excluded }
}

extension RoutingPolicy {
  /// Ranks candidates: preferred ones first, then by score, then by what decides between equals, then by id.
  ///
  /// - Parameter order: ids in an order found before, which then counts instead of scores.
  func rank(_ candidates: [RoutingCandidate], in order: [String]? = nil) -> Ranking {
    var places: [String: Int] = [:]
    for (place, id) in (order ?? []).enumerated() { places[id] = place }
    var able: [(candidate: RoutingCandidate, total: Int64)] = []
    var excluded: [Ranking.Entry] = []
    for candidate in candidates {
      let total = candidate.isEligible ? total(candidate.values) : 0
      if candidate.isEligible {
        able.append((candidate, total))
      } else {
        excluded.append(.init(candidate: candidate, total: 0, reason: Self.exclusion(candidate)))
      }
    }
    able.sort { left, right in
      if order != nil {
        let (first, second) = (places[left.candidate.id] ?? .max, places[right.candidate.id] ?? .max)
        if first != second { return first < second }
      }
      return Self.precedes(left, right)
    }
    let best = able.first
    let ranked = able.enumerated().map { place, entry in
      Ranking.Entry(
        candidate: entry.candidate, total: entry.total,
        reason: place == 0
          ? victory(entry) : best.map { defeat(entry, by: $0, isOrdered: order != nil) } ?? "")
    }
    excluded.sort { $0.candidate.id.utf8.lexicographicallyPrecedes($1.candidate.id.utf8) }
    return Ranking(eligible: ranked, excluded: excluded)
  }

  typealias Scored = (candidate: RoutingCandidate, total: Int64)

  /// Whether the first comes before the second; never both, and never neither for different ids.
  static func precedes(_ left: Scored, _ right: Scored) -> Bool {
    if left.candidate.preference != right.candidate.preference {
      return left.candidate.preference < right.candidate.preference
    }
    if left.total != right.total { return left.total > right.total }
    for (first, second) in zip(left.candidate.ties, right.candidate.ties) where first.order != second.order {
      return first.order < second.order
    }
    return left.candidate.id.utf8.lexicographicallyPrecedes(right.candidate.id.utf8)
  }
}
