import CEL
import RulesEngine
import Store
import Testing

/// What fails leaves nothing behind, however steps are nested: held against a store that only did what was to stay.
@Suite struct UndoTests {
  private struct Failed: Error {}

  private enum Step {
    case write(RowChange)
    case admit(String)
    case score(String, Double)
    case timer(String)
    case record(String, actions: Int, incidents: Int)
    case together([Step], fails: Bool)
  }

  /// A generator of its own, so that every run tries the same.
  private struct Chance {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
  }

  private static func change(_ chance: inout Chance) -> RowChange {
    let verbs: [RowChange.Verb] = [.insert, .upsert, .update, .delete]
    let verb = verbs[chance.below(4)]
    let key = Value.string("o\(chance.below(6))")
    var values: [(column: Int, value: Value?)] = [
      (3, dollars("\(chance.below(90)).50")), (2, chance.below(3) == 0 ? nil : .string("open")),
      (5, .int(Int64(chance.below(9)))), (4, decimal("1.\(chance.below(9))0")), (6, .double(0.1)),
      (7, .bool(true)), (8, .timestamp(noon)),
    ]
    values.removeLast(chance.below(6))
    if verb == .delete { values = [] }
    return RowChange(verb: verb, entity: Shop.order, key: key, values: values)
  }

  private static func step(_ chance: inout Chance, depth: Int) -> Step {
    switch chance.below(depth == 0 ? 9 : 14) {
    case 0...4: .write(change(&chance))
    case 5: .admit("e\(chance.below(9))")
    case 6: .score("k\(chance.below(3))", Double(chance.below(9)))
    case 7: .timer("t\(chance.below(3))")
    case 8: .record("e\(chance.below(9))", actions: chance.below(3), incidents: chance.below(8) / 7)
    default: .together(steps(&chance, depth: depth - 1), fails: chance.below(2) == 0)
    }
  }

  private static func steps(_ chance: inout Chance, depth: Int) -> [Step] {
    (0...chance.below(5)).map { _ in step(&chance, depth: depth) }
  }

  /// Does the steps. With `skips`, what is going to fail is not begun.
  private static func run(_ steps: [Step], on store: Store, skips: Bool) throws {
    for step in steps {
      switch step {
      case .write(var change):
        // An engine knows the row that it changes; now and then it does not.
        if change.values.count != 2, let old = try store.row(entity: Shop.order, key: change.key) {
          change.old = old
        }
        try write(change, to: store)
      case .admit(let id): _ = try store.admit(event(id))
      case .score(let key, let value):
        try store.setScore("s", key: .string(key), to: StoredScore(value: value, band: nil))
      case .timer(let key):
        try store.arm(Timer(name: "t", key: key, fireAt: noon, event: Array("{}".utf8)))
      case .record(let id, let actions, let incidents):
        guard case .new(let number) = try store.admit(event(id)) else { continue }
        let action = OutboxAction(name: "n", arguments: Array("{}".utf8), key: "k", by: "b", subject: nil)
        try store.record(
          DecisionRecord(
            number: number, at: noon, rulebook: "h", matched: [],
            errors: Array(repeating: DecisionError(by: "b", code: "c", message: "m"), count: incidents),
            actions: Array(repeating: action, count: actions), facts: Array("{}".utf8)))
      case .together(let inner, let fails):
        if skips && fails { continue }
        try together(inner, fails: fails, on: store, skips: skips)
      }
    }
  }

  /// A change that the table refuses changes nothing.
  private static func write(_ change: RowChange, to store: Store) throws {
    do {
      try store.write(change)
    } catch {
      if error.kind != .constraint { throw error }
    }
  }

  private static func together(_ steps: [Step], fails: Bool, on store: Store, skips: Bool) throws {
    let body = { () throws(ProcessingError) -> Void in
      if let problem = problem(steps, store, skips) { throw .refused(code: "x", message: problem) }
      if fails { throw .refused(code: "on purpose", message: "") }
    }
    do {
      try store.atomically(body)
    } catch {
      guard case .refused("on purpose", _) = error else { throw error }
    }
  }

  private static func problem(_ steps: [Step], _ store: Store, _ skips: Bool) -> String? {
    do { try run(steps, on: store, skips: skips) } catch { return "\(error)" }
    return nil
  }

  private static func dump(_ store: Store) throws -> [String] {
    var lines: [String] = []
    for row in try store.rows(RowQuery(entity: Shop.order), now: noon) {
      lines.append(row.map { $0?.text ?? "-" }.joined(separator: "|"))
    }
    for key in 0..<3 {
      let score = try store.score("s", key: .string("k\(key)"))
      let timer = try store.timer(name: "t", key: "t\(key)")
      lines.append("\(score.map { "\($0.value)" } ?? "-") \(timer == nil)")
    }
    // The next number tells whether those that went are free again.
    lines.append("\(try store.admit(event("last")))")
    let status = try store.status()
    lines.append("\(status)")
    return lines
  }

  @Test("nothing stays of what fails", arguments: 0..<300)
  func property(_ seed: Int) throws {
    var chance = Chance(state: UInt64(seed) &* 7919)
    let steps = Self.steps(&chance, depth: 4) + Self.steps(&chance, depth: 3)
    let (tried, oracle) = (try Shop.store(), try Shop.store())
    for (store, skips) in [(tried, false), (oracle, true)] {
      try store.begin()
      try Self.run(steps, on: store, skips: skips)
      try store.commit()
    }
    #expect(try Self.dump(tried) == (try Self.dump(oracle)))
  }

  @Test func `a step outside of a transaction is one by itself`() throws {
    let store = try Shop.store()
    let change = RowChange(verb: .insert, entity: Shop.order, key: "o1", values: [(1, "c1")])
    #expect(throws: ProcessingError.self) {
      try store.atomically { () throws(ProcessingError) -> Void in
        if (try? store.write(change)) != 1 { Issue.record("not written") }
        throw .refused(code: "on purpose", message: "")
      }
    }
    #expect(try store.row(entity: Shop.order, key: "o1") == nil)
  }
}
