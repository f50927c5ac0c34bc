/// The rule of a POSIX TZ string such as `EST5EDT,M3.2.0,M11.1.0`, for the years after the listed transitions.
struct ZoneRule: Sendable {
  /// When a change happens in a year.
  struct Day: Sendable {
    enum Kind: Sendable {
      case monthWeek(month: Int, week: Int, weekday: Int)
      /// 1...365, 29 February never counted.
      case julian(Int)
      /// 0...365, 29 February counted.
      case dayOfYear(Int)
    }
    var kind: Kind
    /// Seconds after local midnight; may be negative or beyond a day.
    var time: Int
  }

  var standard: Int
  var daylight: Int
  var start: Day?
  var end: Day?

  func offset(at seconds: Int64) -> Int {
    guard let start, let end else { return standard }
    let year = CivilDate(daysSince1970: Int(floorDivide(seconds + Int64(standard), 86_400).0)).year
    let from = instant(start, year, offset: standard)
    let until = instant(end, year, offset: daylight)
    let isDaylight = from < until ? seconds >= from && seconds < until : seconds >= from || seconds < until
    return isDaylight ? daylight : standard
  }

  private func instant(_ day: Day, _ year: Int, offset: Int) -> Int64 {
    let days: Int
    switch day.kind {
    case .monthWeek(let month, let week, let weekday):
      let first = CivilDate(year: year, month: month, day: 1)
      var date = 1 + (weekday - first.weekday + 7) % 7 + (week - 1) * 7
      while date > CivilDate.days(inMonth: month, year: year) { date -= 7 }
      days = first.daysSince1970 + date - 1
    case .julian(let number):
      let leap = CivilDate.days(inMonth: 2, year: year) == 29 && number >= 60 ? 1 : 0
      days = CivilDate(year: year, month: 1, day: 1).daysSince1970 + number - 1 + leap
    case .dayOfYear(let number): days = CivilDate(year: year, month: 1, day: 1).daysSince1970 + number
    }
    return Int64(days * 86_400 + day.time - offset)
  }
}

extension ZoneRule {
  /// Reads a POSIX TZ string; nil when it is not one.
  init?(_ text: String) {
    var reader = ZoneRuleReader(Array(text.utf8)[...])
    guard reader.name(), let standard = reader.time() else { return nil }
    self.standard = -standard
    daylight = 3600 - standard
    guard !reader.rest.isEmpty else { return }
    guard reader.name() else { return nil }
    if reader.rest.first != UInt8(ascii: ",") {
      guard let offset = reader.time() else { return nil }
      daylight = -offset
    }
    guard let start = reader.day(), let end = reader.day() else { return nil }
    self.start = start
    self.end = end
  }
}

private struct ZoneRuleReader {
  var rest: ArraySlice<UInt8>

  init(_ octets: ArraySlice<UInt8>) { rest = octets }

  mutating func name() -> Bool {
    if rest.first == UInt8(ascii: "<") {
      guard let close = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
      rest = rest[(close + 1)...]
      return true
    }
    let letters = rest.prefix { isLetter($0) }
    rest = rest.dropFirst(letters.count)
    return letters.count >= 3
  }

  mutating func number() -> Int? {
    let digits = rest.prefix { isDigit($0) }
    rest = rest.dropFirst(digits.count)
    guard !digits.isEmpty, digits.count < 6 else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// `[+-]h[h][:mm[:ss]]` in seconds.
  mutating func time() -> Int? {
    var sign = 1
    if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      sign = first == UInt8(ascii: "-") ? -1 : 1
      rest = rest.dropFirst()
    }
    guard var seconds = number().map({ $0 * 3600 }) else { return nil }
    for unit in [60, 1] where rest.first == UInt8(ascii: ":") {
      rest = rest.dropFirst()
      guard let part = number() else { return nil }
      seconds += part * unit
    }
    return sign * seconds
  }

  /// `,M3.2.0/2` and the like.
  mutating func day() -> ZoneRule.Day? {
    guard take(",") else { return nil }
    let kind: ZoneRule.Day.Kind
    if take("M") {
      guard let month = number(), (1...12).contains(month), take("."), let week = number(),
        (1...5).contains(week),
        take("."), let weekday = number(), (0...6).contains(weekday)
      else { return nil }
      kind = .monthWeek(month: month, week: week, weekday: weekday)
    } else if take("J") {
      guard let number = number() else { return nil }
      kind = .julian(number)
    } else {
      guard let number = number() else { return nil }
      kind = .dayOfYear(number)
    }
    guard take("/") else { return ZoneRule.Day(kind: kind, time: 7200) }
    return time().map { ZoneRule.Day(kind: kind, time: $0) }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }
}
