import CEL
import RulesEngine
import Store
import TestSupport
import Testing

/// Patterns over time: what stays true, what passes a level, what comes often, what does not come.
@Suite struct PatternTests {
  static let events = """
    event: sensor.read
    data: { sensor: string, level: decimal }
    ---
    event: sensor.alarm
    data: { sensor: string }
    ---
    event: sensor.checked
    data: { sensor: string }
    ---

    """

  static func shop(_ pattern: String) throws -> Shop { try Shop(events + pattern) }

  /// Sends readings in the order given; gives the instants at which alarms were decided, as events' ids say.
  static func alarms(
    _ shop: Shop, _ readings: [(at: String, level: String)], until: String, sensor: String = "s"
  ) throws -> [String] {
    var decisions: [Decision] = []
    for reading in readings {
      let instant = "2026-03-02T\(reading.at)Z"
      // Events that come late are sent after the timers of their own time have fired.
      decisions += try shop.send(
        "sensor.read", #"{"sensor":"\#(sensor)","level":"\#(reading.level)"}"#, at: instant)
    }
    decisions += try shop.fireTimers(until: "2026-03-02T\(until)Z")
    return decisions.filter { $0.event.typeName == "sensor.alarm" }.map {
      String($0.event.time.description.dropFirst(11).prefix(5))
    }
  }

  static let dwell = """
    dwell: too-hot
    on: sensor.read
    if: event.level > 80.0
    for: 2h
    key: event.sensor
    emit: sensor.alarm
    """

  @Test(arguments: [
    // True for two hours; told once.
    ([("10:00:00", "81"), ("11:00:00", "90"), ("11:59:00", "85")], ["12:00"]),
    // Cancelled, and begun anew.
    ([("10:00:00", "81"), ("11:00:00", "70"), ("11:30:00", "85")], ["13:30"]),
    ([("10:00:00", "81"), ("11:59:59", "80")], []),
    ([("10:00:00", "70")], []),
    // An event that happened before the last one seen changes nothing.
    ([("10:00:00", "81"), ("11:00:00", "85"), ("10:30:00", "70")], ["12:00"]),
    // What became false after the time was over does not undo it, though the timer has not fired yet.
    ([("10:00:00", "81"), ("12:00:01", "70")], ["12:00"]),
  ])
  func `a condition that stays true`(_ readings: [(String, String)], _ expected: [String]) throws {
    #expect(try Self.alarms(try Self.shop(Self.dwell), readings, until: "23:00:00") == expected)
  }

  @Test func `it is told again only after it has been false`() throws {
    let shop = try Self.shop(Self.dwell)
    #expect(try Self.alarms(shop, [("10:00:00", "81")], until: "12:30:00") == ["12:00"])
    #expect(try Self.alarms(shop, [("13:00:00", "85")], until: "16:00:00") == [])
    #expect(try Self.alarms(shop, [("16:00:00", "70"), ("16:30:00", "85")], until: "23:00:00") == ["18:30"])
  }

  /// Nothing tells that an order was paid but its row; when the time is over, the row is looked at.
  @Test func `what is true is judged again when the time is over`() throws {
    let shop = try Shop(
      """
      event: order.stale
      subject: customer
      data: { order_id: string }
      ---
      dwell: stale
      on: order.placed
      if: customer.spend == 0.00
      for: 1h
      key: event.order_id
      emit: order.stale
      """)
    func place(_ order: String, _ at: String) throws {
      try shop.send("order.placed", #"{"order_id":"\#(order)","shop_id":"s","amount":"5.00"}"#, at: at)
    }
    try shop.send("customer.registered", #"{"name":"A"}"#, at: "2026-03-02T09:00:00Z")
    try place("o1", "2026-03-02T10:00:00Z")
    #expect(try shop.fireTimers(until: "2026-03-02T11:00:00Z").map(\.event.typeName) == ["order.stale"])
    try place("o2", "2026-03-02T12:00:00Z")
    try shop.send("order.paid", #"{"order_id":"o2"}"#, at: "2026-03-02T12:30:00Z")
    #expect(try shop.fireTimers(until: "2026-03-02T13:00:00Z").isEmpty)
  }

  @Test func `each key has its own time, and grace lets late events count`() throws {
    let shop = try Self.shop(Self.dwell + "\ngrace: 30m")
    _ = try Self.alarms(shop, [("10:00:00", "81")], until: "10:00:00", sensor: "a")
    _ = try Self.alarms(shop, [("10:10:00", "81")], until: "10:00:00", sensor: "b")
    #expect(try shop.fireTimers(until: "2026-03-02T12:05:00Z").isEmpty)
    // It happened in time and came late.
    #expect(try Self.alarms(shop, [("11:50:00", "70")], until: "23:00:00", sensor: "a") == ["12:40"])
  }

  static func crossing(_ more: String) -> String {
    """
    crossing: full
    on: sensor.read
    value: event.level
    \(more)
    key: event.sensor
    emit: sensor.alarm
    """
  }

  @Test(arguments: [
    ("above: 80", ["70", "81", "90", "80", "81"], ["01:00", "04:00"]),
    ("above: 80\nreset: 75", ["70", "81", "78", "82", "75", "81"], ["01:00", "05:00"]),
    ("below: 10\nreset: 20", ["15", "9", "15", "8", "20", "9.99"], ["01:00", "05:00"]),
    ("below: 10", ["10", "9.99"], ["01:00"]),
    // A first value beyond the level has passed it.
    ("above: 80", ["85"], ["00:00"]),
    ("above: '${settings.vip_spend / 10.0}'", ["99", "101"], ["01:00"]),
  ])
  func `a value that passes a level`(_ level: String, _ values: [String], _ expected: [String]) throws {
    let readings = values.enumerated().map { ("0\($0):00:00", $1) }
    #expect(try Self.alarms(try Self.shop(Self.crossing(level)), readings, until: "23:00:00") == expected)
  }

  @Test func `a late value does not cross again`() throws {
    let readings = [("10:00:00", "81"), ("09:00:00", "70"), ("11:00:00", "82")]
    let shop = try Self.shop(Self.crossing("above: 80"))
    #expect(try Self.alarms(shop, readings, until: "23:00:00") == ["10:00"])
  }

  static let burst = """
    burst: wavering
    of: sensor.read
    if: event.level > 80.0
    count: 3
    over: 1h
    key: event.sensor
    emit: sensor.alarm
    """

  @Test(arguments: [
    (["10:00", "10:20", "10:40"], ["10:40"]),
    (["10:00", "10:30", "11:00"], []),
    (["10:00", "10:30", "11:00", "11:20"], ["11:20"]),
    // What completed a burst counts for no other.
    (["10:00", "10:10", "10:20", "10:30", "10:40"], ["10:20"]),
    (["10:00", "10:10", "10:20", "10:30", "10:40", "10:50"], ["10:20", "10:50"]),
    // A late event counts where it happened.
    (["10:00", "10:50", "10:30"], ["10:30"]),
    (["11:00", "11:50", "10:30"], []),
  ])
  func `events that come often`(_ times: [String], _ expected: [String]) throws {
    let shop = try Self.shop(Self.burst)
    #expect(
      try Self.alarms(shop, times.map { ("\($0):00", "90") }, until: "23:00:00")
        == expected)
    #expect(try Self.alarms(shop, [("12:00:00", "70")], until: "23:00:00").isEmpty)
  }

  static let absence = """
    absence: unchecked
    after: sensor.read
    of: sensor.checked
    within: 1h
    grace: 30m
    key: event.sensor
    emit: sensor.alarm
    """

  enum Step: Sendable {
    case read(String)
    case checked(String)
    case fire(String)
  }

  @Test(arguments: [
    ([Step.read("10:00"), .checked("10:59"), .fire("20:00")], 0),
    ([.read("10:00"), .fire("11:29"), .checked("11:00"), .fire("20:00")], 0),
    ([.read("10:00"), .fire("11:29"), .checked("11:01"), .fire("20:00")], 1),
    ([.read("10:00"), .fire("11:30")], 1),
    // The closing event came first.
    ([.checked("10:05"), .read("10:00"), .fire("20:00")], 0),
    ([.checked("09:55"), .read("10:00"), .fire("20:00")], 1),
    // It is forgotten after the time of grace.
    ([.checked("10:05"), .fire("10:35"), .read("10:00"), .fire("20:00")], 1),
    // One of an earlier round does not close the next.
    ([.read("10:00"), .checked("09:30"), .fire("20:00")], 1),
  ])
  func `late events of an absence count by their own time`(_ steps: [Step], _ expected: Int) throws {
    let shop = try Self.shop(Self.absence)
    var alarms = 0
    for step in steps {
      switch step {
      case .read(let at):
        try shop.send("sensor.read", #"{"sensor":"s","level":"1"}"#, at: "2026-03-02T\(at):00Z")
      case .checked(let at): try shop.send("sensor.checked", #"{"sensor":"s"}"#, at: "2026-03-02T\(at):00Z")
      case .fire(let at):
        alarms += try shop.fireTimers(until: "2026-03-02T\(at):00Z").count
      }
    }
    #expect(alarms == expected)
  }

  @Test func `a mistake at run time is an error of the pattern`() throws {
    let shop = try Self.shop(
      Self.dwell.replacing("event.level > 80.0", with: "1.0 / event.level > 80.0"))
    let decision = try shop.send("sensor.read", #"{"sensor":"s","level":"0"}"#)[0]
    #expect(decision.record.errors.map(\.by) == ["dwell/too-hot"])
  }
}
