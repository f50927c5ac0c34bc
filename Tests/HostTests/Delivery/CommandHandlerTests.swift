import CEL
import FoundationEssentials
import Host
import RulesEngine
import Testing

/// What a command is given, and what its end means.
@Suite struct CommandHandlerTests {
  private let delivery = Delivery(
    action: OutboxAction(
      name: "sms.send", arguments: Array(#"{"to":"c1","text":"hi"}"#.utf8), key: "k1", by: "rule/a",
      subject: "c1"),
    attempt: 2)

  private func run(_ command: String) async -> String {
    do {
      return try await CommandHandler(command, transientCodes: [75, 9]).deliver(delivery)?.text ?? "done"
    } catch let failure as DeliveryFailure {
      let wait = failure.retryAfter.map { " after \($0.nanoseconds / 1_000_000_000) s" } ?? ""
      return "\(failure.isTransient ? "transient" : "permanent") \(failure.kind): \(failure.message)\(wait)"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "outcomes",
    arguments: [
      ("true", "done"), ("cat >/dev/null; echo not json", "done"), ("echo '{\"id\": 7}'", #"{"id":7}"#),
      ("exit 75", "transient exit-75: it ended with exit code 75"),
      ("echo oops >&2; exit 9", "transient exit-9: oops"),
      ("echo first >&2; echo 'no such number' >&2; exit 1", "permanent exit-1: no such number"),
      ("kill -TERM $$", "transient signal-15: it was ended by signal 15"),
      ("/no/such/program", "transient exit-127: sh: 1: /no/such/program: not found"),
      (
        #"echo '{"error":"limited","message":"slow down","retry_after":30}'; exit 75"#,
        "transient limited: slow down after 30 s"
      ),
      (
        "cat",
        #"{"action":"sms.send","key":"k1","by":"rule/a","subject":"c1","attempt":2,"args":{"to":"c1","text":"hi"}}"#
      ),
      (
        #"echo "[\"$BYLAW_KEY\",\"$BYLAW_ACTION\",\"$BYLAW_SUBJECT\",$BYLAW_ATTEMPT]""#,
        #"["k1","sms.send","c1",2]"#
      ),
      ("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2", "done"),
      ("sleep 1000 & true", "done"),
    ])
  func outcomes(command: String, outcome: String) async {
    #expect(await run(command) == outcome)
  }

  @Test("a command that is cancelled ends with everything it started")
  func cancelled() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bylaw-\(UUID().uuidString)").path
    let task = Task { await run("echo $$ > \(folder); sleep 1000 & sleep 1000; wait") }
    while !FileManager.default.fileExists(atPath: folder) { await Task.yield() }
    task.cancel()
    #expect(await task.value == "transient signal-9: it was ended by signal 9")
    try FileManager.default.removeItem(atPath: folder)
  }

  @Test("many at a time are all answered")
  func many() async {
    await withTaskGroup(of: String.self) { group in
      for _ in 0..<40 { group.addTask { await run("cat >/dev/null; exit 75") } }
      for await outcome in group { #expect(outcome.hasPrefix("transient exit-75")) }
    }
  }

  @Test("a file gets one line for each action; one that cannot be written is tried again")
  func file() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "bylaw-\(UUID().uuidString)").path
    let handler = FileHandler(path: path)
    for _ in 0..<3 { _ = try await handler.deliver(delivery) }
    let lines = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    #expect(lines == String(repeating: delivery.json + "\n", count: 3))
    try FileManager.default.removeItem(atPath: path)
    await #expect(throws: DeliveryFailure.self) {
      try await FileHandler(path: "/no/such/x").deliver(delivery)
    }
  }
}
