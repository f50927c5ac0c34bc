import CEL

/// The kinds of values that the slots of a random rule set hold.
enum SlotKind: CaseIterable {
  case bool, text, number, integer, decimal, money, timestamp, duration

  /// A value of the kind, of few enough that tests and values meet.
  func value(_ random: inout SeededRandom) -> Value {
    switch self {
    case .bool: return .bool(random.once(in: 2))
    case .text: return .string(random.pick(Self.texts))
    case .number: return random.pick(Self.numbers)
    case .integer: return random.pick(Self.integers)
    case .decimal:
      if random.once(in: 4) { return .int(Int64(random.below(6))) }
      return .decimal(Decimal(random.below(600) - 100, scale: random.below(4)))
    case .money:
      let currency = Currency(code: random.once(in: 12) ? "EUR" : "USD")
      guard let currency else { return .null }
      return .money(Money(Decimal(random.below(6) * 50, scale: 2), currency))
    case .timestamp:
      return Timestamp(seconds: Int64(random.below(5)), nanoseconds: random.pick([0, 1000, 1001, 1500]))
        .map(Value.timestamp) ?? .null
    case .duration: return .duration(Duration(nanoseconds: Int64(random.below(9)) - 4))
    }
  }

  static let texts = [
    "", "a", "b", "ab", "abc", "abcd", "gold", "platinum", "é", "e\u{301}", "subscription",
    "subscription.paused",
    "subscription.cancelled", "subscription.cancelleD", "fifteen octets!", "sixteen octets!!", "\u{10FFFF}",
    "\u{10FFFF}a",
  ]
  static let numbers: [Value] = [
    .int(0), .int(1), .int(2), .int(-3), .int(1 << 53), .int((1 << 53) + 1), .int(.max), .int(.min), .uint(2),
    .uint(.max), .double(0), .double(-0.0), .double(1), .double(1.5), .double(-3), .double(2.5),
    .double(9_007_199_254_740_992), .double(.infinity), .double(-.infinity), .double(.nan), .double(1e300),
  ]
  static let integers: [Value] = [
    .int(5), .int(.max), .int(.max - 1), .int(.min), .int(.min + 1), .int(.min + 2), .int(1 << 60),
    .int((1 << 60) + 1), .uint(5), .uint(1 << 63), .uint(.max),
  ]
}

/// Random conditions over slots of known kinds.
struct RandomForms {
  let kinds: [SlotKind]
  var random: SeededRandom
  /// Once in how many constants another kind's is taken; nil for never.
  var strayConstants: Int?
  /// How many opaque parts there are.
  var parts = 0

  mutating func form(depth: Int) -> Form {
    if depth == 0 || random.once(in: 3) { return leaf() }
    let inner = (0..<random.below(4)).map { _ in form(depth: depth - 1) }
    switch random.below(5) {
    case 0: return .not(form(depth: depth - 1))
    case 1, 2: return .or(inner)
    default: return .and(inner)
    }
  }

  private mutating func leaf() -> Form {
    if parts > 0, random.once(in: 6) { return .opaque(part: random.below(parts)) }
    if random.once(in: 30) { return .constant(random.once(in: 2)) }
    let slot = random.below(kinds.count)
    return .test(slot: slot, test(of: kinds[slot]))
  }

  mutating func test(of kind: SlotKind) -> Form.Test {
    switch random.below(12) {
    case 0, 1, 2: return .equals(constant(kind))
    case 3: return .in((0..<random.below(5)).map { _ in constant(kind) })
    case 4: return .less(constant(kind))
    case 5: return .lessOrEqual(constant(kind))
    case 6: return .greater(constant(kind))
    case 7: return .greaterOrEqual(constant(kind))
    case 8 where kind == .bool: return .isTrue
    case 9 where kind == .text:
      return .hasPrefix(random.pick(["", "a", "ab", "sub", "subscription.c", "\u{10FFFF}"]))
    case 10: return .isPresent
    default: return .equals(constant(kind))
    }
  }

  private mutating func constant(_ kind: SlotKind) -> Value {
    if let strayConstants, random.once(in: strayConstants) {
      return random.pick(SlotKind.allCases).value(&random)
    }
    return kind.value(&random)
  }

  /// What the slots hold: mostly values of their kinds.
  mutating func contents(strays: Int?, missing: Int, broken: Int?) -> [SlotContent] {
    kinds.map { kind in
      if random.once(in: missing) { return .missing }
      if let broken, random.once(in: broken) { return .broken }
      if let strays, random.once(in: strays) { return .value(random.pick(SlotKind.allCases).value(&random)) }
      return .value(kind.value(&random))
    }
  }
}
