public import CEL

/// A length of business time: whole business days, then time that counts only while the calendar is open.
public struct BusinessDuration: Sendable, Hashable {
  /// Whole business days; they are counted first.
  public var days: Int
  /// Open time beside the days.
  public var time: Duration

  /// A length of business time. Neither part may be negative.
  public init(days: Int = 0, time: Duration = .zero) {
    self.days = days
    self.time = time
  }

  /// Reads `3bh`, `2bd`, `1bd 4bh` or `30bm`.
  ///
  /// - Throws: what is wrong with the text; clock time such as `3h` is refused.
  public init(_ text: String) throws(LiteralMistake) {
    guard let made = BusinessDuration(try DurationLiteral.read(text)) else {
      throw LiteralMistake(
        expected: "expected business time, for example `4bh` or `1bd`",
        notes: ["`\(text)` is time on the clock, which runs on when the calendar is closed"])
    }
    self = made
  }

  /// The business time that a literal says; nil for time on the clock, and for more than 285 years.
  public init?(_ literal: DurationLiteral) {
    guard case .business(let days, let milliseconds) = literal, milliseconds <= 9_000_000_000_000 else {
      return nil
    }
    self.init(days: days, time: Duration(nanoseconds: Int64(milliseconds) * 1_000_000))
  }
}

extension BusinessDuration: CustomStringConvertible {
  /// As it is written: `1bd 4bh`, `90bm`; what is no whole number of minutes in hours with a point.
  public var description: String {
    var parts: [String] = days == 0 ? [] : ["\(days)bd"]
    let (minute, hour): (Int64, Int64) = (60_000_000_000, 3_600_000_000_000)
    if time != .zero || days == 0 {
      if time.nanoseconds % hour == 0 {
        parts.append("\(time.nanoseconds / hour)bh")
      } else if time.nanoseconds % minute == 0 {
        parts.append("\(time.nanoseconds / minute)bm")
      } else {
        parts.append("\(time)")
      }
    }
    return parts.joined(separator: " ")
  }
}
