import CEL
import Testing

/// Slots, frames, forms and traces: what an embedder works with.
@Suite struct ProgramTests {
  @Test func `slots are shared, flattened and listed`() throws {
    var slots = SlotTable()
    let environment = shop()
    let first = try environment.compile("customer.tier == \"gold\" && event.count > 1", slots: &slots)
    let second = try environment.compile("event.count > 2 && customer.home.city != \"\"", slots: &slots)
    let third = try environment.compile(
      "customer.?days.hasValue() || has(customer.credit) || customer == customer", slots: &slots)
    #expect(
      slots.paths == [
        ["customer", "tier"], ["event", "count"], ["customer", "home", "city"], ["customer", "days"],
        ["customer", "credit"], ["customer"],
      ])
    #expect(first.slots == [0, 1] && second.slots == [1, 2] && third.slots == [3, 4, 5])
    #expect(try environment.compile("1 + 1", slots: &slots).constant == 2)
    #expect(first.constant == nil && first.type == .bool)
  }

  static let forms: [(String, String)] = [
    ("event.type == \"a\"", "0=\"a\""), ("\"a\" == event.type", "0=\"a\""), ("5 < event.count", "0>5"),
    ("event.type == \"a\" && event.count <= 5", "and(0=\"a\",1<=5)"),
    ("!(event.type in [\"a\", \"b\"])", "not(0 in \"a\",\"b\")"),
    ("event.type.startsWith(\"q.\") || event.amount > 5", "or(0^q.,1>5 USD)"), ("has(customer.days)", "0?"),
    ("customer.days != null", "not(not(0?))"), ("event.type != \"a\"", "not(0=\"a\")"),
    ("true && event.count == 1 && 1 < 2", "0=1"), ("1 > 2", "false"), ("customer.score > 5", "0>5.0"),
    ("5 == customer.score", "0=5.0"),
    ("customer.score in [1, 2]", "0 in 1.0,2.0"),
    ("settings.min_jobs == 3 && event.count >= settings.min_jobs", "0>=3"), ("event.count + 1 > 2", "opaque"),
    ("event.type == \"a\" && event.count % 2 == 0", "and(0=\"a\",opaque)"),
  ]

  @Test(arguments: forms) func `condition has form`(source: String, expected: String) throws {
    var slots = SlotTable()
    #expect(Self.text(try shop().compile(source, slots: &slots).form) == expected)
  }

  private static func text(_ form: Form) -> String {
    switch form {
    case .and(let parts): return "and(\(parts.map(text).joined(separator: ",")))"
    case .or(let parts): return "or(\(parts.map(text).joined(separator: ",")))"
    case .not(let inner): return "not(\(text(inner)))"
    case .constant(let flag): return "\(flag)"
    case .opaque: return "opaque"
    case .test(let slot, let test):
      switch test {
      case .equals(let value): return "\(slot)=\(value)"
      case .in(let values): return "\(slot) in \(values.map(\.description).joined(separator: ","))"
      case .less(let value): return "\(slot)<\(value)"
      case .lessOrEqual(let value): return "\(slot)<=\(value)"
      case .greater(let value): return "\(slot)>\(value)"
      case .greaterOrEqual(let value): return "\(slot)>=\(value)"
      case .hasPrefix(let prefix): return "\(slot)^\(prefix)"
      case .isPresent: return "\(slot)?"
      case .isTrue: return "\(slot)"
      }
    }
  }

  @Test func `opaque parts can be tested alone`() throws {
    var slots = SlotTable()
    let program = try shop().compile("event.type == \"a\" && event.count % 2 == 0", slots: &slots)
    guard case .and(let parts) = program.form, case .opaque(let part) = parts[1] else {
      Issue.record("unexpected form")
      return
    }
    let frame = Frame()
    fill(frame, slots, shopInputs)
    guard case .true = program.test(part: part, frame), case .false = program.test(frame) else {
      Issue.record("wrong verdicts")
      return
    }
  }

  final class Resolver: SlotResolver {
    var asked: [Int] = []
    var inner: Program?
    func resolve(slot: Int, in frame: Frame) throws(EvaluationError) {
      asked.append(slot)
      if let inner { _ = try inner.evaluate(frame) }
      if slot == 0 { frame[slot] = 7 } else { frame.setMissing(slot) }
    }
  }

  @Test func `pending slots are fetched once, at the first read`() throws {
    var slots = SlotTable()
    let environment = shop()
    let program = try environment.compile("customer.days > 3 && customer.days < 9", slots: &slots)
    let lazy = try environment.compile("customer.credit ?? 1.00", slots: &slots)
    #expect(slots.paths[0] == ["customer", "days"])
    let frame = Frame()
    let resolver = Resolver()
    frame.resolver = resolver
    frame.prepare(slotCount: slots.count)
    for slot in 0..<slots.count { frame.setPending(slot) }
    guard case .true = program.test(frame) else {
      Issue.record("expected true")
      return
    }
    #expect(resolver.asked == [0])
    #expect(try lazy.evaluate(frame).description == "1.00 USD")
    #expect(resolver.asked.count == 2 && frame.state(of: 0) == .value)
  }

  @Test func `inputs that need each other end in an error`() throws {
    var slots = SlotTable()
    let program = try shop().compile("customer.days > 1", slots: &slots)
    let frame = Frame()
    let resolver = Resolver()
    resolver.inner = program
    frame.resolver = resolver
    frame.prepare(slotCount: 1)
    frame.setPending(0)
    guard case .error(let error) = program.test(frame) else {
      Issue.record("expected an error")
      return
    }
    #expect(error.code == "R0212")
  }

  static let traces: [(String, [String])] = [
    (
      "event.count >= 3 && customer.tier == \"vip\"",
      [
        "event.count (4) >= 3 && customer.tier (\"gold\") == \"vip\" → false",
        "  event.count (4) >= 3 → true", "  customer.tier (\"gold\") == \"vip\" → false",
      ]
    ),
    (
      "event.count < 3 && customer.days > 1",
      [
        "event.count (4) < 3 && customer.days > 1 → false", "  event.count (4) < 3 → false",
        "  customer.days > 1 → not evaluated",
      ]
    ),
    (
      "customer.days > settings.min_jobs",
      ["customer.days (missing) > settings.min_jobs → missing: `customer.days` is missing"]
    ),
  ]

  @Test(arguments: traces) func `trace reads`(source: String, expected: [String]) throws {
    var slots = SlotTable()
    let program = try shop().compile(source, slots: &slots)
    let frame = Frame()
    fill(frame, slots, shopInputs)
    #expect(program.trace(frame).description.split(separator: "\n").map(String.init) == expected)
  }

  @Test func `tracing changes no result`() throws {
    for (source, _) in RulesProfileTests.values {
      var slots = SlotTable()
      let program = try shop().compile(source, slots: &slots)
      let frame = Frame()
      fill(frame, slots, shopInputs)
      frame.now = RulesProfileTests.now
      let trace = program.trace(frame)
      switch trace.outcome {
      case .value(let value): #expect(try program.evaluate(frame) == value, "\(source)")
      case .error(let error): #expect(throws: error) { try program.evaluate(frame) }
      case .notEvaluated: Issue.record("\(source) was not evaluated")
      }
    }
  }
}
