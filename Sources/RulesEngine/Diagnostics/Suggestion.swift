/// Finds the name that was probably meant.
public enum Suggestion {
  /// Names longer than this are not compared: nobody mistypes them by accident, and comparing is quadratic.
  private static let longest = 64

  /// The valid name that `name` was probably meant to be: the same name in another case or with other
  /// dashes, a word
  /// other tools use for it, or a likely slip of the fingers.
  ///
  /// ```swift
  /// Suggestion.best(for: "queue", among: ["single", "queued"])   // "queued"
  /// Suggestion.best(for: "then", among: ["on", "if", "do"])      // "do"
  /// ```
  public static func best(for name: String, among valid: [String]) -> String? {
    let plain = normal(name)
    if let same = valid.first(where: { normal($0) == plain && !$0.utf8.elementsEqual(name.utf8) }) {
      return same
    }
    return Synonyms.meaning(of: plain, among: valid) ?? closest(to: name, among: valid)
      ?? Synonyms.near(plain).flatMap { Synonyms.meaning(of: $0, among: valid) }
  }

  /// The valid name with the fewest slips, if they are at most a third of its letters (and at least one).
  ///
  /// A slip is one letter missing, added, changed, or swapped with its neighbour. Of several equally close
  /// names the
  /// one with the same first letter wins, then the earlier.
  public static func closest(to name: String, among valid: [String]) -> String? {
    let letters = Array(name.unicodeScalars)
    guard !letters.isEmpty, letters.count <= longest else { return nil }
    let limit = max(1, letters.count / 3)
    var best: (name: String, rank: Int)?
    for candidate in valid {
      let other = Array(candidate.unicodeScalars)
      guard !other.isEmpty, abs(other.count - letters.count) <= limit else { continue }
      let slips = distance(letters, other)
      guard slips > 0, slips <= limit, slips < max(letters.count, other.count) else { continue }
      let rank = slips * 2 + (letters.first == other.first ? 0 : 1)
      if rank < best?.rank ?? .max { best = (candidate, rank) }
    }
    return best?.name
  }

  /// The number of slips between two names (optimal string alignment).
  public static func distance(_ left: String, _ right: String) -> Int {
    distance(Array(left.unicodeScalars), Array(right.unicodeScalars))
  }

  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(last[column] + (letter == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }

  /// Lower case, without the dashes and underscores that differ between tools.
  private static func normal(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
  }
}
