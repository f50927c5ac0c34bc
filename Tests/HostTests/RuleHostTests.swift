import CEL
import FoundationEssentials
import Host
import RulesEngine
import TestSupport
import Testing

/// The library as a platform embeds it.
@Suite struct RuleHostTests {
  private func host(_ rules: String) throws -> RuleHost {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bylaw-host-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for file in Shop.files(rules) {
      try Data(file.utf8).write(to: folder.appending(path: file.path))
    }
    return try RuleHost(rules: folder.path, database: ":memory:", clock: .events)
  }

  private static let rules = """
    rule: fee
    on: order.placed
    if: event.amount >= 10.00
    do: [ { charge: { to: shop, amount: "${round(event.amount * 0.1)}" } } ]
    ---
    absence: unpaid
    after: order.placed
    of: order.paid
    within: 2h
    key: event.order_id
    emit: order.unpaid
    """

  private static func order(_ id: String, _ amount: String, at time: String) -> [UInt8] {
    Shop.line("order.placed", #"{"order_id":"\#(id)","shop_id":"s","amount":"\#(amount)"}"#, id: id, at: time)
  }

  @Test func `a quote is what is charged, and leaves nothing behind`() async throws {
    let host = try host(Self.rules)
    let event = Self.order("o1", "84.50", at: "2026-03-02T10:00:00Z")
    let quote = try await host.decide(event)
    #expect(quote.map(\.actionTexts) == [[#"charge {"to":"shop","amount":"8.45","currency":"USD"}"#]])
    #expect(quote.first?.id == "d-preview")
    #expect(try await host.nextTimer() == nil)
    let charged = try await host.process(event)
    #expect(charged.map(\.actionTexts) == quote.map(\.actionTexts))
    #expect(charged.first?.record.actions.map(\.key) == quote.first?.record.actions.map(\.key))
    #expect(try await host.process(event).isEmpty)
  }

  @Test func `timers that fell due come first`() async throws {
    let host = try host(Self.rules)
    _ = try await host.process(Self.order("o1", "1", at: "2026-03-02T10:00:00Z"))
    #expect(try await host.nextTimer()?.description == "2026-03-02T12:00:00Z")
    let decisions = try await host.process(Self.order("o2", "1", at: "2026-03-02T13:00:00Z"))
    #expect(decisions.map(\.event.typeName) == ["order.unpaid", "order.placed"])
    #expect(decisions.map(\.record.at.description) == ["2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z"])
    let last = try #require(Timestamp(rfc3339: "2026-03-03T00:00:00Z"))
    #expect(try await host.fireTimers(until: last).map(\.event.typeName) == ["order.unpaid"])
  }

  @Test func `explains with the values of the time`() async throws {
    let host = try host(Self.rules)
    let decision = try #require(
      try await host.process(Self.order("o1", "9.99", at: "2026-03-02T10:00:00Z")).first)
    let item = try #require(await host.explain(decision).items.first)
    #expect(item.definition == "rule/fee" && item.outcome == .conditionFalse)
    #expect(item.reasons.map(\.text) == ["event.amount (9.99 USD) >= 10.00 → false"])
  }

  @Test func `a bad rulebook says what is wrong`() throws {
    #expect(throws: RuleHost.BadRulebook.self) { try host("rule: r\non: nothing\ndo: []") }
  }

  @Test func `a refused event leaves nothing behind`() async throws {
    let host = try host(Self.rules)
    await #expect(throws: ProcessingError.self) { try await host.process(Array("{".utf8)) }
    #expect(try await host.process(Self.order("o1", "20", at: "2026-03-02T10:00:00Z")).count == 1)
  }
}
