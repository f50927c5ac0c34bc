import CEL

/// A program with a frame whose slots are filled.
struct Case {
  let program: Program
  let frame: Frame

  init(_ environment: Environment, _ source: String, _ inputs: [String: Value]) throws {
    var slots = SlotTable()
    program = try environment.compile(source, slots: &slots)
    frame = Frame()
    frame.prepare(slotCount: slots.count)
    for (slot, path) in slots.paths.enumerated() { frame[slot] = inputs[path.joined(separator: ".")] }
  }

  func isTrue() -> Bool {
    if case .true = program.test(frame) { return true }
    return false
  }
}

func benchmarkEnvironment() -> Environment {
  var environment = Environment(profile: .rules, currency: Currency(code: "USD"))
  environment.declare(
    record: RecordType(
      name: "user", fields: [RecordType.Field(name: "age", type: .int)]))
  environment.declare(
    record: RecordType(
      name: "event",
      fields: [
        RecordType.Field(name: "type", type: .string), RecordType.Field(name: "amount", type: .double),
        RecordType.Field(name: "price", type: .money),
      ]))
  let numbers = ["days_since_last_order", "orders", "ltv", "nps", "tickets", "churn"]
  environment.declare(
    record: RecordType(
      name: "customer",
      fields: [RecordType.Field(name: "tier", type: .string)]
        + numbers.map { RecordType.Field(name: $0, type: $0 == "days_since_last_order" ? .int : .double) }))
  for name in ["user", "event", "customer"] { environment.declare(variable: name, type: .record(name)) }
  environment.declare(variable: "items", type: .list(.map(.string, .dyn)))
  return environment
}

let w3Source = """
  event.type == "quote.completed" && event.amount > 250.0 && customer.tier in ["gold","vip"] \
  && customer.days_since_last_order < 30
  """

let w4Source = """
  max(0.0, min(100.0, 40.0 - 0.35 * customer.days_since_last_order + 1.2 * customer.orders + 0.004 * customer.ltv \
  + 2.0 * customer.nps - 3.0 * customer.tickets - 25.0 * customer.churn))
  """
let inputs: [String: Value] = [
  "user.age": 21, "event.type": "quote.completed", "event.amount": 300.0, "customer.tier": "vip",
  "event.price": .money(Money("300.00 USD") ?? Money(Decimal(0), Currency(code: "USD")!)),
  "customer.days_since_last_order": 12, "customer.orders": 7.0, "customer.ltv": 1500.0, "customer.nps": 3.0,
  "customer.tickets": 1.0, "customer.churn": 0.2,
  "items": .list(
    List((0..<5).map { .map(Map([("sku", .string("item-\($0)")), ("price", .int(Int64($0)))])) })),
]

func conditionBenchmarks(_ environment: Environment) throws -> [Measurement] {
  let rows: [(String, String, Double?)] = [
    ("user.age >= 18", "user.age >= 18", 25), ("W3, all true", w3Source, 60),
    ("exists over five maps", "items.exists(i, i.price == 4)", 300),
    ("exists over five maps, text", "items.exists(i, i.sku == \"item-4\")", 300),
    ("money comparison", "event.price > 250.00", nil),
    (
      "in a set of ten",
      "event.type in [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"quote.completed\"]", nil
    ),
    ("startsWith", "event.type.startsWith(\"quote.\")", nil),
    ("matches", "event.type.matches(\"^quote\\\\.[a-z]+$\")", nil),
  ]
  let count = 200_000
  return try rows.map { name, source, target in
    let item = try Case(environment, source, inputs)
    require(item.isTrue(), source)
    return measure(name, count: count, target: target) {
      var hits = 0
      for _ in 0..<count where item.isTrue() { hits += 1 }
      require(hits == count, source)
    }
  }
}

func valueBenchmarks(_ environment: Environment) throws -> [Measurement] {
  let score = try Case(environment, w4Source, inputs)
  let count = 200_000
  // 40 - 0.35 * 12 + 1.2 * 7 + 0.004 * 1500 + 2 * 3 - 3 * 1 - 25 * 0.2
  let expected = 48.2
  let w4 = measure("W4 score", count: count, target: 80) {
    for _ in 0..<count {
      guard case .double(let found)? = try? score.program.evaluate(score.frame), abs(found - expected) < 1e-9
      else {
        return require(false, "W4")
      }
    }
  }
  let fee = try Case(environment, "round(event.price * 0.085 + 0.30)", inputs)
  let money = measure("fee: round(price * 0.085 + 0.30)", count: count) {
    for _ in 0..<count {
      guard case .money(let found)? = try? fee.program.evaluate(fee.frame) else {
        return require(false, "fee")
      }
      require(found.amount == Decimal(2580, scale: 2), "fee")
    }
  }
  let compile = measure("compile W3, with its form for the index", count: 2000, target: 30_000) {
    for _ in 0..<2000 {
      var slots = SlotTable()
      guard (try? environment.compile(w3Source, slots: &slots)) != nil else {
        return require(false, "compile")
      }
    }
  }
  return [w4, money, compile]
}
