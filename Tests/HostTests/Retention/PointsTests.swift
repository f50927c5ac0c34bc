import CEL
import RulesEngine
import Store
import TestSupport
import Testing

/// Points that are earned, spent in the order in which they came, and expire.
@Suite struct PointsTests {
  private static let events = """
    event: gain
    subject: customer
    data: { n: int }
    ---
    event: cost
    subject: customer
    data: { n: int }
    ---
    event: gift
    subject: customer
    data: { to: string, n: int }
    ---

    """

  private static func program(_ more: String) -> String {
    events + """
      points: club
      earn:
        - { on: gain, points: event.n }
        - { on: gift, points: event.n, to: event.to }
      spend: { on: [cost, gift], points: event.n }
      \(more)
      """
  }

  /// What points tell in some decisions: `earned 10 of 30`.
  private func told(_ decisions: [Decision], _ shop: Shop) -> [String] {
    decisions.filter { $0.event.typeName.hasPrefix("points.") && $0.event.typeName != "points.due" }.map {
      decision in
      let json = try? JSON(parsing: decision.event.data, maxDepth: 8, maxBytes: 1 << 20)
      let name = decision.event.typeName.dropFirst("points.".count)
      if name == "tier_changed" {
        return
          "\(decision.event.subject ?? "") \(json?["old"]?.stringValue ?? "-") to \(json?["tier"]?.stringValue ?? "-")"
      }
      return
        "\(decision.event.subject ?? "") \(name) \(json?["points"]?.intValue ?? -1) of \(json?["balance"]?.intValue ?? -1)"
    }
  }

  private func move(_ shop: Shop, _ type: String, _ n: Int, at time: String, id: String? = nil) throws
    -> [String]
  {
    told(try shop.send(type, #"{"n":\#(n)}"#, id: id, at: time), shop)
  }

  @Test func `points are spent in the order in which they were earned`() throws {
    let shop = try Shop(Self.program("expires: 10d"))
    #expect(try move(shop, "gain", 30, at: "2026-03-01T10:00:00Z") == ["c1 earned 30 of 30"])
    #expect(try move(shop, "gain", 20, at: "2026-03-05T10:00:00Z") == ["c1 earned 20 of 50"])
    #expect(try move(shop, "cost", 35, at: "2026-03-06T10:00:00Z") == ["c1 spent 35 of 15"])
    #expect(try move(shop, "cost", 16, at: "2026-03-06T11:00:00Z") == ["c1 refused 16 of 15"])
    #expect(told(try shop.fireTimers(until: "2026-03-15T09:59:59Z"), shop) == [])
    #expect(told(try shop.fireTimers(until: "2026-03-15T10:00:00Z"), shop) == ["c1 expired 15 of 0"])
  }

  @Test func `what has expired cannot be spent, whether its timer has come or not`() throws {
    let shop = try Shop(Self.program("expires: 10d"))
    _ = try move(shop, "gain", 30, at: "2026-03-01T10:00:00Z")
    #expect(
      try move(shop, "cost", 1, at: "2026-03-11T10:00:00Z") == ["c1 expired 30 of 0", "c1 refused 1 of 0"])
    #expect(told(try shop.fireTimers(until: "2027-03-15T10:00:00Z"), shop) == [])
  }

  @Test(arguments: [
    ("10d", "2026-03-11T10:00:00Z"), ("10d@end_of_day", "2026-03-12T00:00:00Z"),
    ("10d@end_of_week", "2026-03-16T00:00:00Z"), ("10d@end_of_month", "2026-04-01T00:00:00Z"),
    ("10d@end_of_quarter", "2026-04-01T00:00:00Z"), ("40d@end_of_quarter", "2026-07-01T00:00:00Z"),
    ("10d@end_of_year", "2027-01-01T00:00:00Z"),
  ])
  func `expiry is rounded to the end of a stretch of the calendar`(written: String, end: String) throws {
    let shop = try Shop(Self.program("expires: \(written)"))
    _ = try move(shop, "gain", 30, at: "2026-03-01T10:00:00Z")
    let fired = try shop.fireTimers(until: end)
    #expect(told(fired, shop) == ["c1 expired 30 of 0"])
    #expect(fired.first?.record.at == shop.instant(end))
  }

  @Test func `somebody is reminded once of what is left`() throws {
    let shop = try Shop(Self.program("expires: 10d\nremind: 3d"))
    _ = try move(shop, "gain", 30, at: "2026-03-01T10:00:00Z")
    _ = try move(shop, "gain", 5, at: "2026-03-02T10:00:00Z")
    _ = try move(shop, "cost", 10, at: "2026-03-03T10:00:00Z")
    #expect(
      told(try shop.fireTimers(until: "2026-03-09T10:00:00Z"), shop) == [
        "c1 expiring 20 of 25", "c1 expiring 5 of 25",
      ])
    #expect(told(try shop.fireTimers(until: "2026-03-11T10:00:00Z"), shop) == ["c1 expired 20 of 5"])
  }

