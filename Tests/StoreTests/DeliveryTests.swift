import CEL
import RulesEngine
import Testing

@testable import Store

/// The outbox as hosts see it: who gets which action when, and what is recorded.
@Suite struct DeliveryTests {
  let store: Store
  let folder = TemporaryFolder()
  private let start = noon

  init() throws { store = try Shop.store() }

  /// Decides actions, written as `key subject`, or `key subject +SECONDS` for one that is held.
  private func decide(_ actions: String..., on other: Store? = nil) throws {
    let store = other ?? store
    guard case .new(let number) = try store.admit(event("e-\(actions)")) else { return }
    let made = actions.map { text in
      let words = text.split(separator: " ").map(String.init)
      var made = action(
        words[0].hasPrefix("x") ? "other" : "notify", key: words[0], by: "rule/\(words[0])",
        subject: words[1] == "-" ? nil : words[1])
      if words.count > 2 {
        made.notBefore = at(Int64(words[2].dropFirst())!)
        made.holdReason = "quiet hours"
      }
      return made
    }
    try store.record(
      DecisionRecord(
        number: number, at: start, rulebook: "h", matched: [], errors: [], actions: made,
        facts: Array("{}".utf8)))
  }

  private func at(_ seconds: Int64) -> Timestamp { start.adding(Duration(seconds: seconds)!)! }

  private func claim(
    _ limit: Int = 100, at seconds: Int64 = 0, by owner: String = "a", names: Set<String>? = nil,
    on other: Store? = nil
  ) throws -> [LeasedAction] {
    try (other ?? store).claim(
      Claim(owner: owner, lease: Duration(seconds: 60)!, limit: limit, now: at(seconds), names: names))
  }

  private func keys(_ actions: [LeasedAction]) -> [String] { actions.map(\.action.key) }

  @discardableResult
  private func complete(
    _ action: LeasedAction?, _ outcome: AttemptOutcome = .delivered(result: nil), at seconds: Int64 = 0
  ) throws -> Bool {
    try store.complete(#require(action).lease, outcome, at: at(seconds))
  }

  private func states() throws -> [String] {
    var states: [String] = []
    try store.actions(LogFilter(newestFirst: false)) { entry in
      states.append("\(entry.action.key) \(entry.state)" + (entry.remark.map { " (\($0))" } ?? ""))
      return true
    }
    return states
  }

  private static let busy = DeliveryFailure.transient("busy")

  @Test("of each subject one action is out, the earliest; without a subject all may be")
  func order() throws {
    try decide("a1 c1", "a2 c1", "b1 c2", "n1 -", "n2 -")
    try decide("a3 c1", "b2 c2")
    let first = try claim()
    #expect(keys(first) == ["a1", "b1", "n1", "n2"])
    #expect(try claim().isEmpty)
    try complete(first[0])
    #expect(keys(try claim()) == ["a2"])
    try complete(first[1])
    #expect(keys(try claim()) == ["b2"])
    #expect(
      try states() == [
        "a1 delivered", "a2 leased", "b1 delivered", "n1 leased", "n2 leased", "a3 pending", "b2 leased",
      ])
  }

  @Test("a limit is kept, and the rest comes with the next claim")
  func limit() throws {
    try decide("a c1", "b c2", "c c3")
    #expect(keys(try claim(2)) == ["a", "b"])
    #expect(keys(try claim(2)) == ["c"])
    #expect(try claim(0).isEmpty)
  }

  @Test("a failed attempt holds up its subject, and no other, until it is due again")
  func retry() throws {
    try decide("a1 c1", "a2 c1", "b1 c2")
    let first = try claim()
    try complete(first[0], .retry(Self.busy, at: at(10)))
    try complete(first[1])
    #expect(try claim(at: 9).isEmpty)
    #expect(try store.nextDelivery(for: "a") == at(10))
    let again = try #require(try claim(at: 10).first)
    #expect(again.action.key == "a1" && again.tries == 2 && again.lease.attempt == 2)
    #expect(again.firstTriedAt == start)
    try complete(again)
    #expect(keys(try claim(at: 10)) == ["a2"])
    #expect(try states()[0] == "a1 delivered")
  }

