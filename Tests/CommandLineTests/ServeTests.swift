import Foundation
import Testing

/// `bylaw serve` as its operators run it.
@Suite struct ServeTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try FileManager.default.createDirectory(at: scratch.url("rules"), withIntermediateDirectories: true)
    try scratch.write(
      "rules/model.yaml",
      """
      event: ping
      data: { n: int }
      ---
      action: ring
      params: { n: int, rules: string }
      idempotent: true
      retry: { initial: 10ms, max_attempts: 3, max_interval: 20ms }
      """)
    try writeRules(version: 1)
  }

  /// Rules of which everything they do says which version they are.
  private func writeRules(version: Int) throws {
    try scratch.write(
      "rules/.next",
      """
      rule: ring
      on: ping
      do: [ { ring: { n: "${event.n}", rules: v\(version) } } ]
      """)
    // In one step, as editors do: nobody sees a rulebook without rules.
    rename(scratch.path("rules/.next"), scratch.path("rules/rules.yaml"))
  }

  private static func ping(_ n: Int, subject: String? = nil) -> String {
    let about = "\"subject\":\"\(subject ?? "c\(n % 7)")\""
    return
      #"{"specversion":"1.0","id":"e\#(n)","source":"t","type":"ping",\#(about),"time":"2026-03-02T10:00:00Z","data":{"n":\#(n)}}"#
  }

  private func pings(_ range: Range<Int>) -> String { range.map { Self.ping($0) + "\n" }.joined() }

  private var database: String { scratch.path("a.db") }

  private func words(_ more: String...) -> [String] {
    ["serve", "--rules", scratch.path("rules"), "--db", database] + more
  }

  private func count(_ sql: String) -> Int {
    FileManager.default.fileExists(atPath: database) ? (try? SQL.count(sql, in: database)) ?? 0 : 0
  }

  /// Waits until a query over the database has an answer, or the process has ended.
  private func wait(_ running: Tool.Running, until sql: String, is wanted: Int) {
    while running.isRunning, count(sql) < wanted { usleep(10_000) }
  }

  // MARK: Where events come from

  @Test func `standard input is answered line by line, and its end is the end`() throws {
    let input = Self.ping(1) + "\n\n" + Self.ping(1) + "\n{\"id\":\"x\"}\n" + Self.ping(2)
    let outcome = try Tool.start(words("-", "--handler", "ring=true"), input: input).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.output == """
        {"id":"e1","decision":"d-1"}
        {"id":"e1","duplicate":true}
        {"id":"x","error":{"code":"E0102","message":"`source` is missing; `type` is missing"}}
        {"id":"e2","decision":"d-2"}

        """)
    #expect(count("SELECT count(*) FROM bylaw_outbox WHERE state = 'delivered'") == 2)
  }

  @Test func `a file of the spool is read once and put away; put there again it changes nothing`() throws {
    let folder = scratch.path("spool")
    for round in 1...2 {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try scratch.write("spool/a.ndjson", pings(0..<300) + "no event\n")
      try scratch.write("spool/.hidden", "half a li")
      let outcome = try Tool.start(words("--spool", folder, "--once")).finish()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let counts = round == 1 ? "events=300 duplicates=0" : "events=0 duplicates=300"
      #expect(outcome.errors.contains("spool-file file=a.ndjson \(counts) refused=1"), "\(outcome.errors)")
    }
    #expect(count("SELECT count(*) FROM bylaw_inbox") == 300)
    #expect(count("SELECT count(*) FROM bylaw_dead_letters") == 1)
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    #expect(names == [".hidden", "done", "done/a.ndjson", "done/a.ndjson.2", "failed"])
  }

  @Test func `clients of the socket are answered; one that never reads holds up nobody`() throws {
    let path = "/tmp/bylaw-\(UUID().uuidString.prefix(8)).sock"
    let running = try Tool.start(words("--socket", path))
    while running.isRunning, !FileManager.default.fileExists(atPath: path) { usleep(10_000) }
    let stubborn = try SocketClient(path)
    stubborn.sendWithoutReading(pings(0..<60_000))
    let client = try SocketClient(path)
    client.send(pings(70_000..<70_300) + String(repeating: "x", count: 2_000_000) + "\n" + Self.ping(70_300))
    let answers = client.readToEnd().split(separator: "\n")
    #expect(answers.count == 302)
    #expect(answers.filter { $0.contains("\"decision\":\"d-") }.count == 301)
    #expect(
      answers.contains {
        $0 == #"{"error":{"code":"E0108","message":"the event is 2000000 bytes long; the limit is 1048576"}}"#
      })
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    running.send(SIGTERM)
    #expect(try running.finish().status == 0)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a second host is told who has the database, and reading goes on`() throws {
    let (running, input) = try Tool.startWithPipe(words("-"))
    try input.write(contentsOf: Data(pings(0..<1).utf8))
    wait(running, until: "SELECT count(*) FROM bylaw_inbox", is: 1)
    let second = try Tool.start(words("-")).finish()
    #expect(second.status == 3)
    #expect(
      second.errors.hasSuffix(
        "\(database) is being written by process \(running.processID); "
          + "one process writes to a database at a time: stop it, or wait for it\n"), "\(second.errors)")
    #expect(try Tool.run("status", "--db", database).output.contains("host: started at"))
    try input.close()
    #expect(try running.finish().status == 0)
  }

  // MARK: Reload

  @Test func `rulebooks change under load; no event fails, and each is decided by one of them`() throws {
    let (running, input) = try Tool.startWithPipe(words("-"))
    let total = 6_000
    var sent = 1
    try input.write(contentsOf: Data(pings(0..<1).utf8))
    wait(running, until: "SELECT count(*) FROM bylaw_inbox", is: 1)
    for version in 2...6 {
      try input.write(contentsOf: Data(pings(sent..<sent + 500).utf8))
      sent += 500
      try writeRules(version: version)
      if version == 4 { try scratch.write("rules/bad.yaml", "rule: bad\non: nothing\n") }
      running.send(SIGHUP)
      while running.isRunning, version != 4,
        count("SELECT count(DISTINCT rulebook) FROM bylaw_decisions") < (version < 4 ? version : version - 1)
      {
        try input.write(contentsOf: Data(pings(sent..<sent + 20).utf8))
        sent += 20
        usleep(20_000)
      }
      if version == 4 { try FileManager.default.removeItem(at: scratch.url("rules/bad.yaml")) }
    }
    if sent < total { try input.write(contentsOf: Data(pings(sent..<total).utf8)) }
    try input.close()
    let outcome = try running.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let answers = outcome.output.split(separator: "\n")
    #expect(answers.count == max(sent, total) && answers.allSatisfy { $0.contains("\"decision\":\"d-") })
    // A rulebook's actions name it, and one follows the other without going back.
    let mixtures = """
      SELECT count(*) FROM (SELECT d.rulebook FROM bylaw_decisions d JOIN bylaw_outbox o ON o.seq / 65536 = d.seq
      GROUP BY d.rulebook HAVING count(DISTINCT json_extract(o.args, '$.rules')) > 1)
      """
    let changes = """
      SELECT count(*) FROM bylaw_decisions d JOIN bylaw_decisions e ON e.seq = d.seq + 1
      WHERE d.rulebook <> e.rulebook
      """
    #expect(count(mixtures) == 0)
    #expect(count(changes) == count("SELECT count(DISTINCT rulebook) FROM bylaw_decisions") - 1)
    #expect(count("SELECT count(DISTINCT rulebook) FROM bylaw_decisions") >= 5)
  }

  @Test func `a bad rulebook is refused with its findings, and the last good one stays`() throws {
    let (running, input) = try Tool.startWithPipe(words("-"))
    try input.write(contentsOf: Data(pings(0..<1).utf8))
    wait(running, until: "SELECT count(*) FROM bylaw_inbox", is: 1)
    try scratch.write("rules/bad.yaml", "rule: bad\non: pong\ndo: [ { ring: { n: 1, rules: x } } ]\n")
    running.send(SIGHUP)
    wait(running, until: "SELECT count(*) FROM bylaw_meta WHERE key = 'note.serve.reload'", is: 1)
    try input.write(contentsOf: Data(pings(1..<2).utf8))
    try input.close()
    let outcome = try running.finish()
    #expect(outcome.errors.contains("error reload-refused kept="))
    #expect(outcome.errors.contains("error[N0201]: no event type `pong` is known"))
    #expect(outcome.output.hasSuffix(#"{"id":"e1","decision":"d-2"}"# + "\n"))
    #expect(try Tool.run("status", "--db", database).output.contains("rulebook: reload refused at"))
  }
}

/// A connection to a Unix socket.
final class SocketClient {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard code == 0 else { throw Child.Failure(message: "cannot connect to \(path)") }
  }

  deinit { close(descriptor) }

  /// Sends as much as the other side takes, and gives up then.
  func sendWithoutReading(_ text: String) {
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var bytes = Array(text.utf8)[...]
    for _ in 0..<200 where !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { bytes = bytes.dropFirst(count) } else { usleep(5_000) }
    }
  }

  /// Sends everything and says that nothing more comes.
  func send(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
    shutdown(descriptor, Int32(SHUT_WR))
  }

  func readToEnd() -> String {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return String(decoding: all, as: UTF8.self) }
      all += buffer[..<count]
    }
  }
}
