import CEL
import Host
import RulesEngine
import Store
import TestSupport
import Testing

/// The ledger of the fees: its entries balance, and refunds never give back more than was charged.
@Suite struct FeeLedgerTests {
  private static let rules = """
    fee: commission
    on: order.placed
    base: event.amount
    charge: { percent: 8.5%, plus: 0.30 }
    split: { platform: 80%, partner: rest }
    tax: { VAT: 19% }
    to: customer
    for: event.order_id
    refund: POLICY
    ---
    event: order.returned
    subject: customer
    data: { order_id: string, amount?: money }
    ---
    refund: commission-back
    on: order.returned
    if: has(event.amount)
    of: commission
    for: event.order_id
    amount: event.amount
    ---
    refund: all-back
    on: order.returned
    if: "!has(event.amount)"
    of: commission
    for: event.order_id
    ---
    event: deal.changed
    subject: customer
    data: { deal: string, stage: string }
    ---
    fee: deposit
    on: deal.changed
    if: event.stage == "deposit"
    charge: { flat: 499.00 }
    deposit: true
    to: customer
    for: event.deal
    ---
    refund: deposit-back
    on: deal.changed
    if: event.stage == "lost"
    of: deposit
    for: event.deal
    ---
    settle: deposit-kept
    on: deal.changed
    if: event.stage == "won"
    of: deposit
    for: event.deal
    by: capture
    ---
    settle: deposit-lost
    on: deal.changed
    if: event.stage == "no-show"
    of: deposit
    for: event.deal
    by: forfeit
    to: seller
    """

  private func shop(_ policy: String = "pro_rata") throws -> Shop {
    try Shop(Self.rules.replacing("POLICY", with: policy))
  }

  /// The entries as `kind role party amount`, in the order they were written; and that they balance.
  private func entries(_ shop: Shop) throws -> [String] {
    let entity = try #require(shop.rulebook.model.entities.firstIndex { $0.name == "fee_entry" })
    let fields = shop.rulebook.model.entities[entity].fields.map(\.name)
    let now = Timestamp(rfc3339: "2026-03-02T10:00:00Z") ?? Timestamp(microseconds: 0)
    let rows = try shop.store.rows(RowQuery(entity: entity), now: now)
    var sums: [String: Decimal] = [:]
    var texts: [(charge: String, number: Int, text: String)] = []
    for row in rows {
      func text(_ name: String) -> String { fields.firstIndex(of: name).flatMap { row[$0]?.text } ?? "" }
      guard let column = fields.firstIndex(of: "amount"), case .money(let money)? = row[column] else {
        continue
      }
      let key = "\(text("charge")) \(text("event"))"
      sums[key] = (sums[key] ?? Decimal(0)).adding(money.amount)
      let number = text("id").split(separator: "/").last.flatMap { Int($0) } ?? 0
      texts.append(
        (text("charge"), number, "\(text("kind")) \(text("role")) \(text("party")) \(money.amount)"))
    }
    let isBalanced = sums.values.allSatisfy(\.isZero)
    #expect(isBalanced, "\(sums)")
    return texts.sorted { ($0.charge, $0.number) < ($1.charge, $1.number) }.map(\.text)
  }

