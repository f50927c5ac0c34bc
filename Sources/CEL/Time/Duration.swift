/// A length of time: a signed 64-bit count of nanoseconds, about 292 years either way.
public struct Duration: Sendable, Hashable, Comparable {
  /// The length in nanoseconds.
  public let nanoseconds: Int64

  /// A length in nanoseconds.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// A length in whole seconds, or nil beyond the range.
  public init?(seconds: Int64) {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return nil }
    nanoseconds = product
  }

  /// No time at all.
  public static let zero = Duration(nanoseconds: 0)

  public static func < (left: Duration, right: Duration) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The sum, or nil on overflow.
  public func adding(_ other: Duration) -> Duration? {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(other.nanoseconds)
    return overflow ? nil : Duration(nanoseconds: sum)
  }

  /// The difference, or nil on overflow.
  public func subtracting(_ other: Duration) -> Duration? {
    let (difference, overflow) = nanoseconds.subtractingReportingOverflow(other.nanoseconds)
    return overflow ? nil : Duration(nanoseconds: difference)
  }
}
