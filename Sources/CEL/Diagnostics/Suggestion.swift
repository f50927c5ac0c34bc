/// Finds the name that was probably meant.
public enum Suggestion {
  /// The candidate closest to `name`, if one lies within `max(1, length / 3)` edits (insertions, deletions,
  /// changes, swaps of neighbours); of equally close ones the first. Case counts half.
  public static func closest(_ name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.unicodeScalars.prefix(64))
    let allowed = 2 * max(1, wanted.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates where !sameText(candidate, name) {
      let scalars = Array(candidate.unicodeScalars.prefix(64))
      guard abs(scalars.count - wanted.count) * 2 <= allowed else { continue }
      // Names that differ in case alone are always close.
      let isCase = name.lowercased() == candidate.lowercased()
      let found = isCase ? 1 : distance(wanted, scalars)
      if found <= allowed, found < best?.distance ?? .max { best = (candidate, found) }
    }
    return best?.name
  }

  /// The Damerau-Levenshtein distance, doubled so that a difference in case alone can count one.
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var previous = Array(stride(from: 0, through: right.count * 2, by: 2))
    for i in left.indices {
      var row = [2 * (i + 1)]
      for j in right.indices {
        let change = previous[j] + cost(left[i], right[j])
        var least = min(change, previous[j + 1] + 2, row[j] + 2)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          least = min(least, before[j - 1] + 2)
        }
        row.append(least)
      }
      (before, previous) = (previous, row)
    }
    return previous[right.count]
  }

  private static func cost(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Int {
    if left == right { return 0 }
    return left.properties.lowercaseMapping == right.properties.lowercaseMapping ? 1 : 2
  }
}

/// The candidate that was probably meant by `name`; see `Suggestion.closest`.
public func closest(_ name: String, among candidates: some Sequence<String>) -> String? {
  Suggestion.closest(name, among: candidates)
}
