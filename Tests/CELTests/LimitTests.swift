import CEL
import Testing

/// Hostile sources and evaluations: each ends in a described error.
@Suite struct LimitTests {
  private static func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  static let sources: [(String, String, String)] = [
    ("10,000 parentheses", times("(", 10_000) + "1" + times(")", 10_000), "C0302"),
    ("10,000 brackets", times("[", 10_000), "C0302"),
    ("10,000 negations", times("!", 10_000) + "true", "C0302"),
    ("10,000 minuses", times("-", 10_000) + "(1)", "C0302"),
    ("a megabyte", times("1 + ", 262_144) + "1", "C0301"),
    ("a long chain of fields", "a" + times(".b", 30_000), "C0302"),
    ("100,000 fields", "a" + times(".b", 100_000), "C0301"),
    ("a long sum", times("1 + ", 5000) + "1", "C0302"),
    ("nested choices", times("true ? 1 : ", 5000) + "2", "C0302"),
    ("many parts", "[" + times("1,", 25_000) + "1]", "C0303"),
    ("thirty nested macros", (0..<30).reduce("1") { "[1,2,3].map(x\($1), \($0))" }, "R0208"),
    ("doubling texts", bomb("'xxxxxxxx'", "a40.size()") { "\($0) + \($0)" }, "R0208"),
    ("doubling lists", bomb("[1]", "a40 == a40") { "[\($0), \($0)]" }, "R0208"),
    ("printing doubled lists", bomb("[1]", "'%s'.format([a40])") { "[\($0), \($0)]" }, "R0208"),
    ("distinct doubled lists", bomb("[1]", "[a40, a40].distinct()") { "[\($0), \($0)]" }, "R0208"),
    ("failing bindings", bomb("[1]", "a40") { "[1 / 0] + \($0) + \($0)" }, "R0202"),
    (
      "growing replacements",
      "cel.bind(a, 'aaaaaaaaaaaaaaaa', cel.bind(b, a.replace('a', a).replace('a', a), b.replace('a', b).replace('a', b)))",
      "R0208"
    ),
    ("a regular expression that grows", "'a'.matches('((a{100}){100}){100}')", "R0207"),
    ("deep groups", "'a'.matches('\(times("(", 2000))a\(times(")", 2000))')", "R0207"),
    ("a huge range", "lists.range(100000000).size()", "R0208"),
    ("a million rounds", "lists.range(2000).map(x, lists.range(2000))", "R0208"),
  ]

  /// Forty bindings, each made of the one before.
  private static func bomb(_ start: String, _ end: String, _ step: (String) -> String) -> String {
    let body = (0..<40).reversed().reduce(end) { "cel.bind(a\($1 + 1), \(step("a\($1)")), \($0))" }
    return "cel.bind(a0, \(start), \(body))"
  }

  @Test(arguments: sources) func `source ends in an error`(name: String, source: String, code: String) {
    #expect(outcome(source, in: Environment(profile: .rules)) == code, "\(name)")
  }

  @Test func `what lies within the limits works`() {
    let environment = Environment(profile: .standard)
    for (open, close) in [
      ("(", ")"), ("[", "]"), ("{1: ", "}"), ("!", ""), ("true ? ", " : false"), ("string(", ")"),
    ] where open != "true ? " {
      let source = Self.times(open, 100) + (open == "!" ? "true" : "1") + Self.times(close, 100)
      #expect(!outcome(source, in: environment).hasPrefix("C"), "\(open)")
    }
    #expect(outcome(Self.times("false || ", 3000) + "true", in: environment) == "true")
  }

  @Test func `limits can be tightened`() {
    let limits = Limits(maxSourceBytes: 20, maxDepth: 8, maxNodes: 10, maxCost: 100)
    let environment = Environment(profile: .rules, limits: limits)
    #expect(outcome("1 + 1 + 1 + 1 + 1 + 1 + 1", in: environment) == "C0301")
    #expect(outcome("((((((((1))))))))", in: environment) == "C0302")
    #expect(
      outcome("[1,1,1,1,1,1,1,1]", in: Environment(profile: .rules, limits: Limits(maxNodes: 8))) == "C0303")
    let small = Environment(profile: .rules, limits: Limits(maxCost: 100))
    #expect(outcome("lists.range(200).all(x, x >= 0)", in: small) == "R0208")
  }

  @Test func `the cost of an evaluation is told`() throws {
    var slots = SlotTable()
    let program = try Environment(profile: .rules).compile(
      "lists.range(10).map(x, x * x).size()", slots: &slots)
    let frame = Frame()
    _ = try program.evaluate(frame)
    #expect(frame.lastCost > 10 && frame.lastCost < 1000)
  }
}
