internal import CEL

/// A cron expression: minute, hour, day of month, month, day of week.
///
/// Fields are `*`, numbers, ranges `1-5`, steps `*/15`, lists `1,15` and names `mon`, `jan`. As in cron, a
/// day fits when the day of month or the day of week does, if both are given. 0 and 7 are Sunday.
public struct CronExpression: Sendable, Equatable {
  let minutes: Set<Int>
  let hours: Set<Int>
  let daysOfMonth: Set<Int>
  let months: Set<Int>
  let daysOfWeek: Set<Int>
  let isEveryHour: Bool
  private let isAnyDayOfMonth: Bool
  private let isAnyDayOfWeek: Bool

  /// Reads the five fields.
  ///
  /// - Throws: what is wrong with which field.
  public init(_ text: String) throws(LiteralMistake) {
    let fields = text.split(separator: " ").map { $0.lowercased() }
    guard fields.count == 5 else {
      throw LiteralMistake(expected: "expected five fields, found \(fields.count)")
    }
    minutes = try Self.field(fields[0], "minute", 0...59)
    hours = try Self.field(fields[1], "hour", 0...23)
    daysOfMonth = try Self.field(fields[2], "day of month", 1...31)
    months = try Self.field(fields[3], "month", 1...12, names: Self.monthNames, from: 1)
    daysOfWeek = Set(
      try Self.field(fields[4], "day of week", 0...7, names: Self.dayNames, from: 0).map { $0 % 7 })
    isEveryHour = fields[1] == "*"
    isAnyDayOfMonth = fields[2] == "*"
    isAnyDayOfWeek = fields[4] == "*"
    let longest = months.map { CivilDate.days(inMonth: $0, year: 2024) }.max() ?? 31
    if isAnyDayOfWeek, let first = daysOfMonth.min(), first > longest {
      throw LiteralMistake(expected: "no month of these has a day \(first)")
    }
  }

  private static let monthNames = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  private static func field(
    _ text: String, _ name: String, _ range: ClosedRange<Int>, names: [String] = [], from first: Int = 0
  ) throws(LiteralMistake) -> Set<Int> {
    var values: Set<Int> = []
    func number(_ word: Substring) throws(LiteralMistake) -> Int {
      if let position = names.firstIndex(of: String(word)) { return position + first }
      if let value = Int(word), range.contains(value) { return value }
      throw LiteralMistake(
        expected: "the \(name) `\(word)` is not between \(range.lowerBound) and \(range.upperBound)")
    }
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      var step = 1
      if halves.count == 2 {
        guard let given = Int(halves[1]), given > 0 else {
          throw LiteralMistake(expected: "the step `\(halves[1])` of the \(name) is not a positive number")
        }
        step = given
      }
      let bounds = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      let low = halves[0] == "*" ? range.lowerBound : try number(bounds[0])
      let isOpen = halves[0] == "*" || (bounds.count == 1 && halves.count == 2)
      let high = isOpen ? range.upperBound : try number(bounds[bounds.count - 1])
      guard low <= high else { throw LiteralMistake(expected: "the \(name) `\(part)` ends before it begins") }
      values.formUnion(stride(from: low, through: high, by: step))
    }
    return values
  }

  /// Whether the schedule runs on a date.
  func fits(_ date: CivilDate) -> Bool {
    guard months.contains(date.month) else { return false }
    let byDay = daysOfMonth.contains(date.day)
    let byWeekday = daysOfWeek.contains(date.weekday)
    if isAnyDayOfMonth { return byWeekday }
    return isAnyDayOfWeek ? byDay : byDay || byWeekday
  }

  /// The times of day it runs at, in seconds after midnight, in order.
  var times: [Int] { hours.sorted().flatMap { hour in minutes.sorted().map { hour * 3_600 + $0 * 60 } } }
}
