import CEL
import Host
import RulesEngine
import Store
import TestSupport
import Testing

/// Fees as rulebooks write them: what is charged, and what the ledger holds.
@Suite struct FeeKindTests {
  private static let commission = """
    fee: commission
    on: order.placed
    if: event.amount > 0.00
    base: event.amount
    charge: { percent: 8.5%, plus: 0.30, min: 1.00, max: 75.00 }
    to: customer
    for: event.order_id
    """

  private func amounts(_ decisions: [Decision]) -> [String] {
    decisions.flatMap(\.record.actions).map { action in
      let json = try? JSON(parsing: action.arguments, maxDepth: 8, maxBytes: 1 << 20)
      return [json?["amount"], json?["currency"]].map {
        if case .string(let text)? = $0 { text } else { "-" }
      }
      .joined(separator: " ")
    }
  }

  /// What an event would lead to; nothing of it stays.
  private func preview(_ event: IncomingEvent, _ shop: Shop) throws -> [Decision] {
    var decisions: [Decision] = []
    let undo = ProcessingError.refused(code: "", message: "")
    try? shop.store.atomically { () throws(ProcessingError) in
      decisions = try shop.processor.preview(event, at: event.time)
      throw undo
    }
    return try #require(decisions.isEmpty ? nil : decisions)
  }

  private func placed(_ amount: String, _ order: String = "o1") -> String {
    #"{"order_id":"\#(order)","shop_id":"s1","amount":"\#(amount)"}"#
  }

  // MARK: Prices

  @Test(arguments: [
    ("4.00", ["1.00 USD"]), ("84.50", ["7.48 USD"]), ("33.33", ["3.13 USD"]), ("1250.00", ["75.00 USD"]),
    ("0.00", []),
  ])
  func `a commission charges what its table of examples says`(amount: String, expected: [String]) throws {
    let shop = try Shop(Self.commission)
    #expect(amounts(try shop.send("order.placed", placed(amount))) == expected)
  }

  @Test(arguments: [
    ("flat: 25.00", ["25.00 USD"]), ("flat: '${money(settings.vip_spend * 0.01)}'", ["10.00 USD"]),
    ("percent: 10%, free: 50.00", ["5.00 USD"]),
    ("graduated: [{ up_to: 50.00, percent: 10% }, { percent: 5%, flat: 1.00 }]", ["8.50 USD"]),
    ("volume: [{ up_to: 50.00, percent: 5% }, { percent: 10% }]", ["10.00 USD"]),
    ("difference: { from: 15.00, to: 35.00 }", ["20.00 USD"]), ("true_up: 130.00", ["30.00 USD"]),
    ("percent: 1%, plus: { USD: 0.30, EUR: 0.28 }", ["1.30 USD"]),
  ])
  func `prices`(price: String, expected: [String]) throws {
    let shop = try Shop(
      "fee: f\non: order.placed\nbase: event.amount\nmay_exceed_base: true\ncharge: { \(price) }\nto: customer"
    )
    #expect(amounts(try shop.send("order.placed", placed("100.00"))) == expected)
  }

  @Test(arguments: [
    ("per_unit: 0.25", "5", ["1.25 USD"]), ("package: { size: 10, price: 4.00 }", "21", ["12.00 USD"]),
    ("graduated: [{ up_to: 10, per_unit: 1.00, flat: 2.00 }, { per_unit: 0.50 }]", "12", ["13.00 USD"]),
    ("per_unit: 40 JPY", "5", ["200 JPY"]), ("per_unit: 0.125 KWD", "5", ["0.625 KWD"]),
    ("per_unit: 0.25, free: 3", "5", ["0.50 USD"]), ("per_unit: 0.25", "0", []),
  ])
  func `prices of units`(price: String, count: String, expected: [String]) throws {
    let shop = try Shop("fee: f\non: pong\nbase: event.n\ncharge: { \(price) }\nto: customer")
    #expect(amounts(try shop.send("pong", #"{"n":\#(count)}"#)) == expected)
  }

  @Test(arguments: [
    ("USD", "100.00", ["8.80 USD"]), ("EUR", "100.00", ["8.75 EUR"]), ("JPY", "1000", ["115 JPY"]),
    ("KWD", "10.000", ["0.950 KWD"]),
  ])
  func `amounts may differ by currency`(code: String, amount: String, expected: [String]) throws {
    let shop = try Shop(
      """
      fee: f
      on: order.placed
      base: event.amount
      charge: { percent: 8.5%, plus: { USD: 0.30, EUR: 0.25, JPY: 30, KWD: 0.100 } }
      to: customer
      """)
    let data = #"{"order_id":"o","shop_id":"s","amount":{"amount":"\#(amount)","currency":"\#(code)"}}"#
    #expect(amounts(try shop.send("order.placed", data)) == expected)
  }

