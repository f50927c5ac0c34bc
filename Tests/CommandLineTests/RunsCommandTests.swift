import Foundation
import Testing

/// `bylaw runs` and `bylaw incident` on runs, typed as their users type them.
@Suite struct RunsCommandTests {
  private static func workflow(_ pause: String, migrate: String = "") -> String {
    """
    event: order.placed
    data: { order_id: string }
    ---
    action: notify
    params: { template: string }
    ---
    workflow: follow-up
    on: order.placed
    if: event.order_id != "o2"
    key: event.order_id
    vars: { share: 0 }
    \(migrate)
    steps:
      - { id: \(pause), delay: 3d }
      - { notify: { template: "${string(10 / vars.share)}" } }

    """
  }

  private static let rules = "name: s\nversion: 1.0.0\ncurrency: USD\n"
  private static let other = """
    event: order.placed
    data: { order_id: string }

    """

  /// Three orders, placed while these definitions were there.
  private static func folder(_ definitions: String) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("rulebook.yaml", rules)
    try scratch.write("rules.yaml", definitions)
    let lines = (1...3).map { order in
      #"{"specversion":"1.0","id":"e\#(order)","source":"shop","type":"order.placed","subject":"c1","#
        + #""time":"2026-11-0\#(order)T10:00:00Z","data":{"order_id":"o\#(order)"}}"#
    }
    try scratch.write("events.jsonl", lines.joined(separator: "\n") + "\n")
    try write("run", "events.jsonl", "--until", "2026-11-03T12:00:00Z", in: scratch)
    return scratch
  }

  private static func write(_ words: String..., in scratch: Scratch) throws {
    let words = words + ["--clock", "events", "--rules", ".", "--db", "shop.db", "--quiet"]
    let outcome = try Tool.start(words, input: "", in: scratch.folder).finish()
    #expect(outcome.status < 2, "\(outcome.errors)")
  }

  private static func bylaw(_ line: String, in scratch: Scratch) throws -> String {
    let words = line.split(separator: " ").map(String.init) + ["--db", "shop.db"]
    let outcome = try Tool.start(words, in: scratch.folder).finish()
    return outcome.output + outcome.errors
  }

  @Test func `runs come over to another version, after it was tried out`() throws {
    let scratch = try Self.folder(Self.workflow("pause"))
    try scratch.write("rules.yaml", Self.workflow("rest"))
    let first = try Self.bylaw("runs migrate --rules .", in: scratch)
    let from = String(first.split(separator: " ")[3].prefix(8))
    #expect(
      first.contains("0 runs can go on with it, 2 cannot\n  r-1, r-2: `migrate` of `workflow/follow-up` does")
    )
    #expect(first.contains("add to the workflow: migrate: { from: \(from) }\nnothing was done\n"))
    try scratch.write(
      "rules.yaml", Self.workflow("rest", migrate: "migrate: { from: \(from), steps: { pause: rest } }")
    )
    let second = try Self.bylaw("runs migrate --rules . --yes --reason shorter", in: scratch)
    #expect(
      second.contains("2 runs can go on with it, 0 cannot\nasked for: migrate 2 runs; the host does it"))
    try Self.write("run", "--until", "2026-11-05T00:00:00Z", in: scratch)
    #expect(
      try Self.bylaw("runs migrate --rules .", in: scratch)
        == "all open runs are carried out by the current version of their workflow\n")
    #expect(try Self.bylaw("explain r-1", in: scratch).contains("migrated  {\"from\":\"\(from)"))
  }

  @Test func `a workflow begins for events that came before it, once for each`() throws {
    let scratch = try Self.folder(Self.other)
    try scratch.write("rules.yaml", Self.workflow("pause"))
    let ask = "runs backfill --workflow follow-up --from 2026-11-01 --to 2026-11-30 --rules ."
    let preview = """
      workflow/follow-up would begin for 2 of 3 events, such as d-1, d-3
        not for 1: the condition of `workflow/follow-up` does not hold (d-2)

      """
    #expect(try Self.bylaw(ask, in: scratch) == preview + "nothing was done; say --yes to do it\n")
    #expect(
      try Self.bylaw(ask + " --yes --reason new", in: scratch) == preview
        + "asked for: begin 2 runs; the host does it, and bylaw log audit says when\n")
    try Self.write("run", in: scratch)
    #expect(try Self.bylaw(ask, in: scratch).contains("  not for 2: a run began with it before (d-1)\n"))
    #expect(try Self.bylaw("log runs", in: scratch).contains("r-2"))
  }

  @Test func `a variable is mended, and the run goes on`() throws {
    let scratch = try Self.folder(Self.workflow("pause"))
    try Self.write("run", "--until", "2026-11-10T00:00:00Z", in: scratch)
    #expect(try Self.bylaw("incident list", in: scratch).contains("R0202"))
    #expect(
      try Self.bylaw("incident set i-1 share=4 --reason zero", in: scratch)
        == "asked for: set share=4 in r-1; then bylaw incident retry i-1\n")
    #expect(
      try Self.bylaw("incident retry i-1 --reason zero", in: scratch) == "1 incident tried again\n")
    #expect(try Self.bylaw("incident fail i-2 --reason gone", in: scratch) == "1 incident failed\n")
    try Self.write("run", in: scratch)
    #expect(try Self.bylaw("incident list", in: scratch) == "no open incidents\n")
    let runs = try Self.bylaw("log runs --format csv", in: scratch)
    #expect(runs.contains("o1,completed") && runs.contains("o3,failed"), "\(runs)")
    #expect(try Self.bylaw("log actions", in: scratch).contains(#"{"template":"2"}"#))
  }

  @Test(
    arguments: [
      ("runs migrat", 2, "did you mean migrate?"), ("runs migrate", 2, "--rules is missing"),
      ("runs set r-1", 2, "runs set r-12 amount=12.50"), ("runs set r-1 share", 2, "written NAME=VALUE"),
      ("runs set r-9 share=1 --reason x", 3, "there is no run r-9"),
      ("runs backfill --rules . --workflow folow-up --from 2026-11-01", 3, "did you mean follow-up?"),
      ("runs backfill --rules . --workflow follow-up", 2, "--from 2026-11-01"),
      ("runs backfill --rules . --workflow follow-up --from today", 2, "--from is a day"),
      ("incident set i-1", 2, "incident set i-7 amount=12.50"), ("incident fail i-1", 2, "--reason TEXT"),
    ] as [(String, Int32, String)])
  func `says what is wrong`(_ line: String, _ status: Int32, _ says: String) throws {
    let scratch = try Self.folder(Self.workflow("pause"))
    let outcome = try Tool.start(
      line.split(separator: " ").map(String.init) + ["--db", "shop.db"], in: scratch.folder
    ).finish()
    #expect(outcome.status == status)
    #expect((outcome.output + outcome.errors).contains(says), "\(outcome.output)\(outcome.errors)")
  }
}
