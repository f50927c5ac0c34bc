import Foundation
import Testing

/// What `bylaw new` writes is right, works, and is tested by what stands beside it.
@Suite struct NewTests {
  static let kinds = [
    "rule", "table", "workflow", "schedule", "absence", "template", "score", "segment", "entity", "event",
    "action",
    "calendar",
  ]

  /// A new rulebook in a folder of its own.
  static func rulebook() throws -> Scratch {
    let scratch = try Scratch()
    let outcome = try Tool.run("new", "rulebook", "demo", in: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return scratch
  }

  @Test func `a new rulebook is right and passes its tests`() throws {
    let scratch = try Self.rulebook()
    let check = try Tool.run("check", "demo", "--deny", "warnings", in: scratch.folder)
    #expect(check.status == 0, "\(check.output)")
    let test = try Tool.run("test", "demo", "--coverage", in: scratch.folder)
    #expect(test.status == 0, "\(test.output)")
    #expect(
      test.output.hasSuffix("coverage: 1 of 1 definitions are tried by some test\n2 passed, 0 failed\n"))
  }

  @Test(arguments: kinds)
  func `what is made is right, and passes its test`(kind: String) throws {
    let scratch = try Self.rulebook()
    let made = try Tool.run("new", kind, "sample-x", "--rules", "demo", in: scratch.folder)
    #expect(made.status == 0, "\(made.errors)")
    let check = try Tool.run("check", "demo", "--deny", "warnings", in: scratch.folder)
    #expect(check.status == 0, "\(check.output)")
    let test = try Tool.run("test", "demo", "--filter", "sample-x", in: scratch.folder)
    #expect(test.status == 0, "\(test.output)\(test.errors)")
    #expect(test.output.contains(" passed, 0 failed"))
  }

  @Test func `nothing is overwritten`() throws {
    let scratch = try Self.rulebook()
    let first = try Tool.run("new", "rule", "x", "--rules", "demo", in: scratch.folder)
    #expect(
      first.output
        == "wrote demo/rules/x.yaml\nwrote demo/rules/x.test.yaml\nTry: bylaw test demo --filter x\n")
    let second = try Tool.run("new", "rule", "x", "--rules", "demo", in: scratch.folder)
    #expect(second.status == 3)
    #expect(second.errors == "bylaw: demo/rules/x.yaml is there already, and nothing is overwritten\n")
  }

  struct Case: Sendable {
    var words: [String]
    var says: String
  }

  @Test(arguments: [
    Case(words: ["rull", "x"], says: "no kind is called rull; did you mean rule?"),
    Case(words: ["rule"], says: "say what to make and its name"),
    Case(words: ["rule", "../x"], says: "a name has letters"),
    Case(words: ["rule", "x", "--rules", "nowhere"], says: "nowhere"),
    Case(
      words: ["rule", "x", "--rules", "demo", "--on", "order.plaecd"], says: "did you mean order.placed?"),
    Case(words: ["rule", "x", "--rules", "demo", "--do", "notfy"], says: "did you mean notify?"),
  ])
  func `mistakes are told`(_ example: Case) throws {
    let scratch = try Self.rulebook()
    let outcome = try Tool.start(["new"] + example.words, in: scratch.folder).finish()
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains(example.says), "\(outcome.errors)")
  }
}

/// `bylaw test` as it is typed.
@Suite struct TestCommandTests {
  @Test func `the shipped rulebook passes its tests, and they try nearly everything`() throws {
    let outcome = try Tool.run("test", "rules", "--coverage", "--quiet")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    // Every definition is tried; a few parts of some are not.
    let numbers = lines.first?.split(separator: " ").compactMap { Int($0) } ?? []
    #expect(numbers.count == 2 && numbers.first == numbers.last, "\(outcome.output)")
    #expect(lines.count <= 2 + 5, "\(outcome.output)")
    let passed = lines.last.flatMap { Int($0.prefix { $0 != " " }) } ?? 0
    #expect(passed >= 200)
  }

  static let broken = """
    test: thanks & <more>
    given: { customer: { id: c1 } }
    when:
      - event: order.placed
        data: { order_id: o1, amount: 5.00 }
    then:
      - notify: { template: thank-you }
    """

  static func rulebook() throws -> Scratch {
    let scratch = try NewTests.rulebook()
    try scratch.write("demo/rules/broken.test.yaml", broken)
    return scratch
  }

  @Test func `a failure is told for people`() throws {
    let scratch = try Self.rulebook()
    let outcome = try Tool.run("test", "demo", in: scratch.folder)
    #expect(outcome.status == 1)
    #expect(
      outcome.output == """
        FAILED thanks & <more>
        expected `notify` with template "thank-you", and it did not happen
         --> demo/rules/broken.test.yaml:7:5
          |
        7 |   - notify: { template: thank-you }
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = rule/thank-you on order.placed: condition false
          =   event.amount (5.00 USD) >= settings.large_order (100.00 USD) → false
        what happened:
          2026-01-01T12:00:00Z  order.placed (e1) about c1
              data {"order_id":"o1","amount":{"amount":"5.00","currency":"USD"}}
              nothing matched

        demo/rules/broken.test.yaml     0  of 1
        demo/rules/thank-you.test.yaml  2
        2 passed, 1 failed

        """)
  }

  @Test func `a failure is told for machines`() throws {
    let scratch = try Self.rulebook()
    let json = try Tool.run("test", "demo", "--format", "json", in: scratch.folder)
    let lines = json.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(
      lines[0].hasPrefix(
        #"{"test":"thanks & <more>","file":"demo/rules/broken.test.yaml","line":1,"outcome":"failed""#))
    #expect(lines.last == #"{"passed":2,"failed":1}"#)
    let junit = try Tool.run("test", "demo", "--format", "junit", in: scratch.folder)
    #expect(junit.output.contains(#"<testsuite name="bylaw" tests="3" failures="1" time=""#))
    #expect(junit.output.contains(#"name="thanks &amp; &lt;more&gt;""#))
    #expect(
      junit.output.contains(
        #"<failure message="expected `notify` with template &quot;thank-you&quot;, and it did not happen">"#))
  }

  @Test func `tests that cannot be read are findings, and the others run`() throws {
    let scratch = try NewTests.rulebook()
    try scratch.write("demo/rules/x.test.yaml", "test: t\nthen: [{ no: notfy }]\n")
    let outcome = try Tool.run("test", "demo", in: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("did you mean `notify`?"))
    #expect(outcome.output.hasSuffix("2 passed, 0 failed\n"))
    let check = try Tool.run("check", "demo", in: scratch.folder)
    #expect(check.status == 1)
    // What runs is the rulebook without its tests.
    try scratch.write("e.ndjson", "")
    let run = try Tool.run("run", "e.ndjson", "--rules", "demo", "--db", "x.db", in: scratch.folder)
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func `nothing to test is told`() throws {
    let scratch = try NewTests.rulebook()
    let outcome = try Tool.run("test", "demo", "--filter", "plum", in: scratch.folder)
    #expect(outcome.status == 3)
    #expect(outcome.errors == "bylaw: none of the 2 tests in demo has plum in its name or file\n")
    #expect(try Tool.run("test", "demo", "--timeout", "soon", in: scratch.folder).status == 2)
  }
}
