/// A regular expression in RE2 syntax, matched in time linear to the text.
struct Regex: Sendable {
  /// A match: the whole range, and those of the groups by number (the whole one is 0).
  struct Match {
    var groups: [Range<Int>?]
    var range: Range<Int> { groups[0] ?? 0..<0 }
  }

  let program: RegexProgram
  let groupCount: Int

  /// Compiles a pattern.
  init(_ pattern: String) throws(EvaluationError) {
    var parser = RegexParser(pattern)
    let node = try parser.parse()
    groupCount = parser.groupCount
    program = try RegexProgram(.group(node, number: 0))
  }

  /// Whether the pattern matches somewhere in the text.
  func matches(_ text: String) -> Bool {
    RegexMachine(program: program, groupCount: 0).test(text)
  }

  /// The leftmost match at or after a position.
  func firstMatch(in scalars: [Unicode.Scalar], from start: Int) -> Match? {
    let machine = RegexMachine(program: program, groupCount: groupCount)
    return machine.search(scalars, from: start, needsGroups: true)
  }

  /// All matches that do not overlap, up to a limit.
  func allMatches(in scalars: [Unicode.Scalar], limit: Int = .max) -> [Match] {
    var found: [Match] = []
    var at = 0
    while found.count < limit, at <= scalars.count, let match = firstMatch(in: scalars, from: at) {
      found.append(match)
      at = match.range.isEmpty ? match.range.upperBound + 1 : match.range.upperBound
    }
    return found
  }
}
