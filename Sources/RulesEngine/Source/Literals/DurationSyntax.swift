/// The two ways to write durations: numbers with units, and ISO 8601.
enum DurationSyntax {
  /// Ten thousand years: longer is a slip, and sums of a few stay far from overflow.
  private static let longest = 315_576_000_000_000
  private static let milliseconds: [String: Int] = [
    "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    "bm": 60_000, "bh": 3_600_000,
  ]
  private static let words: [String: String] = [
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minute": "m",
    "minutes": "m", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "day": "d", "days": "d", "week": "w",
    "weeks": "w", "millisecond": "ms", "milliseconds": "ms", "millis": "ms", "S": "s", "H": "h", "D": "d",
    "W": "w", "M": "m", "businesshours": "bh", "businessdays": "bd", "businesshour": "bh",
    "businessday": "bd",
  ]

  private static let units =
    "units are ms, s, m, h, d, w; business time is `2bh` or `1bd` and needs a `calendar`"

  /// Reads `1h30m`, `2w`, `1bd 4bh`.
  static func units(_ text: String) throws(LiteralMistake) -> DurationLiteral {
    let parts = split(text)
    guard !parts.isEmpty, parts.allSatisfy({ isKnown($0) }) else { throw mistake(text, parts) }
    let isBusiness = parts[0].unit.hasPrefix("b")
    guard parts.allSatisfy({ $0.unit.hasPrefix("b") == isBusiness }) else {
      throw LiteralMistake(expected: "business time and clock time cannot be added", notes: [units])
    }
    var days = 0
    var total = 0
    for part in parts {
      if part.unit == "bd" {
        guard let more = NumberSyntax.integer(part.number), more <= 3_650_000 else { throw tooLong }
        days += more
      } else {
        total += try amount(part.number, milliseconds[part.unit] ?? 1)
      }
      guard total <= longest else { throw tooLong }
    }
    return isBusiness ? .business(days: days, milliseconds: total) : .elapsed(milliseconds: total)
  }

  /// Reads `P1DT2H30M`, `P2W`, `PT0.5S`.
  static func iso(_ text: String) throws(LiteralMistake) -> DurationLiteral {
    let halves = text.dropFirst().split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    let dates = split(String(halves.first ?? ""))
    let times = halves.count == 2 ? split(String(halves[1])) : []
    if dates.contains(where: { $0.unit == "Y" || $0.unit == "M" }) {
      throw LiteralMistake(
        expected: "years and months have no fixed length",
        notes: ["write days or weeks, as in `P30D` or `4w`"])
    }
    let scales = ["W": 604_800_000, "D": 86_400_000]
    let timeScales = ["H": 3_600_000, "M": 60_000, "S": 1000]
    var total = 0
    for (part, scale) in dates.map({ ($0, scales[$0.unit]) }) + times.map({ ($0, timeScales[$0.unit]) }) {
      guard let scale, !part.number.isEmpty else { throw isoMistake }
      total += try amount(part.number, scale)
      guard total <= longest else { throw tooLong }
    }
    guard !(dates + times).isEmpty, halves.count == 1 || !times.isEmpty else { throw isoMistake }
    return .elapsed(milliseconds: total)
  }

  private static let tooLong = LiteralMistake(expected: "longer than 10,000 years")
  private static let isoMistake = LiteralMistake(
    expected: "expected an ISO 8601 duration, for example `PT2H` or `P1DT12H`", notes: [units])

  /// A number times a unit, exact to the millisecond.
  private static func amount(_ number: String, _ unit: Int) throws(LiteralMistake) -> Int {
    let pieces = number.split(separator: ".", omittingEmptySubsequences: false)
    let places = pieces.count == 2 ? pieces[1].utf8.count : 0
    guard NumberSyntax.isDecimal(number), number.utf8.first != 0x2D, places <= 6,
      let digits = Int(pieces.joined())
    else { throw LiteralMistake(expected: "expected a number and a unit, for example `2h`", notes: [units]) }
    let (product, overflow) = digits.multipliedReportingOverflow(by: unit)
    let divisor = (0..<places).reduce(1) { power, _ in power * 10 }
    guard !overflow, product / divisor <= longest else { throw tooLong }
    guard product % divisor == 0 else {
      throw LiteralMistake(expected: "finer than a millisecond", notes: ["the smallest unit is `1ms`"])
    }
    return product / divisor
  }

  /// Numbers and the letters after them; blanks between are skipped.
  private static func split(_ text: String) -> [(number: String, unit: String)] {
    var parts: [(number: String, unit: String)] = []
    var inUnit = true
    for scalar in text.unicodeScalars where scalar != " " {
      let isNumber = ("0"..."9").contains(scalar) || scalar == "." || scalar == "-" || scalar == "+"
      if isNumber && inUnit || parts.isEmpty { parts.append(("", "")) }
      inUnit = !isNumber
      if isNumber {
        parts[parts.count - 1].number.unicodeScalars.append(scalar)
      } else {
        parts[parts.count - 1].unit.unicodeScalars.append(scalar)
      }
      if parts.count > 16 { return [] }
    }
    return parts
  }

  private static func isKnown(_ part: (number: String, unit: String)) -> Bool {
    if part.unit == "bd" { return NumberSyntax.integer(part.number).map { $0 >= 0 } ?? false }
    return milliseconds[part.unit] != nil && !part.number.isEmpty
  }

  private static func mistake(_ text: String, _ parts: [(number: String, unit: String)]) -> LiteralMistake {
    let mended = parts.map { part in
      let unit = words[part.unit] ?? words[part.unit.lowercased()] ?? part.unit
      return (number: part.number, unit: unit)
    }
    let known = !mended.isEmpty && mended.allSatisfy(isKnown)
    return LiteralMistake(
      expected: "expected a number and a unit, for example `2h` or `PT2H`",
      suggestion: known ? mended.map { $0.number + $0.unit }.joined() : nil, notes: [units])
  }
}
