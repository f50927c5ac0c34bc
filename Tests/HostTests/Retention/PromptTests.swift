import CEL
import RulesEngine
import Store
import TestSupport
import Testing

/// Questions: what is asked, and what comes of an answer.
@Suite struct PromptTests {
  private static let definitions = """
    action: ask
    params: { to: string, prompt: string, title: string, choices: [string], expires?: duration, about?: string }
    ---
    action: take_back
    params: { prompt: string, about?: string }
    ---
    prompt: keep-shop
    on: order.placed
    action: ask
    withdraw: take_back
    show:
      title: Keep ${event.shop_id}?
      choices:
        Keep It: [ { notify: { to: customer, template: kept } } ]
        Not Now: []
    cooldown: { for: 30d, key: [customer.id, event.shop_id] }
    expires: 14d
    until: { event: order.paid, key: 'customer.id + "/s1"' }
    """

  private func actions(_ decisions: [Decision]) -> [String] {
    decisions.flatMap(\.record.actions).map(\.name)
  }

  private func order(_ shop: String = "s1") -> String {
    #"{"order_id":"o1","shop_id":"\#(shop)","amount":"10.00"}"#
  }

  private func answer(_ text: String, _ shop: String = "s1") -> String {
    #"{"prompt":"keep-shop","answer":"\#(text)","shop_id":"\#(shop)"}"#
  }

  @Test(arguments: [("keep-it", ["notify"]), ("not-now", []), ("else", [])])
  func `an answer leads to its steps`(text: String, expected: [String]) throws {
    let shop = try Shop(Self.definitions)
    #expect(actions(try shop.send("order.placed", order())) == ["ask"])
    #expect(actions(try shop.send("prompt.answered", answer(text))) == expected)
    #expect(actions(try shop.send("prompt.answered", answer(text))) == [])
  }

  @Test func `an answer about another shop is not for this question`() throws {
    let shop = try Shop(Self.definitions)
    _ = try shop.send("order.placed", order())
    #expect(actions(try shop.send("prompt.answered", answer("keep-it", "s2"))) == [])
    #expect(actions(try shop.send("order.placed", order("s2"))) == ["ask"])
    #expect(actions(try shop.send("prompt.answered", answer("keep-it", "s2"))) == ["notify"])
  }

  @Test func `a question expires, and is asked again after the pause`() throws {
    let shop = try Shop(Self.definitions)
    _ = try shop.send("order.placed", order())
    let fired = try shop.fireTimers(until: "2026-03-16T10:00:00Z")
    #expect(fired.contains { $0.event.typeName == "prompt.expired" })
    #expect(actions(try shop.send("order.placed", order(), at: "2026-03-20T10:00:00Z")) == [])
    #expect(actions(try shop.send("order.placed", order(), at: "2026-04-01T10:00:00Z")) == ["ask"])
  }

  @Test func `a question without a premise is taken back, with the reason`() throws {
    let shop = try Shop(Self.definitions)
    _ = try shop.send("order.placed", order())
    #expect(actions(try shop.send("order.paid", #"{"order_id":"o1"}"#)) == ["take_back"])
    #expect(try shop.store.run(1)?.reason == "order.paid")
  }
}
