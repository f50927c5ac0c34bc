/// How two values compare.
public enum Ordering: UInt8, Sendable {
  /// The usual three.
  case less, equal, greater
  /// A NaN is involved: every comparison is false.
  case unordered
  /// The kinds have no common order.
  case incomparable
  /// Amounts in different currencies.
  case currencies

  init<T: Comparable>(_ left: T, _ right: T) {
    self = left < right ? .less : left == right ? .equal : .greater
  }

  init(_ sign: Int) { self = sign < 0 ? .less : sign == 0 ? .equal : .greater }

  init(_ left: Double, _ right: Double) {
    self = left < right ? .less : left == right ? .equal : left > right ? .greater : .unordered
  }

  var reversed: Ordering {
    switch self {
    case .less: .greater
    case .greater: .less
    default: self
    }
  }
}

extension Value {
  /// The order of two values; numbers of different kinds compare by value.
  public func order(_ other: Value) -> Ordering {
    switch (self, other) {
    case (.int(let a), .int(let b)): Ordering(a, b)
    case (.double(let a), .double(let b)): Ordering(a, b)
    case (.string(let a), .string(let b)):
      sameText(a, b) ? .equal : textPrecedes(a, b) ? .less : .greater
    case (.timestamp(let a), .timestamp(let b)): Ordering(a, b)
    case (.duration(let a), .duration(let b)): Ordering(a, b)
    case (.uint(let a), .uint(let b)): Ordering(a, b)
    case (.bool(let a), .bool(let b)): Ordering(a ? 1 : 0, b ? 1 : 0)
    case (.bytes(let a), .bytes(let b)): Ordering(a, b)
    case (.money(let a), .money(let b)): a.shared(with: b) == nil ? .currencies : Ordering(a.amount, b.amount)
    default: orderNumbers(other)
    }
  }

  private func orderNumbers(_ other: Value) -> Ordering {
    switch (self, other) {
    case (.int(let a), .double(let b)): orderInt(a, b)
    case (.double(let a), .int(let b)): orderInt(b, a).reversed
    case (.uint(let a), .double(let b)): orderUInt(a, b)
    case (.double(let a), .uint(let b)): orderUInt(b, a).reversed
    case (.int(let a), .uint(let b)): a < 0 ? .less : Ordering(UInt64(a), b)
    case (.uint(let a), .int(let b)): b < 0 ? .greater : Ordering(a, UInt64(b))
    case (.decimal(let a), .decimal(let b)): Ordering(Decimal.compare(a, b))
    case (.decimal(let a), .int(let b)): Ordering(Decimal.compare(a, Decimal(b)))
    case (.int(let a), .decimal(let b)): Ordering(Decimal.compare(Decimal(a), b))
    case (.decimal(let a), .uint(let b)): Ordering(Decimal.compare(a, Decimal(b)))
    case (.uint(let a), .decimal(let b)): Ordering(Decimal.compare(Decimal(a), b))
    default: .incomparable
    }
  }
}

/// The specification's order: the range decides first, then the integer is converted to double.
private func orderInt(_ int: Int64, _ double: Double) -> Ordering {
  if double < -9_223_372_036_854_775_808 { return .greater }
  if double > 9_223_372_036_854_775_808 { return .less }
  return Ordering(Double(int), double)
}

private func orderUInt(_ uint: UInt64, _ double: Double) -> Ordering {
  if double < 0 { return .greater }
  if double > 18_446_744_073_709_551_616 { return .less }
  return Ordering(Double(uint), double)
}
