/// A day of the calendar, `2026-11-21`.
public struct DateLiteral: Literal, Equatable, Comparable {
  /// The year, 0001 to 9999.
  public let year: Int
  /// The month, 1 to 12.
  public let month: Int
  /// The day of the month, from 1.
  public let day: Int

  /// Reads `2026-11-21`; the day must exist.
  public static func read(_ text: String) throws(LiteralMistake) -> DateLiteral {
    var scanner = FixedDigits(text)
    guard let year = scanner.number(4), scanner.skip(0x2D), let month = scanner.number(2), scanner.skip(0x2D),
      let day = scanner.number(2), scanner.isAtEnd
    else { throw LiteralMistake(expected: "expected a date, for example `2026-11-21`") }
    return try checked(year, month, day)
  }

  /// Days since 1970-01-01 in the Gregorian calendar.
  public var daysSince1970: Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Orders dates by time.
  public static func < (left: DateLiteral, right: DateLiteral) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  static func checked(_ year: Int, _ month: Int, _ day: Int) throws(LiteralMistake) -> DateLiteral {
    guard year >= 1, (1...12).contains(month), day >= 1 else {
      throw LiteralMistake(expected: "there is no such date")
    }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    guard day <= days else {
      throw LiteralMistake(expected: "there is no such date: this month has \(days) days")
    }
    return DateLiteral(year: year, month: month, day: day)
  }
}

/// Reads numbers with a fixed count of digits.
struct FixedDigits {
  private var rest: ArraySlice<UInt8>

  init(_ text: String) { rest = Array(text.utf8)[...] }

  var isAtEnd: Bool { rest.isEmpty }

  var next: UInt8? { rest.first }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ count: Int) -> Int? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy(NumberSyntax.isDigit) else { return nil }
    rest.removeFirst(count)
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// All digits that follow, as text.
  mutating func digits() -> [UInt8] {
    let digits = rest.prefix(while: NumberSyntax.isDigit)
    rest.removeFirst(digits.count)
    return Array(digits)
  }
}
