import CEL
import FoundationEssentials
import Host
import RulesEngine
import Synchronization
import TestSupport
import Testing

/// Deliveries of an embedded host: handlers, retries, order, back-pressure.
@Suite struct DeliveryHostTests {
  /// What handlers were asked for, in order.
  final class Seen: Sendable {
    private let list = Mutex<[String]>([])
    var all: [String] { list.withLock { $0 } }
    func add(_ text: String) { list.withLock { $0.append(text) } }
  }

  private let clock = ManualClock(at: Timestamp(rfc3339: "2026-03-02T10:00:00Z")!)

  /// The time a handler has is long: these tests are right on a busy machine, too.
  private func host(_ extra: String = "idempotent: true", concurrency: Int = 16) throws -> RuleHost {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bylaw-host-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let rules = """
      action: ring
      params: { n: int }
      timeout: 600s
      \(extra)
      ---
      rule: ring
      on: ping
      do: [ { ring: { n: "${event.n ?? 0}" } } ]
      """
    for file in Shop.files(rules) { try Data(file.utf8).write(to: folder.appending(path: file.path)) }
    var options = RuleHost.Options()
    options.clock = .manual(clock)
    options.delivery.concurrency = concurrency
    return try RuleHost(rules: folder.path, database: ":memory:", options: options)
  }

  private func ping(_ host: RuleHost, _ n: Int, subject: String = "c1") async throws {
    _ = try await host.process(
      Shop.line("ping", #"{"n":\#(n)}"#, subject: subject, id: "p\(n)", at: "2026-03-02T10:00:00Z"))
  }

  private func advance(_ seconds: Int64) { clock.advance(by: Duration(seconds: seconds)!) }

  @Test func `an action reaches its handler with its key and arguments`() async throws {
    let (host, seen) = (try host(), Seen())
    await host.onAction("ring") { delivery in
      seen.add("\(delivery.attempt) \(delivery.json)")
      return .bool(true)
    }
    try await ping(host, 7)
    try await host.settle()
    #expect(await host.deliveries.delivered == 1)
    let line = try #require(seen.all.first)
    #expect(line.hasPrefix(#"1 {"action":"ring","key":""#) && line.hasSuffix(#""attempt":1,"args":{"n":7}}"#))
  }

  @Test func `a busy receiver is tried again at growing intervals with the same key`() async throws {
    let (host, seen) = (try host("retry: { max_attempts: 3 }"), Seen())
    await host.onAction("ring") { delivery in
      seen.add("\(delivery.attempt) \(delivery.key)")
      throw DeliveryFailure.transient("busy")
    }
    try await ping(host, 1)
    for wait: Int64 in [0, 0, 2, 3, 3_600] {
      advance(wait)
      try await host.settle()
    }
    let keys = Set(seen.all.map { $0.dropFirst(2) })
    #expect(seen.all.map { $0.prefix(1) } == ["1", "2", "3"] && keys.count == 1)
    let counters = await host.deliveries
    #expect(counters.retried == 2 && counters.givenUp == 1 && counters.delivered == 0)
  }

  @Test func `an action nobody called idempotent is tried once`() async throws {
    let (host, seen) = (try host("description: Rings once."), Seen())
    await host.onAction("ring") { _ in
      seen.add("tried")
      throw DeliveryFailure.transient("busy")
    }
    try await ping(host, 1)
    try await host.settle()
    advance(86_400)
    try await host.settle()
    #expect(seen.all == ["tried"])
    #expect(await host.deliveries.givenUp == 1)
  }

  @Test func `one subject's actions come one after the other, others beside them`() async throws {
    let (host, seen) = (try host(), Seen())
    await host.onAction("ring") { delivery in
      seen.add("\(delivery.action.subject ?? "")")
      for _ in 0..<20 { await Task.yield() }
      seen.add("\(delivery.action.subject ?? "")")
      return nil
    }
    for n in 1...6 { try await ping(host, n, subject: "c1") }
    try await host.settle()
    #expect(seen.all.count == 12)
    #expect(await host.deliveries.delivered == 6)
  }

  /// Holds handlers until it is opened.
  final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func pass() async {
      await withCheckedContinuation { continuation in
        let isOpen = state.withLock { state in
          if !state.isOpen { state.waiting.append(continuation) }
          return state.isOpen
        }
        if isOpen { continuation.resume() }
      }
    }

    func open() {
      let waiting = state.withLock { state in
        state.isOpen = true
        return state.waiting
      }
      for continuation in waiting { continuation.resume() }
    }
  }

  @Test func `a receiver that does not answer gets no more than it can hold, and loses nothing`() async throws
  {
    let (host, seen, gate) = (try host(concurrency: 3), Seen(), Gate())
    await host.onAction("ring") { delivery in
      await gate.pass()
      seen.add(delivery.key)
      return nil
    }
    for n in 1...200 { try await ping(host, n, subject: "c\(n % 50)") }
    for _ in 1...5 { try await host.tick() }
    #expect(await host.actionsInFlight == 3)
    gate.open()
    try await host.settle()
    #expect(Set(seen.all).count == 200 && seen.all.count == 200)
    #expect(await host.deliveries.delivered == 200)
  }

  @Test func `what is out when a host stops is delivered again with the same key`() async throws {
    let (host, seen, gate) = (try host(), Seen(), Gate())
    await host.onAction("ring") { delivery in
      seen.add(delivery.key)
      await gate.pass()
      return nil
    }
    try await ping(host, 1)
    try await host.tick()
    try await host.giveBack()
    gate.open()
    try await host.settle()
    #expect(seen.all.count == 2 && Set(seen.all).count == 1)
    let counters = await host.deliveries
    #expect(counters.delivered == 1 && counters.late == 1)
  }

  @Test func `a clock that is set back holds nothing up`() async throws {
    let (host, seen) = (try host(), Seen())
    await host.onAction("ring") { delivery in
      seen.add("\(delivery.attempt)")
      if delivery.attempt == 1 { throw DeliveryFailure.transient("busy") }
      return nil
    }
    try await ping(host, 1)
    try await host.settle()
    advance(-86_400)
    try await host.settle()
    #expect(seen.all == ["1", "2"])
  }

  @Test func `run delivers until it is cancelled`() async throws {
    let (host, seen, gate) = (try host(), Seen(), Gate())
    await host.onAction("ring") { delivery in
      seen.add(delivery.key)
      gate.open()
      return nil
    }
    let running = Task { try await host.run() }
    try await ping(host, 1)
    await gate.pass()
    running.cancel()
    try await running.value
    #expect(seen.all.count == 1)
  }
}