  @Test func `an amount in another currency than the base is an error, not a guess`() throws {
    let shop = try Shop(
      Self.commission.replacing("    if", with: "if").replacing("if: event.amount > 0.00\n", with: ""))
    let data = #"{"order_id":"o","shop_id":"s","amount":{"amount":"100.00","currency":"EUR"}}"#
    let record = try #require(shop.send("order.placed", data).first?.record)
    #expect(record.actions.isEmpty)
    #expect(record.errors.map(\.message) == ["the fixed part is 0.30 USD, and the fee is charged in EUR"])
  }

  @Test(arguments: [("first", ["15.00 USD"]), ("sum", ["50.00 USD"]), ("max", ["35.00 USD"])])
  func `several prices with conditions`(combine: String, expected: [String]) throws {
    let shop = try Shop(
      """
      fee: f
      on: order.placed
      combine: \(combine)
      charge:
        - { if: event.amount > 1000.00, flat: 99.00 }
        - { if: event.shop_id == "s1", flat: 15.00 }
        - { flat: 35.00 }
      to: customer
      """)
    #expect(amounts(try shop.send("order.placed", placed("100.00"))) == expected)
  }

  @Test func `a decision table can price a fee`() throws {
    let shop = try Shop(
      """
      table: rates
      hit: first
      inputs: { amount: money, shop: string }
      outputs: { percent: decimal, minimum: money }
      rows:
        - { amount: "< 100.00", shop: "-", percent: 15%, minimum: 2.00 }
        - { amount: "-", shop: s1, percent: 10%, minimum: 5.00 }
      default: { percent: 12%, minimum: 5.00 }
      ---
      fee: f
      on: order.placed
      base: event.amount
      charge: { table: rates, with: { amount: event.amount, shop: event.shop_id } }
      to: customer
      """)
    #expect(amounts(try shop.send("order.placed", placed("10.00"))) == ["2.00 USD"])
    #expect(amounts(try shop.send("order.placed", placed("200.00", "o2"))) == ["20.00 USD"])
  }

  // MARK: What comes off