  @Test func `points go to whom the event names`() throws {
    let shop = try Shop(Self.program(""))
    _ = try move(shop, "gain", 30, at: "2026-03-01T10:00:00Z")
    let gift = try shop.send("gift", #"{"to":"c2","n":10}"#, at: "2026-03-01T11:00:00Z")
    #expect(told(gift, shop) == ["c2 earned 10 of 10", "c1 spent 10 of 20"])
  }

  @Test(arguments: [
    ("to_earned", ["c1 gold to -"]), ("one_down", ["c1 gold to silver", "c1 silver to -"]), ("never", []),
  ])
  func `a tier is won at once and lost in its time`(policy: String, lost: [String]) throws {
    let shop = try Shop(
      Self.program("tiers: { within: 100d, downgrade: \(policy), levels: { silver: 50, gold: 100 } }"))
    #expect(
      try move(shop, "gain", 60, at: "2026-01-01T10:00:00Z") == ["c1 earned 60 of 60", "c1 - to silver"])
    // Spending costs no tier.
    _ = try move(shop, "cost", 60, at: "2026-01-02T10:00:00Z")
    #expect(
      try move(shop, "gain", 40, at: "2026-01-03T10:00:00Z") == ["c1 earned 40 of 40", "c1 silver to gold"])
    #expect(told(try shop.fireTimers(until: "2026-04-13T09:59:59Z"), shop) == [])
    #expect(told(try shop.fireTimers(until: "2026-12-31T10:00:00Z"), shop) == lost)
  }

  @Test func `who earns enough again keeps the tier`() throws {
    let shop = try Shop(Self.program("tiers: { within: 100d, levels: { silver: 50 } }"))
    _ = try move(shop, "gain", 60, at: "2026-01-01T10:00:00Z")
    _ = try move(shop, "gain", 50, at: "2026-04-10T10:00:00Z")
    #expect(told(try shop.fireTimers(until: "2026-04-12T10:00:00Z"), shop) == [])
    // Kept from 11 April on for another hundred days.
    #expect(told(try shop.fireTimers(until: "2026-07-20T09:59:59Z"), shop) == [])
    #expect(told(try shop.fireTimers(until: "2026-07-20T10:00:00Z"), shop) == ["c1 silver to -"])
  }

  @Test func `facts tell the balance, what expires within thirty days, and the tier`() throws {
    let facts = """

      ---
      rule: say
      on: ping
      do: [ { notify: { to: customer, template: x, text: "x" } } ]
      ---
      rule: look
      on: order.placed
      do:
        - notify:
            to: customer
            template: look
            text: '${customer.club_points} ${customer.club_expiring} ${customer.club_tier ?? "none"}'
      """
    let shop = try Shop(
      Self.program("expires: 50d\ntiers: { within: 100d, levels: { silver: 30 } }") + facts)
    func look(_ day: String) throws -> String {
      let order = #"{"order_id":"o\#(day)","shop_id":"s1","amount":"10.00"}"#
      let text = try shop.send("order.placed", order, at: "2026-\(day)T10:00:00Z").flatMap(\.actionTexts)
        .joined()
      return String(text.split(separator: #""text":""#).last?.dropLast(2) ?? "")
    }
    #expect(try look("03-01") == "0 0 none")
    _ = try move(shop, "gain", 20, at: "2026-03-01T10:00:00Z")
    #expect(try look("03-02") == "20 0 none")
    _ = try move(shop, "gain", 15, at: "2026-03-20T10:00:00Z")
    #expect(try look("03-25") == "35 20 silver")
    _ = try move(shop, "cost", 25, at: "2026-03-26T10:00:00Z")
    #expect(try look("03-27") == "10 0 silver")
  }

  @Test(arguments: 0..<12)
  func `books agree with a count of single points`(seed: UInt64) throws {
    var dice = Dice(seed)
    let days = Int.random(in: 5...60, using: &dice)
    let rounding = ["", "@end_of_day", "@end_of_month"].randomElement(using: &dice)!
    let shop = try Shop(Self.program("expires: \(days)d\(rounding)"))
    // Every point by itself, with the minute at which it is gone.
    var single: [Int] = []
    var (minute, balance, expired, told) = (0, 0, 0, 0)
    for number in 0..<120 {
      minute += Int.random(in: 1...6_000, using: &dice)
      let gone = single.count { $0 <= minute }
      single.removeAll { $0 <= minute }
      expired += gone
      let n = Int.random(in: 1...40, using: &dice)
      let time = Self.start.adding(Duration(seconds: Int64(minute) * 60)!)!
      told += Self.expired(try shop.fireTimers(until: "\(time)"))
      let isGain = Bool.random(using: &dice)
      let decisions = try shop.send(
        isGain ? "gain" : "cost", #"{"n":\#(n)}"#, id: "m\(number)", at: "\(time)")
      told += Self.expired(decisions)
      if isGain {
        single += Array(repeating: Self.end(of: minute, days, rounding), count: n)
        single.sort()
      } else if n <= single.count {
        single.removeFirst(n)
      }
      let last = decisions.last {
        ["points.earned", "points.spent", "points.refused"].contains($0.event.typeName)
      }
      let json = try JSON(parsing: #require(last).event.data, maxDepth: 8, maxBytes: 1 << 20)
      balance = Int(try #require(json["balance"]?.intValue))
      #expect(balance == single.count, "seed \(seed), move \(number)")
    }
    #expect(told == expired)
    #expect(try Self.sum(shop, "points_entries", "points") == balance)
    #expect(try Self.sum(shop, "points_lots", "left") == balance)
  }

  private static let start = Timestamp(rfc3339: "2026-01-01T00:00:00Z")!

  private static func expired(_ decisions: [Decision]) -> Int {
    decisions.filter { $0.event.typeName == "points.expired" }.reduce(0) { sum, decision in
      let json = try? JSON(parsing: decision.event.data, maxDepth: 8, maxBytes: 1 << 20)
      return sum + Int(json?["points"]?.intValue ?? 0)
    }
  }

  /// Counted in minutes and days of 2026 and 2027, with no calendar of ours.
  private static func end(of minute: Int, _ days: Int, _ rounding: String) -> Int {
    let exact = minute + days * 1_440
    let day = exact / 1_440
    switch rounding {
    case "@end_of_day": return (day + 1) * 1_440
    case "@end_of_month":
      let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      var end = 0
      for month in 0..<36 {
        end += lengths[month % 12]
        if day < end { return end * 1_440 }
      }
      return end * 1_440
    default: return exact
    }
  }

  private static func sum(_ shop: Shop, _ table: String, _ column: String) throws -> Int {
    let entity = try #require(shop.rulebook.model.entities.firstIndex { $0.table == table })
    let fields = shop.rulebook.model.entities[entity].fields
    let position = try #require(fields.firstIndex { $0.name == column })
    return try shop.store.rows(RowQuery(entity: entity), now: start).reduce(0) { sum, row in
      if case .int(let value)? = row[position] { sum + Int(value) } else { sum }
    }
  }

  /// Small and the same everywhere.
  private struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }
}