  @Test("what is given up does not hold up its subject, and opens an incident where it should")
  func givenUp() throws {
    try decide("a1 c1", "a2 c1", "a3 c1", "a4 c1")
    try complete(try claim().first, .gaveUp(Self.busy, .init(isExhausted: true, then: .incident)))
    try complete(
      try claim().first, .gaveUp(.permanent("no such number"), .init(isExhausted: false, then: .incident)))
    try complete(try claim().first, .gaveUp(Self.busy, .init(isExhausted: true, then: .proceed)))
    #expect(keys(try claim()) == ["a4"])
    #expect(
      try states() == [
        "a1 exhausted (transient: busy)", "a2 failed (permanent: no such number)",
        "a3 exhausted (transient: busy)", "a4 leased",
      ])
    var incidents: [String] = []
    try store.incidents(LogFilter(newestFirst: false)) {
      incidents.append("\($0.kind) \($0.code) \($0.by ?? "") \($0.action ?? 0): \($0.message)")
      return true
    }
    #expect(
      incidents == [
        "attempts_exhausted R0501 rule/a1 65536: `notify` was given up after 1 attempt: busy",
        "delivery_failed R0502 rule/a2 65537: `notify` was given up for good: no such number",
      ])
  }

  @Test("a lease that has run out goes to another host, and its first holder can say nothing more")
  func fencing() throws {
    try decide("a1 c1", "a2 c1")
    let late = try #require(try claim(by: "a").first)
    #expect(try claim(at: 59, by: "b").isEmpty)
    let taken = try #require(try claim(at: 60, by: "b").first)
    #expect(taken.action.key == "a1" && taken.lease.attempt == 2 && taken.tries == 1)
    #expect(try !complete(late, at: 61))
    #expect(try !complete(late, .gaveUp(Self.busy, .init(isExhausted: true, then: .incident)), at: 61))
    #expect(try states() == ["a1 leased", "a2 pending"])
    #expect(try complete(taken, at: 62))
    #expect(try !complete(taken, at: 63), "an outcome is recorded once")
    #expect(try store.status().openIncidents == 0)
  }

  @Test("a host does not take its own action twice, even when its clock jumps ahead")
  func jumpAhead() throws {
    try decide("a1 c1")
    let out = try claim().first
    #expect(try claim(at: 1_000_000).isEmpty)
    #expect(try complete(out, at: 1_000_001))
  }

  @Test("what waits for another attempt does not wait longer because the clock was set back")
  func jumpBack() throws {
    try decide("a1 c1", "b1 c2 +5000")
    try complete(try claim(at: 1_000).first, .retry(Self.busy, at: at(1_010)), at: 1_000)
    #expect(try claim(at: 500).isEmpty)
    try store.clockWentBack(to: at(500))
    #expect(keys(try claim(at: 500)) == ["a1"], "what is held until an instant stays held")
  }

  @Test("what is held goes at its instant; later actions of its subject do not wait for it")
  func held() throws {
    try decide("a1 c1 +100", "a2 c1", "a3 c1 +100")
    let first = try claim()
    #expect(keys(first) == ["a2"])
    #expect(try claim(at: 99).isEmpty)
    #expect(try claim(at: 100).isEmpty, "a2 is still out")
    try complete(first[0], at: 101)
    try complete(try claim(at: 101).first, at: 101)
    #expect(keys(try claim(at: 101)) == ["a3"])
    #expect(try states()[0] == "a1 delivered (quiet hours)")
  }

  @Test("what has no handler is put aside, holds up nobody, and comes when there is one")
  func noHandler() throws {
    try decide("x1 c1", "a1 c1", "x2 -")
    try store.takeOver(owner: "a", delivering: ["notify"], at: start)
    let first = try claim(names: ["notify"])
    #expect(keys(first) == ["a1"])
    #expect(try states() == ["x1 pending (no handler)", "a1 leased", "x2 pending (no handler)"])
    #expect(try store.status().withoutHandler == 2)
    try store.takeOver(owner: "a", delivering: nil, at: start)
    #expect(keys(try claim()) == ["x2"], "a1 is still out")
    try complete(first[0])
    #expect(keys(try claim()) == ["x1"])
  }

  @Test("after a restart what was out comes again with the same key, and no attempt is lost")
  func takeOver() throws {
    try decide("a1 c1", "a2 c1", "b1 c2")
    let before = try claim(by: "a#1")
    try complete(before[1], .retry(Self.busy, at: at(10)))
    #expect(try store.enrol("a") == "a#1")
    #expect(try store.enrol("a") == "a#2")
    try store.takeOver(owner: "a#2", delivering: nil, at: at(1))
    let after = try claim(at: 1, by: "a#2")
    #expect(keys(after) == ["a1"] && after[0].tries == 1 && after[0].lease.attempt == 2)
    #expect(try !complete(before[0], at: 2))
    try store.takeOver(owner: "a#2", delivering: nil, at: at(2))
    #expect(try complete(after[0], at: 2), "taking over again does not end one's own leases")
    let outcomes = try store.database.texts("SELECT outcome FROM bylaw_attempts ORDER BY seq, number")
    #expect(outcomes == ["interrupted", "delivered", "transient"])
  }

  @Test("actions can be taken back until they are out")
  func withdraw() throws {
    try decide("a1 c1", "a2 c1", "a3 c1")
    try decide("b1 c2", "b2 c2")
    let out = try claim(1)
    #expect(
      try store.withdraw(Withdrawal(subject: "c1", reason: "the customer left"), at: start) == ["a2", "a3"])
    #expect(try store.withdraw(Withdrawal(keys: ["a1", "b1"], reason: "x"), at: start) == ["b1"])
    #expect(try store.withdraw(Withdrawal(decision: 2, by: "rule/b2", reason: "x"), at: start) == ["b2"])
    try complete(out.first)
    #expect(try claim().isEmpty)
    #expect(
      try states() == [
        "a1 delivered", "a2 withdrawn (the customer left)", "a3 withdrawn (the customer left)",
        "b1 withdrawn (x)", "b2 withdrawn (x)",
      ])
  }

  @Test("taking back the first in line lets the next one go")
  func withdrawFirst() throws {
    try decide("a1 c1", "a2 c1")
    try complete(try claim().first, .retry(Self.busy, at: at(1_000)))
    _ = try store.withdraw(Withdrawal(keys: ["a1"], reason: "x"), at: start)
    #expect(keys(try claim()) == ["a2"])
  }

  @Test("of random histories each action is out once at a time, in order, and none is lost")
  func histories() throws {
    for seed in 1...30 {
      var random = SplitMix(seed: UInt64(seed))
      try History(store: Shop.store()).run(&random)
    }
  }
}

