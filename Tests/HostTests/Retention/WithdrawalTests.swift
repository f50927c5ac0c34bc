import CEL
import RulesEngine
import Store
import TestSupport
import Testing

/// Actions whose premise is gone before anybody has begun to deliver them.
@Suite struct WithdrawalTests {
  private static let definitions = """
    action: ask
    params: { n?: int }
    ---
    action: pay
    params: { n?: int }
    withdraw: false
    ---
    action: undo
    params: { n?: int }
    ---
    workflow: follow
    on: order.placed
    key: event.order_id
    cancel_on: { event: order.unpaid, where: event.order_id == trigger.order_id }
    while: customer.order_count < 3
    steps:
      - ask: {}
        compensate: { undo: { n: 1 } }
      - pay: {}
      - notify: { to: customer, template: stays }
        withdraw: false
      - delay: 1d
      - notify: { to: customer, template: later }
    ---
    rule: hint
    on: [order.placed, order.paid]
    until: order.unpaid
    do: [ { notify: { to: customer, template: hint } } ]
    ---
    table: tip
    on: order.placed
    until: { event: order.unpaid, key: event.order_id, where: event.order_id != "o3" }
    inputs: { amount: event.amount }
    outputs: { text: string }
    rows: [ { amount: "-", text: tip } ]
    do: [ { notify: { to: customer, template: "${output.text}" } }, { pay: { n: 2 } } ]
    """

  private let shop: Shop

  init() throws { shop = try Shop(Self.definitions) }

  private func deliver() throws {
    let owner = try shop.store.enrol("shop")
    try shop.store.takeOver(owner: owner, delivering: nil, at: shop.instant("10:00"))
  }

  private func place(_ order: String, subject: String = "c1") throws {
    try shop.send(
      "order.placed", #"{"order_id":"\#(order)","shop_id":"s1","amount":"10.00"}"#, subject: subject)
  }

  @discardableResult
  private func unpay(_ order: String, subject: String = "c1") throws -> [Decision] {
    try shop.send("order.unpaid", #"{"order_id":"\#(order)"}"#, subject: subject)
  }

  /// The actions as `decision by name state`, in order.
  private func states(_ store: Store? = nil) throws -> [String] {
    var lines: [String] = []
    try (store ?? shop.store).actions(LogFilter(newestFirst: false)) { entry in
      let json = try? JSON(parsing: entry.action.arguments, maxDepth: 8, maxBytes: 1 << 20)
      let what = json?["template"]?.stringValue ?? entry.action.name
      lines.append("d-\(entry.decision) \(what) \(entry.state)")
      return true
    }
    return lines
  }

  private func remarks() throws -> [String] {
    var remarks: [String] = []
    try shop.store.actions(LogFilter(newestFirst: false)) { entry in
      if entry.state == .withdrawn, let remark = entry.remark { remarks.append(remark) }
      return true
    }
    return remarks
  }

  @Test func `what a cancelled run asked for is taken back, except where it says otherwise`() throws {
    try deliver()
    try place("o1")
    try unpay("o1")
    #expect(
      try states() == [
        "d-1 hint withdrawn", "d-1 tip withdrawn", "d-1 pay pending", "d-1 ask withdrawn", "d-1 pay pending",
        "d-1 stays pending",
      ])
    #expect(
      try remarks() == ["d-2: order.unpaid", "d-2: order.unpaid", "d-2: run r-1 ended: order.unpaid"])
  }

