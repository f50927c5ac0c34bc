import CEL
import Testing

@testable import RulesEngine

/// Conditions as they are written, compiled and indexed.
@Suite struct ConditionIndexTests {
  /// The conditions that hold for an event of this type, amount, price, tier and age; nil stands for a missing field.
  struct Case: Sendable, CustomTestStringConvertible {
    var event: [Value?]
    var certain: [Int]
    var uncertain: [Int] = []

    var testDescription: String { event.map { $0?.text ?? "missing" }.joined(separator: ", ") }
  }

  static let conditions = [
    #"event.type == "order.created" && event.amount > 100.0"#,
    #"event.type.startsWith("order.") || customer.tier in ["gold", "vip"]"#,
    #"customer.tier != "gold" && event.amount <= 250.0"#,
    #"event.price >= 19.99"#,
    #"has(customer.age) && customer.age >= 18"#,
    #"!has(customer.age)"#,
    #"event.type == "order.created" && event.amount / 2.0 > 100.0"#,
    #"!(event.type == "order.created" || customer.tier == "vip")"#,
    #"event.type.size() > 12"#,
    #"event.amount > 1000.0 || event.amount < 10.0"#,
  ]

  static let cases = [
    Case(
      event: ["order.created", 300.0, price("19.99"), "gold", 20], certain: [0, 1, 3, 4], uncertain: [6, 8]),
    Case(
      event: ["order.created", 150.0, price("19.98"), "basic", 17], certain: [0, 1, 2], uncertain: [6, 8]),
    Case(event: ["order.paid", 5.0, price("20.00"), "vip", nil], certain: [1, 2, 3, 5, 9], uncertain: [8]),
    Case(event: ["login", 1000.5, nil, nil, 18], certain: [4, 9], uncertain: [8]),
    Case(event: [nil, nil, nil, nil, nil], certain: [5], uncertain: [6, 8]),
    Case(event: ["login", 50.0, nil, "basic", nil], certain: [2, 5, 7], uncertain: [8]),
  ]

  @Test(arguments: cases)
  func `finds the conditions that hold, and those only evaluation can tell`(event: Case) throws {
    let (programs, slots) = try Self.compiled()
    let index = RuleIndex(programs.map(\.form))
    let frame = try Self.frame(event.event, slots)
    let scratch = MatchScratch()
    index.match(frame, scratch)
    let found = (0..<scratch.count).map { scratch[$0] }
    #expect(found.filter { !$0.needsEvaluation }.map(\.position) == event.certain)
    #expect(found.filter(\.needsEvaluation).map(\.position) == event.uncertain)
    for (position, program) in programs.enumerated() {
      let isCertain = event.certain.contains(position)
      guard case .true = program.test(frame) else {
        #expect(!isCertain, "\(program.source)")
        continue
      }
      #expect(isCertain || event.uncertain.contains(position), "\(program.source)")
    }
  }

  @Test(arguments: [
    (0, ["login", 300.0, nil, nil, nil] as [Value?], "event.type", false),
    (0, ["order.created", 99.0, nil, nil, nil], "event.amount", false),
    (2, ["login", 300.0, nil, "gold", nil], "customer.tier", false),
    (4, ["login", 300.0, nil, "gold", nil], "customer.age", true),
    (3, ["login", 300.0, nil, "gold", nil], "event.price", true),
    (7, ["login", 300.0, nil, "vip", nil], "customer.tier", false),
    (9, ["login", 300.0, nil, "vip", nil], "event.amount", false),
  ])
  func `names the first test that keeps a rule from holding`(
    rule: Int, event: [Value?], field: String, isMissing: Bool
  ) throws {
    let (programs, slots) = try Self.compiled()
    let index = RuleIndex(programs.map(\.form))
    let obstacle = try #require(index.whyNot(rule, in: try Self.frame(event, slots)))
    #expect(slots.paths[obstacle.slot].joined(separator: ".") == field)
    #expect(obstacle.isMissing == isMissing)
  }

  @Test func `names no test for a rule that holds, that only evaluation can tell, or that is not there`()
    throws
  {
    let (programs, slots) = try Self.compiled()
    let index = RuleIndex(programs.map(\.form))
    let frame = try Self.frame(["order.created", 300.0, nil, "gold", 20], slots)
    for rule in [0, 1, 6, 8, -1, 10] { #expect(index.whyNot(rule, in: frame) == nil, "\(rule)") }
  }

  private static func price(_ text: String) -> Value? { Money("\(text) USD").map(Value.money) }

  private static let fields: [(record: String, name: String, type: ValueType)] = [
    ("event", "type", .string), ("event", "amount", .double), ("event", "price", .money),
    ("customer", "tier", .string), ("customer", "age", .int),
  ]

  private static func compiled() throws -> ([Program], SlotTable) {
    var environment = Environment(profile: .rules, currency: Currency(code: "USD"))
    for record in ["event", "customer"] {
      let own = fields.filter { $0.record == record }
      environment.declare(
        record: RecordType(
          name: record, fields: own.map { .init(name: $0.name, type: $0.type, isOptional: true) }))
      environment.declare(variable: record, type: .record(record))
    }
    var slots = SlotTable()
    let programs = try conditions.map { try environment.compile($0, slots: &slots) }
    return (programs, slots)
  }

  private static func frame(_ values: [Value?], _ slots: SlotTable) throws -> Frame {
    let frame = Frame()
    frame.prepare(slotCount: slots.count)
    for (field, value) in zip(fields, values) {
      let slot = try #require(slots.existingSlot(for: [field.record, field.name]))
      frame[slot] = value
    }
    return frame
  }
}
