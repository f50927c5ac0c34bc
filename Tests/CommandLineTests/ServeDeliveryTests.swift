import Foundation
import Testing

/// Deliveries of `bylaw serve`: what survives a crash, what ends in an incident, and what people do about it.
@Suite struct ServeDeliveryTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try FileManager.default.createDirectory(at: scratch.url("rules"), withIntermediateDirectories: true)
    try scratch.write(
      "rules/rules.yaml",
      """
      event: ping
      data: { n: int }
      ---
      action: ring
      params: { n: int }
      idempotent: true
      retry: { initial: 10ms, max_attempts: 3, max_interval: 20ms }
      timeout: 20s
      ---
      rule: ring
      on: ping
      do: [ { ring: { n: "${event.n}" } } ]
      """)
  }

  private var database: String { scratch.path("a.db") }

  private func words(_ more: String...) -> [String] {
    ["serve", "--rules", scratch.path("rules"), "--db", database] + more
  }

  private func pings(_ range: Range<Int>) -> String {
    range.map { n in
      #"{"specversion":"1.0","id":"e\#(n)","source":"t","type":"ping","subject":"c\#(n % 5)","time":"2026-03-02T10:00:00Z","data":{"n":\#(n)}}"#
        + "\n"
    }.joined()
  }

  private func count(_ sql: String) -> Int {
    FileManager.default.fileExists(atPath: database) ? (try? SQL.count(sql, in: database)) ?? 0 : 0
  }

  /// The keys that reached the receiver, in order.
  private func received() -> [String] {
    let text = (try? scratch.read("received")) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  @Test func `killed at random moments, each action has one row and one key, and arrives`() throws {
    // The receiver fails now and then, and notes the key of what it took.
    let handler =
      "ring=test $((BYLAW_ATTEMPT % 2)) = 1 -a $(($(printf %d 0x${BYLAW_KEY%????????????????????????????}) % 3)) = 0 && exit 75; "
      + "echo $BYLAW_KEY >> \(scratch.path("received"))"
    let seed = ProcessInfo.processInfo.environment["BYLAW_SEED"].flatMap { UInt64($0) } ?? 20_261_121
    var generator = SeededGenerator(seed)
    let total = 200
    for _ in 0..<8 {
      let (running, input) = try Tool.startWithPipe(words("-", "--handler", handler))
      try input.write(contentsOf: Data(pings(0..<total).utf8))
      let wanted = received().count + Int.random(in: 1...12, using: &generator)
      while running.isRunning, received().count < wanted { usleep(1_000) }
      running.kill()
      _ = try running.finish()
      try input.close()
    }
    // What waits for its next attempt may be due only after an `--once` has ended.
    for _ in 0..<50 where count("SELECT count(*) FROM bylaw_outbox WHERE state = 'delivered'") < total {
      let last = try Tool.start(words("-", "--handler", handler), input: pings(0..<total)).finish()
      #expect(last.status == 0, "seed \(seed): \(last.errors)")
      usleep(30_000)
    }
    #expect(count("SELECT count(*) FROM bylaw_outbox") == total, "seed \(seed)")
    #expect(count("SELECT count(DISTINCT key) FROM bylaw_outbox") == total, "seed \(seed)")
    #expect(count("SELECT count(*) FROM bylaw_outbox WHERE state = 'delivered'") == total, "seed \(seed)")
    #expect(count("SELECT count(*) FROM bylaw_deliveries") == 0, "seed \(seed)")
    let keys = Set(try SQL.texts("SELECT key FROM bylaw_outbox", in: database))
    #expect(Set(received()) == keys, "seed \(seed): every key arrives, and none is invented")
  }

  @Test func `a receiver that stalls keeps nothing from being decided, and nothing is lost`() throws {
    let gate = scratch.path("gate")
    let handler =
      "ring=while [ ! -e \(gate) ]; do sleep 0.05; done; echo $BYLAW_KEY >> \(scratch.path("received"))"
    let (running, input) = try Tool.startWithPipe(
      words("-", "--concurrency", "2", "--handler", handler, "--drain", "0"))
    try input.write(contentsOf: Data(pings(0..<400).utf8))
    while running.isRunning, count("SELECT count(*) FROM bylaw_inbox") < 400 { usleep(10_000) }
    #expect(count("SELECT count(*) FROM bylaw_deliveries WHERE owner IS NOT NULL") <= 2)
    running.send(SIGTERM)
    #expect(try running.finish().status == 0)
    try input.close()
    #expect(received().isEmpty)
    #expect(count("SELECT count(*) FROM bylaw_deliveries WHERE owner IS NOT NULL") == 0, "given back")
    try scratch.write("gate", "")
    let last = try Tool.start(words("-", "--handler", handler), input: "").finish()
    #expect(last.status == 0, "\(last.errors)")
    #expect(received().count == 400 && Set(received()).count == 400)
  }

  @Test func `what cannot be delivered becomes an incident that people settle`() throws {
    let bad = try Tool.start(
      words("-", "--handler", "ring=echo no such number >&2; exit 1"), input: pings(0..<3)
    ).finish()
    #expect(bad.errors.contains("error delivery-given-up action=ring"))
    let list = try Tool.run("incident", "list", "--db", database)
    #expect(
      list.output.split(separator: "\n").filter {
        $0.contains("delivery_failed") && $0.contains("`ring` was given up for good: no such number")
      }.count == 3)
    let show = try Tool.run("incident", "show", "i-1", "--db", database).output
    #expect(show.contains("attempt 1") && show.contains("permanent exit-1: no such number"))

    let refused = try Tool.run("incident", "retry", "i-1", "--db", database)
    #expect(refused.status == 2 && refused.errors.contains("say why: --reason TEXT"))
    let asked = try Tool.run("incident", "retry", "--all", "--reason", "number added", "--db", database)
    #expect(asked.status == 1)
    #expect(asked.output.hasPrefix("this would retry 3 incidents, such as\n  i-1  `ring` was given up"))
    #expect(asked.output.hasSuffix("nothing was done; say --yes to do it\n"))

    let skip = try Tool.run(
      "incident", "skip", "i-2", "--reason", "left", "--who", "ada", "--db", database)
    #expect(skip.output == "1 incident skipped\n")
    let retry = try Tool.run(
      "incident", "retry", "--all", "--kind", "delivery_failed", "--yes", "--reason", "added", "--db",
      database)
    #expect(retry.output == "2 incidents tried again\n")
    let again = try Tool.run("incident", "retry", "i-1", "--reason", "x", "--db", database)
    #expect(again.errors == "bylaw: i-1 is closed already (retried); nothing was done\n")

    // The three were delivered at the same time: which of them the second incident is about is not settled.
    let skipped = "SELECT action FROM bylaw_incidents WHERE id = 2"
    let keys = try SQL.texts("SELECT key FROM bylaw_outbox WHERE seq <> (\(skipped))", in: database)
    let good = try Tool.start(
      words("-", "--handler", "ring=echo $BYLAW_KEY >> \(scratch.path("received"))"), input: ""
    ).finish()
    #expect(good.status == 0, "\(good.errors)")
    #expect(received().sorted() == keys.sorted())
    let states = try SQL.texts("SELECT state FROM bylaw_outbox ORDER BY state", in: database)
    #expect(states == ["delivered", "delivered", "withdrawn"])
    let audit = try Tool.run("log", "audit", "--db", database, "--format", "csv", "--oldest-first").output
    #expect(audit.contains(#"ada,incident.skip,i-2,"{""reason"":""left"",""kind"":""delivery_failed""}""#))
    #expect(try Tool.run("incident", "list", "--db", database).output == "no open incidents\n")
  }

  @Test func `incidents can be settled while a host is at work`() throws {
    let (running, input) = try Tool.startWithPipe(
      words("-", "--handler", "ring=[ -e \(scratch.path("fixed")) ] || exit 1"))
    try input.write(contentsOf: Data(pings(0..<1).utf8))
    while running.isRunning, count("SELECT count(*) FROM bylaw_incidents") < 1 { usleep(10_000) }
    try scratch.write("fixed", "")
    let retry = try Tool.run("incident", "retry", "i-1", "--reason", "fixed", "--db", database)
    #expect(retry.output == "1 incident tried again\n")
    while running.isRunning, count("SELECT count(*) FROM bylaw_outbox WHERE state = 'delivered'") < 1 {
      usleep(10_000)
    }
    try input.close()
    #expect(try running.finish().status == 0)
  }

  @Test func `attempts end in an incident, and a handler that takes too long is ended`() throws {
    try scratch.write(
      "rules/rules.yaml",
      try scratch.read("rules/rules.yaml").replacing("timeout: 20s", with: "timeout: 100ms"))
    let (running, input) = try Tool.startWithPipe(words("-", "--handler", "ring=sleep 1000"))
    try input.write(contentsOf: Data(pings(0..<1).utf8))
    while running.isRunning, count("SELECT count(*) FROM bylaw_incidents") < 1 { usleep(10_000) }
    try input.close()
    let outcome = try running.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let text = try SQL.texts("SELECT kind || ' ' || message FROM bylaw_incidents", in: database)
    #expect(text == ["attempts_exhausted `ring` was given up after 3 attempts: it took longer than 0.1s"])
  }

  @Test(
    "wrong calls say what is right",
    arguments: [
      ([], "bylaw: say where events come from: --spool DIR, --socket PATH or -"),
      (
        ["events.ndjson"],
        "bylaw: serve reads a folder (--spool), a socket (--socket) or standard input (-), not events.ndjson"
      ),
      (
        ["-", "--handler", "ring"],
        "bylaw: --handler is NAME=COMMAND, such as notify=./send-message, not ring"
      ),
      (["-", "--concurrency", "0"], "bylaw: --concurrency is a number from 1 to 1000, not 0"),
      (["-", "--transient", "x"], "bylaw: --transient is a list of exit codes such as 75,111, not x"),
    ])
  func usage(_ more: [String], _ message: String) throws {
    let outcome = try Tool.start(words() + more).finish()
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix(message + "\nusage: bylaw serve"), "\(outcome.errors)")
  }
}
