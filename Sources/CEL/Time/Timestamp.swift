/// An instant between the years 0001 and 9999, to the nanosecond, in UTC.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Whole seconds since 1970-01-01T00:00:00Z; negative before.
  public let seconds: Int64

  /// Nanoseconds after `seconds`, 0...999,999,999.
  public let nanoseconds: Int32

  static let secondsRange: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  /// An instant from seconds and nanoseconds; nil outside the years 0001-9999 or for wrong nanoseconds.
  public init?(seconds: Int64, nanoseconds: Int32 = 0) {
    guard Self.secondsRange.contains(seconds), (0...999_999_999).contains(nanoseconds) else { return nil }
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// An instant from microseconds since 1970; clamped to the years 0001-9999.
  public init(microseconds: Int64) {
    let (whole, rest) = floorDivide(microseconds, 1_000_000)
    seconds = min(max(whole, Self.secondsRange.lowerBound), Self.secondsRange.upperBound)
    nanoseconds = Int32(rest) * 1000
  }

  /// Microseconds since 1970, rounded down.
  public var microseconds: Int64 { seconds * 1_000_000 + Int64(nanoseconds / 1000) }

  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.seconds != right.seconds ? left.seconds < right.seconds : left.nanoseconds < right.nanoseconds
  }

  /// The instant a length of time later; nil outside the years 0001-9999.
  public func adding(_ duration: Duration) -> Timestamp? {
    let (whole, rest) = floorDivide(duration.nanoseconds, 1_000_000_000)
    let sum = Int64(nanoseconds) + rest
    let carry: Int64 = sum >= 1_000_000_000 ? 1 : 0
    return Timestamp(seconds: seconds + whole + carry, nanoseconds: Int32(sum - carry * 1_000_000_000))
  }

  /// The instant a length of time earlier; nil outside the years 0001-9999.
  public func subtracting(_ duration: Duration) -> Timestamp? {
    guard duration.nanoseconds != .min else { return nil }
    return adding(Duration(nanoseconds: -duration.nanoseconds))
  }

  /// The time from `earlier` to this instant; nil beyond 292 years.
  public func since(_ earlier: Timestamp) -> Duration? {
    let (product, overflow) = (seconds - earlier.seconds).multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return nil }
    let (sum, over) = product.addingReportingOverflow(Int64(nanoseconds) - Int64(earlier.nanoseconds))
    return over ? nil : Duration(nanoseconds: sum)
  }
}

/// Quotient rounded down and the remainder, which is never negative; the divisor is positive.
func floorDivide(_ number: Int64, _ divisor: Int64) -> (Int64, Int64) {
  let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