/// Numbers from a seed.
struct SplitMix: RandomNumberGenerator {
  var seed: UInt64

  mutating func next() -> UInt64 {
    seed &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (seed ^ (seed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Decides, claims and completes at random, and looks at what must always hold.
private final class History {
  let store: Store
  private var out: [LeasedAction] = []
  private var decided: [String: [String]] = [:]
  private var through: [String: [String]] = [:]
  private var clock: Int64 = 0
  private var count = 0

  init(store: Store) { self.store = store }

  func run(_ random: inout SplitMix) throws {
    for _ in 0..<300 {
      clock += Int64.random(in: 0...5, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<3: try decide(&random)
      case 3..<6: try claim(limit: Int.random(in: 1...4, using: &random))
      case 6: try store.takeOver(owner: "a", delivering: nil, at: now)
      default: try complete(&random)
      }
    }
    while through.values.map(\.count).reduce(0, +) < count {
      clock += 100
      try claim(limit: 10)
      while !out.isEmpty { try finish(.delivered(result: nil), 0) }
    }
    #expect(through == decided, "each subject's actions came through in order")
  }

  private var now: Timestamp { noon.adding(Duration(seconds: clock)!)! }

  private func decide(_ random: inout SplitMix) throws {
    count += 1
    let (key, subject) = ("k\(count)", "c\(Int.random(in: 0..<3, using: &random))")
    guard case .new(let number) = try store.admit(event("e\(count)", subject: subject)) else { return }
    try store.record(
      DecisionRecord(
        number: number, at: now, rulebook: "h", matched: [], errors: [],
        actions: [action("notify", key: key, subject: subject)], facts: Array("{}".utf8)))
    decided[subject, default: []].append(key)
  }

  private func claim(limit: Int) throws {
    out += try store.claim(Claim(owner: "a", lease: Duration(seconds: 60)!, limit: limit, now: now))
    let subjects = out.map(\.action.subject)
    #expect(Set(subjects).count == subjects.count, "one action of a subject is out at a time")
  }

  private func complete(_ random: inout SplitMix) throws {
    guard !out.isEmpty else { return }
    let index = Int.random(in: 0..<out.count, using: &random)
    let next = now.adding(Duration(seconds: Int64.random(in: 1...20, using: &random))!)!
    switch Int.random(in: 0..<4, using: &random) {
    case 0: try finish(.retry(.transient("busy"), at: next), index)
    case 1: try finish(.interrupted, index)
    default: try finish(.delivered(result: nil), index)
    }
  }

  private func finish(_ outcome: AttemptOutcome, _ index: Int) throws {
    let action = out.remove(at: index)
    #expect(try store.complete(action.lease, outcome, at: now))
    if case .delivered = outcome {
      through[action.action.subject ?? "", default: []].append(action.action.key)
    }
  }
}
