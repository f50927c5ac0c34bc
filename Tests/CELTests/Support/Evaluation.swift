import CEL

/// What an expression gives, as text: the value's description, or the code of the error or issue.
func outcome(
  _ source: String, in environment: Environment, inputs: [String: Value] = [:], now: Timestamp? = nil
) -> String {
  var slots = SlotTable()
  do {
    let program = try environment.compile(source, slots: &slots)
    let frame = Frame()
    fill(frame, slots, inputs)
    frame.now = now
    do {
      return try program.evaluate(frame).description
    } catch {
      return error.code
    }
  } catch {
    return error.issues.map(\.code).joined(separator: " ")
  }
}

/// Gives each slot the value of its dotted path.
func fill(_ frame: Frame, _ slots: SlotTable, _ inputs: [String: Value]) {
  frame.prepare(slotCount: slots.count)
  for (slot, path) in slots.paths.enumerated() { frame[slot] = inputs[path.joined(separator: ".")] }
}

/// The issues of an expression that does not compile.
func issues(_ source: String, in environment: Environment, expecting: ValueType? = nil) -> [Issue] {
  do {
    _ = try environment.check(source, expecting: expecting)
    return []
  } catch {
    return error.issues
  }
}

let usd = Currency(code: "USD")

/// A small shop: records with optional, restricted, exact and nested fields.
func shop() -> Environment {
  var environment = Environment(profile: .rules, currency: usd)
  environment.declare(
    record: RecordType(
      name: "customer",
      fields: [
        .init(name: "id", type: .string),
        .init(name: "tier", type: .string, allowed: ["none", "silver", "gold", "vip"]),
        .init(name: "days", type: .int, isOptional: true),
        .init(name: "credit", type: .money, isOptional: true),
        .init(name: "score", type: .double), .init(name: "favorites", type: .list(.record("favorite"))),
        .init(name: "home", type: .record("address")),
      ]))
  environment.declare(
    record: RecordType(
      name: "favorite",
      fields: [.init(name: "provider", type: .string), .init(name: "spent", type: .money, isOptional: true)]))
  environment.declare(record: RecordType(name: "address", fields: [.init(name: "city", type: .string)]))
  environment.declare(
    record: RecordType(
      name: "event",
      fields: [
        .init(name: "type", type: .string), .init(name: "amount", type: .money),
        .init(name: "rate", type: .decimal), .init(name: "ratio", type: .double),
        .init(name: "count", type: .int),
        .init(name: "at", type: .timestamp), .init(name: "data", type: .map(.string, .dyn)),
      ]))
  environment.declare(variable: "customer", type: .record("customer"))
  environment.declare(variable: "event", type: .record("event"))
  environment.declare(constant: "settings", value: .map(Map([("min_jobs", 3), ("label", "std")])))
  return environment
}

let favoriteLayout = RecordLayout(typeName: "favorite", fields: ["provider", "spent"])

/// Values for the shop; `customer.days` and `customer.credit` are missing.
let shopInputs: [String: Value] = [
  "customer.id": "c1", "customer.tier": "gold", "customer.score": 0.5, "customer.home.city": "Bonn",
  "customer.favorites": [
    .record(Record(layout: favoriteLayout, values: ["p1", .money(Money("20.00 USD") ?? zero)])),
    .record(Record(layout: favoriteLayout, values: ["p2", nil])),
  ],
  "event.type": "quote.completed", "event.amount": .money(Money("300.00 USD") ?? zero),
  "event.rate": .decimal(Decimal(85, scale: 3)), "event.ratio": 0.25, "event.count": 4,
  "event.at": .timestamp(Timestamp(microseconds: 1_795_255_200_000_000)),
  "event.data": .map(Map([("size", 3), ("tags", ["a", "b"])])),
]

private let zero = Money(Decimal(0), Currency(code: "XXX")!)
