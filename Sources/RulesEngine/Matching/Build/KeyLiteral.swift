internal import CEL

/// A test of one field in keys, or its contrary.
struct KeyLiteral {
  enum Keys {
    case range(Int64, Int64)
    /// Ascending, each once.
    case set([Int64])
  }

  var field: Int
  var keys: Keys
  /// Holds outside of the keys.
  var isOutside = false
  /// False when the slot is missing, where other tests are neither true nor false.
  var isStrict = false

  static func never(_ field: Int) -> KeyLiteral {
    KeyLiteral(field: field, keys: .range(Key.never, Key.never))
  }

  /// The literal for an ascending list of keys.
  static func among(_ keys: [Int64], _ field: Int) -> KeyLiteral {
    switch keys.count {
    case 0: never(field)
    case 1: KeyLiteral(field: field, keys: .range(keys[0], keys[0]))
    default: KeyLiteral(field: field, keys: .set(keys))
    }
  }

  /// The single keys that the literal demands; nil when it is not an equality.
  var equalities: [Int64]? {
    if isOutside { return nil }
    switch keys {
    case .range(let low, let high): return low == high && low > Key.unordered ? [low] : nil
    case .set(let keys): return keys
    }
  }

  /// Whether it asks for a missing slot.
  var isAbsence: Bool {
    if case .range(Key.missing, _) = keys { return !isOutside }
    return false
  }

  var isNever: Bool {
    if case .range(Key.never, _) = keys { return !isOutside }
    return false
  }
}

/// Turns tests of slots into literals.
struct LiteralMaker {
  let fields: [Field]
  private var numbers: [Int32: Int] = [:]

  init(_ fields: [Field]) {
    self.fields = fields
    for (number, field) in fields.enumerated() { numbers[field.slot] = number }
  }

  /// The literal of a test, or nil when it has none.
  func literal(slot: Int, _ test: Form.Test, isNegated: Bool) -> KeyLiteral? {
    guard let slot = Int32(exactly: slot), let number = numbers[slot] else { return nil }
    if case .isPresent = test { return presence(number, isNegated) }
    guard var made = positive(number, test) else { return nil }
    if isNegated { negate(&made) }
    return made
  }

  private func presence(_ number: Int, _ isNegated: Bool) -> KeyLiteral {
    let range: KeyLiteral.Keys =
      isNegated ? .range(Key.missing, Key.missing) : .range(Key.missing + 1, Key.alien)
    return KeyLiteral(field: number, keys: range, isStrict: true)
  }

  private func positive(_ number: Int, _ test: Form.Test) -> KeyLiteral? {
    func range(_ value: Value, _ bounds: (Int64) -> (Int64, Int64)) -> KeyLiteral? {
      guard let key = key(of: value, number) else { return nil }
      let (low, high) = bounds(key)
      return KeyLiteral(field: number, keys: .range(low, high))
    }
    switch test {
    case .equals(let value): return range(value) { ($0, $0) }
    case .less(let value): return range(value) { (Key.lowest, $0 - 1) }
    case .lessOrEqual(let value): return range(value) { (Key.lowest, $0) }
    case .greater(let value): return range(value) { ($0 + 1, Key.highest) }
    case .greaterOrEqual(let value): return range(value) { ($0, Key.highest) }
    case .isTrue: return range(.bool(true)) { ($0, $0) }
    case .in(let values): return set(values, number)
    case .hasPrefix(let prefix): return self.prefix(Array(prefix.utf8), number)
    case .isPresent: return nil
    }
  }

  private func set(_ values: [Value], _ number: Int) -> KeyLiteral? {
    var keys: Set<Int64> = []
    for value in values {
      guard let key = key(of: value, number) else { return nil }
      keys.insert(key)
    }
    return .among(keys.sorted(), number)
  }

  private func prefix(_ prefix: [UInt8], _ number: Int) -> KeyLiteral? {
    guard fields[number].lane == .text else { return nil }
    let symbols = fields[number].symbols
    func key(_ octets: [UInt8]) -> Int64 {
      octets.withUnsafeBufferPointer { symbols.key(of: $0, isOrdered: true) }
    }
    let end = successor(of: prefix).map { key($0) - 1 } ?? Key.highest
    return KeyLiteral(field: number, keys: .range(prefix.isEmpty ? 0 : key(prefix), end))
  }

  /// The key of a constant; nil when it is not exact, so that comparisons with it would not be, either.
  private func key(of value: Value, _ number: Int) -> Int64? {
    let field = fields[number]
    if field.lane == .presence { return nil }
    if field.lane == .number {
      if case .int(let whole) = value, whole.magnitude >= 1 << 53 { return nil }
      if case .uint(let whole) = value, whole >= 1 << 53 { return nil }
    }
    let key = field.key(of: value)
    guard key > Key.lowest, key < Key.highest else { return nil }
    let isDoubled = field.lane == .decimal || field.lane == .money || field.lane == .timestamp
    return isDoubled && key & 1 == 1 ? nil : key
  }

  private func negate(_ literal: inout KeyLiteral) {
    literal.isOutside = true
    // NaN is outside of every interval, and in none: there the contrary of an interval is not one.
    guard fields[literal.field].lane != .number, case .range(let low, let high) = literal.keys else { return }
    if low == Key.lowest {
      literal = KeyLiteral(field: literal.field, keys: .range(high + 1, Key.highest))
    } else if high == Key.highest {
      literal = KeyLiteral(field: literal.field, keys: .range(Key.lowest, low - 1))
    }
  }
}
