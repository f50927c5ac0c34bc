internal import CEL

/// The family of values a slot is indexed for. Values of other families are aliens: the rules that read them are
/// left to evaluation.
enum Lane: UInt8 {
  /// Only presence is asked for.
  case presence
  case bool
  case text
  /// Doubles, and whole numbers as doubles; constants stay below 2^53, where that is exact.
  case number
  /// Whole numbers of 64 bits.
  case integer
  case decimal
  case money
  case timestamp
  case duration

  static let last = Lane.duration
}

/// What the index knows of a slot: how its values become keys.
struct Field {
  var slot: Int32
  var lane: Lane
  /// Fetched only when the tests that need no fetching have not decided.
  var isDeferred: Bool
  /// Whether text is compared by order, not only for equality.
  var isOrdered = false
  /// Fraction digits of the constants of decimals and money.
  var scale: Int32 = 0
  var currency: Currency?
  var symbols = SymbolTable()

  /// The key of a value; `Key.alien` when the lane has none for it.
  func key(of value: Value) -> Int64 {
    switch (lane, value) {
    case (.presence, _): return 0
    case (.bool, .bool(let flag)): return flag ? 1 : 0
    case (.text, .string(let text)): return symbols.key(of: text, isOrdered: isOrdered)
    case (.number, .double(let number)): return Key.of(number)
    case (.number, .int(let number)): return Key.of(Double(number))
    case (.number, .uint(let number)): return Key.of(Double(number))
    case (.integer, .int(let number)): return Key.clamped(number)
    case (.integer, .uint(let number)): return Key.clamped(Int64(clamping: number))
    case (.decimal, .decimal(let number)): return key(of: number)
    case (.decimal, .int(let number)): return key(of: Decimal(number))
    case (.decimal, .uint(let number)): return key(of: Decimal(number))
    case (.money, .money(let money)):
      return money.currency == currency || money.amount.isZero ? key(of: money.amount) : Key.alien
    case (.timestamp, .timestamp(let instant)): return Key.of(instant)
    case (.duration, .duration(let length)): return Key.clamped(length.nanoseconds)
    default: return Key.alien
    }
  }

  private func key(of number: Decimal) -> Int64 {
    let key = number.orderKey(scale: Int(scale)) ?? (number.isNegative ? Key.lowest : Key.highest)
    return Key.clamped(key)
  }
}
