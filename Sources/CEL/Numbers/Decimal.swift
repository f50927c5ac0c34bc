/// An exact decimal number: an integer coefficient of up to 38 digits and a scale of 0 to 38 fraction digits.
///
/// The scale is kept for printing (`15.00` prints `15.00`); equality, order and hash ignore trailing zeros.
/// Arithmetic is exact or reports an overflow; nothing traps.
public struct Decimal: Sendable {
  // Two words instead of one `Int128`, whose alignment of 16 would make every `Value` 32 bytes.
  private let high: Int64
  private let low: UInt64
  private let fractionDigits: Int16

  /// The most digits a coefficient or a scale can have.
  public static let maxDigits = 38

  static let zero = Decimal(unchecked: 0, scale: 0)
  static let limit: Int128 = power(38)

  /// The number without its decimal point: 1500 for `15.00`.
  var coefficient: Int128 { Int128(high) << 64 | Int128(low) }

  /// The number of digits after the decimal point.
  public var scale: Int { Int(fractionDigits) }

  init(unchecked coefficient: Int128, scale: Int) {
    high = Int64(truncatingIfNeeded: coefficient >> 64)
    low = UInt64(truncatingIfNeeded: coefficient)
    fractionDigits = Int16(scale)
  }

  /// `coefficient / 10^scale`, or nil when either is out of range.
  init?(coefficient: Int128, scale: Int) {
    guard (0...Self.maxDigits).contains(scale), coefficient < Self.limit, coefficient > -Self.limit else {
      return nil
    }
    self.init(unchecked: coefficient, scale: scale)
  }

  /// `coefficient / 10^scale`: `Decimal(1500, scale: 2)` is 15.00. A scale outside 0...19 is clamped.
  public init(_ coefficient: Int, scale: Int = 0) {
    self.init(unchecked: Int128(coefficient), scale: max(0, min(19, scale)))
  }

  /// The whole number.
  public init(_ whole: Int64) { self.init(unchecked: Int128(whole), scale: 0) }

  /// The whole number.
  public init(_ whole: UInt64) { self.init(unchecked: Int128(whole), scale: 0) }

  /// True for 0, 0.00 and so on.
  public var isZero: Bool { high == 0 && low == 0 }

  /// True below zero.
  public var isNegative: Bool { high < 0 }

  /// -1, 0 or 1.
  public var signum: Int { isZero ? 0 : high < 0 ? -1 : 1 }

  /// 10 to the given power, 0...38.
  static func power(_ exponent: Int) -> Int128 { powers[exponent] }

  private static let powers: [Int128] = {
    var all: [Int128] = [1]
    for _ in 0..<38 { all.append(all[all.count - 1] * 10) }
    return all
  }()
}
