extension Functions {
  static func timeParts(_ zones: ZoneDatabase) -> [FunctionDeclaration] {
    [
      part(zones, "getFullYear") { date, _ in date.year },
      part(zones, "getMonth") { date, _ in date.month - 1 },
      part(zones, "getDate") { date, _ in date.day },
      part(zones, "getDayOfMonth") { date, _ in date.day - 1 },
      part(zones, "getDayOfWeek") { date, _ in date.weekday },
      part(zones, "getDayOfYear") { date, _ in date.dayOfYear },
      part(zones, "getHours", ofDuration: 3_600_000_000_000) { _, second in second / 3600 },
      part(zones, "getMinutes", ofDuration: 60_000_000_000) { _, second in second / 60 % 60 },
      part(zones, "getSeconds", ofDuration: 1_000_000_000) { _, second in second % 60 },
      FunctionDeclaration(
        name: "getMilliseconds",
        overloads: [
          method([.timestamp], .int) { (it) throws(EvaluationError) in try milliseconds(it, zones) },
          method([.timestamp, .string], .int) { (it) throws(EvaluationError) in try milliseconds(it, zones) },
          method([.duration], .int) { (it) throws(EvaluationError) in
            guard case .duration(let duration) = it[0] else { throw wrong(it[0], "a duration") }
            return .int(duration.nanoseconds / 1_000_000 % 1000)
          },
        ]),
    ]
  }

  private static func milliseconds(_ it: Arguments, _ zones: ZoneDatabase) throws(EvaluationError) -> Value {
    if it.count > 1 { _ = try zone(it[1], zones) }
    return .int(Int64(try instant(it[0]).nanoseconds / 1_000_000))
  }

  /// An accessor of timestamps, and with a unit also of durations, whose totals it gives.
  private static func part(
    _ zones: ZoneDatabase, _ name: String, ofDuration unit: Int64? = nil,
    _ part: @escaping @Sendable (CivilDate, Int) -> Int
  ) -> FunctionDeclaration {
    let body: Overload.Body = { (it) throws(EvaluationError) in
      if case .duration(let duration) = it[0], let unit { return .int(duration.nanoseconds / unit) }
      let instant = try instant(it[0])
      let zone = it.count > 1 ? try zone(it[1], zones) : .utc
      let (days, second) = floorDivide(zone.localSeconds(at: instant), 86_400)
      return .int(Int64(part(CivilDate(daysSince1970: Int(days)), Int(second))))
    }
    var overloads = [method([.timestamp], .int, body), method([.timestamp, .string], .int, body)]
    if unit != nil { overloads.append(method([.duration], .int, body)) }
    return FunctionDeclaration(name: name, overloads: overloads)
  }

  /// The zone that a text names.
  static func zone(_ name: Value, _ zones: ZoneDatabase) throws(EvaluationError) -> Zone {
    let name = try text(name)
    if name.isEmpty { return .utc }
    if let zone = zones.zone(named: name) { return zone }
    throw invalid("there is no time zone \(quoted(name))")
  }
}
