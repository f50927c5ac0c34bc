import Testing

/// The mistakes that newcomers make with the command itself.
@Suite struct UsageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var words: [String]
    var status: Int32
    var says: String
    var testDescription: String { words.joined(separator: " ") }
  }

  @Test(arguments: [
    Case(words: [], status: 2, says: "usage: bylaw COMMAND"),
    Case(words: ["--help"], status: 0, says: "Start with"),
    Case(words: ["--version"], status: 0, says: "bylaw 0"),
    Case(words: ["chekc"], status: 2, says: "did you mean check?"),
    Case(words: ["help", "run"], status: 0, says: "usage: bylaw run"),
    Case(words: ["run", "--help"], status: 0, says: "--clock"),
    Case(words: ["run", "--rulez", "x"], status: 2, says: "did you mean --rules?"),
    Case(words: ["run", "--db", "x"], status: 2, says: "--rules is missing"),
    Case(words: ["run", "--rules", "rules"], status: 2, says: "--db is missing"),
    Case(words: ["run", "--rules"], status: 2, says: "--rules needs DIR"),
    Case(
      words: ["run", "--rules", "rules", "--db", "x", "--clock", "sun"], status: 2,
      says: "--clock is one of wall, events"),
    Case(
      words: ["run", "--rules", "rules", "--db", "x", "--until", "2026-01-01T00:00:00Z"], status: 2,
      says: "--until needs --clock events"),
    Case(
      words: ["run", "--rules", "rules", "--db", "x", "--clock", "events", "--until", "soon"], status: 2,
      says: "RFC 3339"),
    Case(words: ["run", "-q"], status: 2, says: "two dashes"),
    Case(words: ["check", "no-such-folder"], status: 3, says: "cannot read the folder no-such-folder"),
    Case(words: ["check", "a", "b"], status: 2, says: "one folder at a time"),
    Case(words: ["check", "rules", "--at", "soon"], status: 2, says: "--at is a date"),
    Case(
      words: ["run", "nothing.ndjson", "--rules", "no-such-folder", "--db", "/nowhere/x.db"], status: 3,
      says: "cannot read"),
    Case(words: ["cel", "1 +"], status: 1, says: "^"),
    Case(words: ["cel"], status: 2, says: "an expression is missing"),
    Case(words: ["cel", "a", "--vars", "[1]"], status: 2, says: "--vars is a JSON object"),
    Case(words: ["cel", "1 / 0"], status: 1, says: "R0202"),
    Case(words: ["cel", "1 + 2"], status: 0, says: "3"),
    Case(words: ["cel", "a.b * 2", "--vars", #"{"a":{"b":21}}"#], status: 0, says: "42"),
    Case(words: ["explain", "--db", "no-such.db", "d-1"], status: 3, says: "no-such.db"),
    Case(words: ["log", "decisions", "--db", "no-such.db"], status: 3, says: "no-such.db"),
    Case(words: ["log", "desicions", "--db", "no-such.db"], status: 2, says: "did you mean decisions?"),
    Case(words: ["status", "--db", "no-such.db"], status: 3, says: "no-such.db"),
  ])
  func `says what is wrong and what to do`(_ example: Case) throws {
    let outcome = try Tool.start(example.words).finish()
    #expect(outcome.status == example.status)
    #expect((outcome.output + outcome.errors).contains(example.says), "\(outcome.output)\(outcome.errors)")
  }

  /// The days ahead count, and what overrides fill is no gap.
  @Test(arguments: [
    ("2026-12-18T12:00:00Z", "has 4 gaps in the next 30 days"),
    (
      "2026-12-18T12:00:00Z",
      "nobody from Fri 2026-12-18 18:00 to Mon 2026-12-21 00:00; from Fri 2027-01-01 18:00"
    ),
    ("2026-12-22", "has 3 gaps in the next 30 days"),
  ])
  func `a check looks at who is on call in the next thirty days`(at: String, says: String) throws {
    let scratch = try Scratch()
    try scratch.write("rulebook.yaml", "name: shop\nversion: 1.0.0\ncurrency: USD\n")
    try scratch.write(
      "duty.yaml",
      """
      on_call: desk
      layers:
        - { people: [ann], hours: { mon-thu: ["00:00-24:00"] } }
        - { people: [ben], hours: { fri: ["00:00-18:00"] } }
      overrides:
        - { from: 2026-12-25, until: 2026-12-28, people: [eve] }
      """)
    let outcome = try Tool.run("check", ".", "--at", at, in: scratch.folder)
    #expect(outcome.output.contains(says), "\(outcome.output)\(outcome.errors)")
  }
}
