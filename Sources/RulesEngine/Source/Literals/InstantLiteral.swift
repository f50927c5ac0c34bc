/// A point in time as RFC 3339 writes it.
public struct InstantLiteral: Literal, Equatable {
  /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
  public let secondsSince1970: Int
  /// Nanoseconds after that second.
  public let nanoseconds: Int

  /// Reads `2026-11-21T15:00:00Z` or `2026-11-21T10:00:00.5-05:00`. The offset is required, and at most nine
  /// digits
  /// may follow the point.
  public static func read(_ text: String) throws(LiteralMistake) -> InstantLiteral {
    var scanner = FixedDigits(text)
    guard let year = scanner.number(4), scanner.skip(0x2D), let month = scanner.number(2), scanner.skip(0x2D),
      let day = scanner.number(2), scanner.skip(0x54) || scanner.skip(0x74)
    else { throw expected }
    let date = try DateLiteral.checked(year, month, day)
    guard let hour = scanner.number(2), scanner.skip(0x3A), let minute = scanner.number(2),
      scanner.skip(0x3A),
      let second = scanner.number(2), hour <= 23, minute <= 59, second <= 59
    else { throw expected }
    var nanoseconds = 0
    if scanner.skip(0x2E) {
      let digits = scanner.digits()
      guard (1...9).contains(digits.count) else { throw expected }
      nanoseconds = (digits + Array(repeating: 0x30, count: 9 - digits.count))
        .reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
    if scanner.isAtEnd {
      throw LiteralMistake(expected: "the offset is missing: `Z`, or `-05:00` for example")
    }
    let offset = try offset(&scanner)
    guard scanner.isAtEnd else { throw expected }
    let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
    return InstantLiteral(secondsSince1970: seconds, nanoseconds: nanoseconds)
  }

  private static let expected = LiteralMistake(
    expected: "expected an instant, for example `2026-11-21T15:00:00Z` or `2026-11-21T10:00:00-05:00`")

  private static func offset(_ scanner: inout FixedDigits) throws(LiteralMistake) -> Int {
    if scanner.skip(0x5A) || scanner.skip(0x7A) { return 0 }
    let sign = scanner.skip(0x2B) ? 1 : scanner.skip(0x2D) ? -1 : 0
    guard sign != 0, let hours = scanner.number(2), scanner.skip(0x3A), let minutes = scanner.number(2),
      hours <= 23, minutes <= 59
    else { throw expected }
    return sign * (hours * 3600 + minutes * 60)
  }
}

/// A time on the clock, `09:00` or `17:30:15`; `24:00` is the end of the day.
public struct TimeOfDayLiteral: Literal, Equatable, Comparable {
  /// Seconds since midnight, 0 to 86,400.
  public let seconds: Int

  /// Reads `09:00` or `09:00:30`.
  public static func read(_ text: String) throws(LiteralMistake) -> TimeOfDayLiteral {
    var scanner = FixedDigits(text)
    guard let hour = scanner.number(2), scanner.skip(0x3A), let minute = scanner.number(2), minute <= 59
    else {
      throw mistake(text)
    }
    var second = 0
    if !scanner.isAtEnd {
      guard scanner.skip(0x3A), let number = scanner.number(2), number <= 59, scanner.isAtEnd else {
        throw mistake(text)
      }
      second = number
    }
    let total = hour * 3600 + minute * 60 + second
    guard total <= 86_400 else { throw mistake(text) }
    return TimeOfDayLiteral(seconds: total)
  }

  /// Orders times by the clock.
  public static func < (left: TimeOfDayLiteral, right: TimeOfDayLiteral) -> Bool {
    left.seconds < right.seconds
  }

  private static func mistake(_ text: String) -> LiteralMistake {
    let padded = "0\(text)"
    let suggestion = text.utf8.count == 4 ? (try? read(padded)).map { _ in padded } : nil
    return LiteralMistake(
      expected: "expected a time of day, for example `09:00` or `17:30`", suggestion: suggestion)
  }
}