  private func returned(_ shop: Shop, _ amount: String?) throws -> [String] {
    let data = amount.map { #"{"order_id":"o1","amount":"\#($0)"}"# } ?? #"{"order_id":"o1"}"#
    return try shop.send("order.returned", data).flatMap(\.record.actions).map { action in
      let json = try JSON(parsing: action.arguments, maxDepth: 8, maxBytes: 1 << 20)
      if case .string(let text)? = json["amount"] { return text }
      return "-"
    }
  }

  private func place(_ shop: Shop) throws {
    try shop.send("order.placed", #"{"order_id":"o1","shop_id":"s1","amount":"100.00"}"#)
  }

  @Test func `a charge is written in double entry`() throws {
    let shop = try shop()
    try place(shop)
    #expect(
      try entries(shop) == [
        "charge payer customer -10.47", "charge share platform 7.04", "charge share partner 1.76",
        "charge tax VAT 1.67",
      ])
  }

  @Test(
    arguments: [
      ("pro_rata", ["33.33", "33.33", "80.00", "1.00"], ["3.49", "3.49", "3.49"]),
      ("pro_rata", [nil, nil], ["10.47"]), ("full", ["0.01", "50.00"], ["10.47"]), ("none", [nil], []),
      ("keep_fixed", ["50.00", nil], ["5.08", "5.09"]),
    ] as [(String, [String?], [String])])
  func `refunds in parts add up, and never exceed the charge`(
    policy: String, parts: [String?], expected: [String]
  ) throws {
    let shop = try shop(policy)
    try place(shop)
    let all = try parts.flatMap { try returned(shop, $0) }
    #expect(all == expected)
    _ = try entries(shop)
  }

  @Test func `nothing is given back of what was not charged`() throws {
    let shop = try shop()
    let nothing = try returned(shop, nil)
    #expect(nothing.isEmpty)
  }

  @Test func `the same event gives back once`() throws {
    let shop = try shop()
    try place(shop)
    for _ in 0..<2 { try shop.send("order.returned", #"{"order_id":"o1","amount":"10.00"}"#, id: "same") }
    #expect(try entries(shop).filter { $0.hasPrefix("refund payer") } == ["refund payer customer 1.05"])
  }

  @Test(arguments: [
    (["lost"], ["refund payer customer 499.00", "refund held platform -499.00"]),
    (["won", "lost"], ["capture held platform -499.00", "capture share platform 499.00"]),
    (["no-show"], ["forfeit held platform -499.00", "forfeit share seller 499.00"]),
  ])
  func `a deposit is held until it is given back, captured or forfeited`(stages: [String], last: [String])
    throws
  {
    let shop = try shop()
    for stage in ["deposit"] + stages {
      try shop.send("deal.changed", #"{"deal":"d1","stage":"\#(stage)"}"#)
    }
    #expect(
      try entries(shop) == ["hold payer customer -499.00", "hold held platform 499.00"] + last)
  }

  @Test func `revenue is kept by fee, party and month`() throws {
    let shop = try shop()
    for (order, at) in [("1", "2026-03-02"), ("2", "2026-03-31"), ("3", "2026-04-01")] {
      try shop.send(
        "order.placed", #"{"order_id":"\#(order)","shop_id":"s1","amount":"100.00"}"#, at: "\(at)T10:00:00Z")
    }
    let entity = try #require(shop.rulebook.model.entities.firstIndex { $0.name == "fee_revenue" })
    let now = Timestamp(rfc3339: "2026-04-02T10:00:00Z") ?? Timestamp(microseconds: 0)
    let rows = try shop.store.rows(RowQuery(entity: entity), now: now)
    #expect(
      rows.map { row in row.dropFirst().map { $0?.text ?? "-" }.joined(separator: " ") } == [
        "commission customer c1 payer 2026-03 20.94 USD 2",
        "commission partner partner share 2026-03 3.52 USD 2",
        "commission platform platform share 2026-03 14.08 USD 2",
        "commission customer c1 payer 2026-04 10.47 USD 1",
        "commission partner partner share 2026-04 1.76 USD 1",
        "commission platform platform share 2026-04 7.04 USD 1",
      ])
  }

  @Test func `facts of the model can read the ledger`() throws {
    let shop = try Shop(
      """
      entity: shop
      fields: { id: string, name?: string }
      related: { fees: { entity: fee_entry, by: account } }
      facts:
        fees_last_quarter: { sum: fees.amount, if: row.role == "payer", within: 90d, of: at }
      ---
      event: sale
      data: { shop_id: { entity: shop }, amount: money }
      ---
      fee: listing
      on: sale
      base: event.amount
      charge: { percent: 10% }
      to: shop
      ---
      rule: told
      on: sale
      if: shop.fees_last_quarter < 0.00
      do:
        - notify: { to: shop, template: fees, text: "${shop.fees_last_quarter}" }
      """)
    try shop.send("sale", #"{"shop_id":"s7","amount":"50.00"}"#)
    let second = try shop.send("sale", #"{"shop_id":"s7","amount":"50.00"}"#, at: "2026-03-03T10:00:00Z")
    #expect(
      second.flatMap(\.actionTexts).last == #"notify {"to":"shop","template":"fees","text":"-10.00 USD"}"#)
  }
}