  @Test func `the decision that took something back says what and why`() throws {
    try deliver()
    try place("o1")
    let notes = try unpay("o1").flatMap(\.record.notes).map { note in
      "\(note.by) \(note.name) \(String(decoding: note.json, as: UTF8.self).prefix(60))"
    }
    #expect(
      notes == [
        #"rule/hint withdrawn {"title":"order.unpaid","rows":[{"decision":"d-1","action":""#,
        #"table/tip withdrawn {"title":"order.unpaid","rows":[{"decision":"d-1","action":""#,
        #"workflow/follow withdrawn {"title":"run r-1 ended: order.unpaid","rows":[{"decision":""#,
      ])
  }

  @Test func `nobody delivers, so there is nothing to take back and everything to undo`() throws {
    try place("o1")
    try unpay("o1")
    #expect(
      try states() == [
        "d-1 hint pending", "d-1 tip pending", "d-1 pay pending", "d-1 ask pending", "d-1 pay pending",
        "d-1 stays pending", "d-2 undo pending",
      ])
  }

  @Test func `what is out just now stays, and is undone`() throws {
    try deliver()
    try place("o1")
    let claim = Claim(
      owner: "shop#1", lease: Duration(seconds: 60)!, limit: 10, now: shop.instant("10:00"), names: nil)
    // One at a time of a subject: the hint, the tip, the payment, and then the question is out.
    for _ in 0..<3 {
      for leased in try shop.store.claim(claim) {
        _ = try shop.store.complete(leased.lease, .delivered(result: nil), at: shop.instant("10:00"))
      }
    }
    let out = try shop.store.claim(claim)
    #expect(out.map(\.action.name) == ["ask"])
    try unpay("o1")
    #expect(
      try states() == [
        "d-1 hint delivered", "d-1 tip delivered", "d-1 pay delivered", "d-1 ask leased", "d-1 pay pending",
        "d-1 stays pending", "d-2 undo pending",
      ])
    #expect(
      try shop.store.complete(out[0].lease, .delivered(result: nil), at: shop.instant("10:01")),
      "its lease holds")
  }

  @Test func `what was tried and failed is taken back, and undone all the same`() throws {
    try deliver()
    try place("o1")
    let claim = Claim(
      owner: "shop#1", lease: Duration(seconds: 60)!, limit: 10, now: shop.instant("10:00"), names: nil)
    for _ in 0..<4 {
      for leased in try shop.store.claim(claim) {
        let isAsked = leased.action.name == "ask"
        _ = try shop.store.complete(
          leased.lease,
          isAsked ? .retry(.transient("busy"), at: shop.instant("12:00")) : .delivered(result: nil),
          at: shop.instant("10:00"))
      }
    }
    try unpay("o1")
    #expect(try states().contains("d-1 ask withdrawn"))
    #expect(try states().contains("d-2 undo pending"))
  }

  @Test func `a key or a condition narrows what is taken back`() throws {
    try deliver()
    try place("o1")
    try place("o2")
    try place("o3")
    try place("o1-other", subject: "c2")
    try unpay("o1")
    #expect(
      try states().filter { $0.contains("tip") } == [
        "d-1 tip withdrawn", "d-2 tip pending", "d-3 tip pending", "d-4 tip pending",
      ])
    // Without a key everything about the subject is meant.
    #expect(
      try states().filter { $0.contains("hint") } == [
        "d-1 hint withdrawn", "d-2 hint withdrawn", "d-3 hint withdrawn", "d-4 hint pending",
      ])
    try unpay("o3")
    #expect(try states().contains("d-3 tip pending"))
  }

  @Test func `while no longer holds, and what is not delivered is taken back`() throws {
    try deliver()
    try place("o1")
    try place("o2")
    try place("o3")
    _ = try shop.fireTimers(until: "2026-03-04T00:00:00Z")
    #expect(try shop.store.run(1)?.reason == "`while` no longer holds")
    #expect(
      try states().filter { $0.contains("ask") } == [
        "d-1 ask withdrawn", "d-2 ask withdrawn",
      ])
  }

  @Test func `it is taken back with the decision, or not at all`() throws {
    let database = TemporaryDatabase()
    let shop = try Shop(Self.definitions, database: database.path)
    _ = try shop.store.takeOver(
      owner: try shop.store.enrol("shop"), delivering: nil, at: shop.instant("10:00"))
    try shop.send("order.placed", #"{"order_id":"o1","shop_id":"s1","amount":"10.00"}"#)
    try shop.store.commit()
    try shop.store.begin()
    try shop.send("order.unpaid", #"{"order_id":"o1"}"#)
    #expect(try states(shop.store).contains("d-1 ask withdrawn"))
    shop.store.rollback()
    #expect(try states(shop.store).allSatisfy { $0.hasSuffix("pending") })
    try shop.store.begin()
    try shop.send("order.unpaid", #"{"order_id":"o1"}"#)
    try shop.store.commit()
    #expect(try states(shop.store).contains("d-1 ask withdrawn"))
  }
}
