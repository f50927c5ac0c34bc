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

  private func order(_ shop: String = "s1", _ id: String = "o1") -> String {
    #"{"order_id":"\#(id)","shop_id":"\#(shop)","amount":"10.00"}"#
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
    #expect(actions(try shop.send("order.placed", order("s2", "o2"))) == ["ask"])
    #expect(actions(try shop.send("prompt.answered", answer("keep-it", "s2"))) == ["notify"])
  }

  @Test func `a question expires, and is asked again after the pause`() throws {
    let shop = try Shop(Self.definitions)
    _ = try shop.send("order.placed", order())
    let fired = try shop.fireTimers(until: "2026-03-16T10:00:00Z")
    #expect(fired.contains { $0.event.typeName == "prompt.expired" })
    #expect(actions(try shop.send("order.placed", order("s1", "o2"), at: "2026-03-20T10:00:00Z")) == [])
    #expect(actions(try shop.send("order.placed", order("s1", "o3"), at: "2026-04-01T10:00:00Z")) == ["ask"])
  }

  @Test func `a question without a premise is taken back, with the reason`() throws {
    let shop = try Shop(Self.definitions)
    _ = try shop.send("order.placed", order())
    #expect(actions(try shop.send("order.paid", #"{"order_id":"o1"}"#)) == ["take_back"])
    #expect(try shop.store.run(1)?.reason == "order.paid")
  }

  // MARK: Choices from a list

  private static let list =
    definitions + """

      ---
      prompt: again
      on: order.paid
      action: ask
      key: customer.id
      show:
        title: Again?
        choices:
          for_each: by_frequency(customer.shop_ids)
          as: shop
          label: "Shop ${shop}"
          max: 2
          do: [ { notify: { to: customer, template: again, text: "${shop}" } } ]
          besides: { Not Now: [] }
      expires: 14d
      """

  private func again(_ shops: [String], answer: String) throws -> (asked: String, done: [String]) {
    let shop = try Shop(Self.list)
    for (number, name) in shops.enumerated() { _ = try shop.send("order.placed", order(name, "o\(number)")) }
    let texts: [String] = try shop.send("order.paid", #"{"order_id":"o0"}"#).flatMap(\.actionTexts)
    let asked = texts.filter { $0.contains(#""prompt":"again""#) }
    let answered = try shop.send("prompt.answered", #"{"prompt":"again","answer":"\#(answer)"}"#)
    let done: [String] = answered.flatMap(\.actionTexts)
    return (asked.joined(), done)
  }

  @Test func `each item of a list is a choice, the most frequent first and no more than are wanted`() throws {
    let (asked, done) = try again(["s3", "s1", "s2", "s2", "s3", "s3"], answer: "s2")
    #expect(asked.contains(#""choices":["Shop s3","Shop s2","Not Now"]"#))
    #expect(done == [#"notify {"to":"customer","template":"again","text":"s2"}"#])
  }

  @Test(arguments: ["s1", "not-now", "s9"])
  func `an answer that was not among the items leads to nothing`(answer: String) throws {
    #expect(try again(["s3", "s1", "s2", "s2", "s3"], answer: answer).done == [])
  }

  @Test func `without an item there is no question`() throws {
    let shop = try Shop(Self.list)
    let decisions = try shop.send("order.paid", #"{"order_id":"o0"}"#)
    #expect(actions(decisions) == [])
    #expect(try shop.store.run(1)?.status == .completed)
  }
}
