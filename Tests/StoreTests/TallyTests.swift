import CEL
import RulesEngine
import TestSupport
import Testing

@testable import Store

/// What is counted over time, and small remembered states.
@Suite struct TallyTests {
  static func at(_ hours: Int) -> Timestamp { Timestamp(seconds: noon.seconds + Int64(hours) * 3_600)! }
  static let day = Duration(seconds: 86_400)!

  static func tally(_ hours: Int, _ amount: String = "1", name: String = "a", key: String = "k") -> Tally {
    Tally(name: name, key: key, at: at(hours), amount: Decimal(amount)!, keep: day)
  }

  @Test func `entries since an instant are counted and added exactly`() throws {
    let store = try Shop.store()
    #expect(try store.tally(name: "a", key: "k", since: noon) == TallyTotal())
    for (hours, amount) in [(0, "0.1"), (1, "0.2"), (2, "1"), (3, "-0.30")] {
      try store.addTally(Self.tally(hours, amount))
    }
    try store.addTally(Self.tally(5, name: "b"))
    try store.addTally(Self.tally(5, key: "other"))
    let all = try store.tally(name: "a", key: "k", since: noon)
    #expect(all == TallyTotal(count: 4, sum: Decimal("1.00")!, latest: Self.at(3)))
    #expect(try store.tally(name: "a", key: "k", since: Self.at(2)).count == 2)
    let behind = Timestamp(microseconds: Self.at(3).microseconds + 1)
    #expect(try store.tally(name: "a", key: "k", since: behind) == TallyTotal())
  }

  @Test func `entries that nobody asks for any more go away`() throws {
    let store = try Shop.store()
    for hours in 0..<100 { try store.addTally(Self.tally(hours)) }
    try store.addTally(Self.tally(0, key: "other"))
    #expect(try store.database.integer("SELECT count(*) FROM bylaw_tallies") == 26)
    #expect(try store.tally(name: "a", key: "k", since: Self.at(75)).count == 25)
  }

  @Test func `marks are remembered, replaced and forgotten`() throws {
    let store = try Shop.store()
    #expect(try store.mark(name: "a", key: "k") == nil)
    try store.setMark(name: "a", key: "k", to: "above")
    try store.setMark(name: "a", key: "other", to: "below")
    #expect(try store.mark(name: "a", key: "k") == "above")
    try store.setMark(name: "a", key: "k", to: "")
    #expect(try store.mark(name: "a", key: "k") == "")
    try store.setMark(name: "a", key: "k", to: nil)
    #expect(try store.mark(name: "a", key: "k") == nil)
    #expect(try store.mark(name: "a", key: "other") == "below")
  }

  @Test func `what is undone was not counted`() throws {
    let store = try Shop.store()
    try store.begin()
    try store.addTally(Self.tally(0))
    try store.setMark(name: "a", key: "k", to: "x")
    store.rollback()
    #expect(try store.tally(name: "a", key: "k", since: noon).count == 0)
    #expect(try store.mark(name: "a", key: "k") == nil)
  }

  @Test func `a timer keeps what it was computed from`() throws {
    let store = try Shop.store()
    for (key, spec) in [("1", "x"), ("2", nil), ("3", "z")] as [(String, String?)] {
      try store.arm(Timer(name: "t", key: key, fireAt: noon, event: Array("{}".utf8), spec: spec))
    }
    #expect(try store.timer(name: "t", key: "1")?.spec == "x")
    #expect(try store.timer(name: "t", key: "2")?.spec == nil)
    let all = try store.timersWithSpec(after: 0, limit: 10)
    #expect(all.map(\.timer.spec) == ["x", "z"])
    #expect(try store.timersWithSpec(after: all[0].number, limit: 10).map(\.timer.key) == ["3"])
    #expect(try store.timersWithSpec(after: 0, limit: 1).map(\.timer.key) == ["1"])
    try store.arm(Timer(name: "t", key: "1", fireAt: Self.at(1), event: Array("{}".utf8)))
    #expect(try store.timersWithSpec(after: 0, limit: 10).map(\.timer.key) == ["3"])
  }

  /// The plain dictionaries of the tests say the same as SQLite.
  @Test func `both storages count alike`() throws {
    let store = try Shop.store()
    let memory = MemoryStorage(model: Shop.model())
    var random = SystemRandomNumberGenerator()
    for step in 0..<300 {
      let key = "k\(Int.random(in: 0..<3, using: &random))"
      let amount = "\(Int.random(in: -500..<500, using: &random))e-2"
      let entry = Tally(
        name: "n", key: key, at: Self.at(step), amount: Decimal(amount) ?? Decimal(step), keep: Self.day)
      try store.addTally(entry)
      try memory.addTally(entry)
      let since = Self.at(step - Int.random(in: 0..<24, using: &random))
      #expect(
        try store.tally(name: "n", key: key, since: since) == memory.tally(name: "n", key: key, since: since))
    }
  }
}
