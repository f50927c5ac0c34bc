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
  func matches(_ text: String) throws(EvaluationError) -> Bool {
    var machine = RegexMachine(program: program, groupCount: 0)
    return try machine.test(text)
  }

  /// The leftmost match.
  func firstMatch(in scalars: [Unicode.Scalar]) throws(EvaluationError) -> Match? {
    try allMatches(in: scalars, limit: 1).first
  }

  /// All matches that do not overlap, up to a limit.
  func allMatches(in scalars: [Unicode.Scalar], limit: Int = .max) throws(EvaluationError) -> [Match] {
    var machine = RegexMachine(program: program, groupCount: groupCount)
    var found: [Match] = []
    var at = 0
    while found.count < limit, at <= scalars.count,
      let match = try machine.search(scalars, from: at, needsGroups: true)
    {
      found.append(match)
      at = match.range.isEmpty ? match.range.upperBound + 1 : match.range.upperBound
    }
    return found
  }
}