  @Test(arguments: [("vip", []), ("gold", ["79.20 USD"]), ("none", ["99.00 USD"])])
  func `waivers and discounts stack in the order they are written`(tier: String, expected: [String]) throws {
    let shop = try Shop(
      """
      fee: f
      on: order.placed
      charge: { flat: 110.00 }
      waive: [ { if: customer.tier == "vip" } ]
      discount:
        - { percent: 10%, label: Spring }
        - { if: customer.tier == "gold", percent: 20%, label: Gold }
      to: customer
      """)
    try shop.send("customer.registered", #"{"name":"Ada","tier":"\#(tier)"}"#)
    #expect(amounts(try shop.send("order.placed", placed("1.00"))) == expected)
  }

  @Test func `a cap counts per period and key`() throws {
    let shop = try Shop(
      """
      fee: f
      on: order.placed
      base: event.amount
      charge: { percent: 10% }
      cap: { at_most: 15.00, per: calendar_month, by: event.shop_id }
      to: customer
      """)
    func send(_ order: String, _ shopID: String, _ at: String) throws -> [String] {
      let data = #"{"order_id":"\#(order)","shop_id":"\#(shopID)","amount":"100.00"}"#
      return amounts(try shop.send("order.placed", data, at: at))
    }
    #expect(try send("1", "s1", "2026-03-02T10:00:00Z") == ["10.00 USD"])
    #expect(try send("2", "s1", "2026-03-31T10:00:00Z") == ["5.00 USD"])
    #expect(try send("3", "s1", "2026-03-31T11:00:00Z") == [])
    #expect(try send("4", "s2", "2026-03-31T11:00:00Z") == ["10.00 USD"])
    #expect(try send("5", "s1", "2026-04-01T00:00:00Z") == ["10.00 USD"])
  }

  @Test func `a cap may look back a length of time`() throws {
    let shop = try Shop(
      """
      fee: f
      on: order.placed
      charge: { flat: 10.00 }
      cap: { at_most: 15.00, per: 7d, by: event.shop_id }
      to: customer
      """)
    var charged: [[String]] = []
    for (order, day) in [("1", "02"), ("2", "05"), ("3", "08"), ("4", "09"), ("5", "13")] {
      charged.append(
        amounts(try shop.send("order.placed", placed("1.00", order), at: "2026-03-\(day)T10:00:00Z")))
    }
    #expect(charged == [["10.00 USD"], ["5.00 USD"], [], ["10.00 USD"], ["5.00 USD"]])
  }

  @Test(arguments: [("2026-02-28T12:00:00Z", ["5.00 USD"]), ("2026-03-01T00:00:00Z", ["6.00 USD"])])
  func `the version of a fee goes by the time of the order`(ordered: String, expected: [String]) throws {
    let shop = try Shop(
      """
      event: order.shipped
      subject: customer
      data: { ordered_at: timestamp }
      ---
      fee: shipping
      on: order.shipped
      as_of: event.ordered_at
      effective: { until: 2026-03-01 }
      charge: { flat: 5.00 }
      to: customer
      ---
      fee: shipping-2026
      on: order.shipped
      as_of: event.ordered_at
      effective: { from: 2026-03-01 }
      charge: { flat: 6.00 }
      to: customer
      """)
    let sent = try shop.send("order.shipped", #"{"ordered_at":"\#(ordered)"}"#, at: "2026-03-05T10:00:00Z")
    #expect(amounts(sent) == expected)
  }

  @Test func `the rest of a period is prorated`() throws {
    let shop = try Shop(
      """
      event: plan.changed
      data: { from_price: money, to_price: money, days_left: int, days: int }
      ---
      fee: plan-upgrade
      on: plan.changed
      charge: { difference: { from: "${event.from_price}", to: "${event.to_price}" } }
      prorate: { part: event.days_left, of: event.days }
      to: customer
      """)
    let data = #"{"from_price":"9.99","to_price":"29.99","days_left":10,"days":31}"#
    #expect(amounts(try shop.send("plan.changed", data)) == ["6.45 USD"])
  }

  // MARK: In expressions

  @Test func `expressions can ask for a price`() throws {
    let shop = try Shop(
      """
      fee: commission
      on: order.paid
      base: money("1.00")
      charge: { percent: 8.5%, plus: 0.30, min: 1.00, max: 75.00 }
      to: customer
      ---
      rule: preview
      on: order.placed
      do:
        - notify: { to: customer, template: preview, text: '${fee("commission", event.amount)}' }
      """)
    #expect(
      (try shop.send("order.placed", placed("84.50"))).flatMap(\.actionTexts) == [
        #"notify {"to":"customer","template":"preview","text":"7.48 USD"}"#
      ])
  }

  // MARK: Quoted

  @Test func `a quote is what is charged, and the explanation adds up to it`() throws {
    let shop = try Shop(
      Self.commission
        + """

        split: { platform: 70%, partner: 20%, agent: rest }
        tax: { State: 4%, City: 4.875% }
        discount: [ { percent: 12.5% }, { if: event.amount > 500.00, amount: 3.33 } ]
        cap: { at_most: 900.00, per: calendar_month }
        """)
    let reader = EventReader(rulebook: shop.rulebook)
    for number in 1...300 {
      let cents = number * 7919 % 200_000
      let amount = "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
      let line = Shop.line(
        "order.placed", placed(amount, "order \(number)"), id: "q\(number)", at: "2026-03-02T10:00:00Z")
      let event = try reader.read(line, now: nil)
      let quoted = try amounts(preview(event, shop))
      let decisions = try shop.send("order.placed", placed(amount, "order \(number)"), id: "e\(number)")
      #expect(amounts(decisions) == quoted)
      let notes = decisions.flatMap(\.record.notes).map {
        String(decoding: $0.json, as: UTF8.self).dropFirst().dropLast()
      }
      let total = notes.last { $0.hasPrefix("total ") }.map { [String($0.dropFirst(6))] } ?? []
      #expect(total == quoted || quoted.isEmpty && total == ["0.00 USD"])
    }
  }

  // MARK: Explained

  @Test func `what is explained is what was quoted and charged`() throws {
    let shop = try Shop(
      Self.commission
        + "\nsplit: { platform: 80%, partner: rest }\ntax: { VAT: 19% }\ndiscount: { percent: 10% }")
    let decision = try #require(shop.send("order.placed", placed("84.50")).first)
    #expect(amounts([decision]) == ["8.01 USD"])
    #expect(
      decision.record.notes.map { String(decoding: $0.json, as: UTF8.self) } == [
        #""commission 7.48 USD: 8.5% of 84.50 = 7.18250; plus 0.30; 7.48250 rounded (half_even)""#,
        #""Discount -0.75 USD: 10% of 7.48""#,
        #""VAT 1.28 USD: 19% of 6.73 = 1.2787; 1.2787 rounded (half_even)""#,
        #""split platform 5.38, partner 1.35""#, #""total 8.01 USD""#,
      ])
    let explained = Explainer(rulebook: shop.rulebook).explain(decision.event, decision.record)
    #expect(explained.items.first?.notes.count == 5)
  }
}
