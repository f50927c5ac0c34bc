/// The sentences: why a candidate won, why each of the others lost.
extension RoutingPolicy {
  static func exclusion(_ candidate: RoutingCandidate) -> String {
    "excluded: " + candidate.obstacles.map { "\($0.name): \($0.reason)" }.joined(separator: "; ")
  }

  func victory(_ entry: Scored) -> String {
    guard let name = preference(of: entry.candidate) else { return "the best, \(Score.text(entry.total))" }
    return "preferred (\(name)), \(Score.text(entry.total))"
  }

  func defeat(_ entry: Scored, by winner: Scored, isOrdered: Bool = false) -> String {
    if entry.candidate.preference != winner.candidate.preference {
      let name = preference(of: winner.candidate) ?? ""
      return "eligible, \(Score.text(entry.total)), but not preferred (\(name))"
    }
    let (own, best) = Score.texts(entry.total, winner.total)
    if entry.total < winner.total {
      return "eligible, \(own) vs \(best): " + deficits(entry, winner).joined(separator: ", ")
    }
    if isOrdered, entry.total > winner.total { return "eligible, \(own), later in the ranking made before" }
    for (position, name) in ties.enumerated() {
      let (tie, other) = (entry.candidate.ties[position], winner.candidate.ties[position])
      if tie.order != other.order {
        return "eligible, \(own) as well, but \(name): \(tie.text) vs \(other.text)"
      }
    }
    return "eligible, \(own) as well, but its id comes later"
  }

  /// The parts that cost it most, the largest first; two at most.
  private func deficits(_ entry: Scored, _ winner: Scored) -> [String] {
    let lost = parts.indices.compactMap { part -> (part: Int, by: Double)? in
      let by = parts[part].weight * (number(winner, part) - number(entry, part))
      return by > 0 ? (part, by) : nil
    }
    let ordered = lost.sorted { $0.by != $1.by ? $0.by > $1.by : $0.part < $1.part }
    return ordered.prefix(2).map { part, _ in
      guard entry.candidate.values[part] != nil else { return "\(parts[part].name) missing" }
      let (own, best) = Score.texts(millionths(entry, part), millionths(winner, part))
      return "\(parts[part].name) \(own) vs \(best)"
    }
  }

  private func number(_ entry: Scored, _ part: Int) -> Double {
    entry.candidate.values[part].map(Self.clamped) ?? 0
  }

  private func millionths(_ entry: Scored, _ part: Int) -> Int64 {
    Int64((number(entry, part) * 1_000_000).rounded())
  }

  private func preference(of candidate: RoutingCandidate) -> String? {
    preferences.indices.contains(candidate.preference) ? preferences[candidate.preference] : nil
  }
}

/// Scores in text.
enum Score {
  /// Millionths with two digits after the point.
  static func text(_ millionths: Int64) -> String { text(millionths, digits: 2) }

  /// Two scores with as many digits as it takes to tell them apart.
  static func texts(_ left: Int64, _ right: Int64) -> (String, String) {
    for digits in 2..<6 {
      let pair = (text(left, digits: digits), text(right, digits: digits))
      if left == right || pair.0 != pair.1 { return pair }
    }
    return (text(left, digits: 6), text(right, digits: 6))
  }

  private static func text(_ millionths: Int64, digits: Int) -> String {
    var unit: Int64 = 1_000_000
    for _ in 0..<digits { unit /= 10 }
    let rounded = (abs(millionths) + unit / 2) / unit
    var scale: Int64 = 1
    for _ in 0..<digits { scale *= 10 }
    let fraction = String(rounded % scale)
    let sign = millionths < 0 && rounded > 0 ? "-" : ""
    return
      "\(sign)\(rounded / scale).\(String(repeating: "0", count: digits - fraction.utf8.count))\(fraction)"
  }
}
