extension Functions {
  /// Totals of durations, and calendar functions in a time zone. Without a zone they work in UTC.
  static func calendar(_ zones: ZoneDatabase) -> [FunctionDeclaration] {
    [
      total("days", 86_400), total("hours", 3600), total("minutes", 60), total("seconds", 1),
      zoned("year", .int, zones) { .int(Int64($0.date.year)) },
      zoned("month", .int, zones) { .int(Int64($0.date.month)) },
      zoned("day", .int, zones) { .int(Int64($0.date.day)) },
      zoned("hour", .int, zones) { .int(Int64($0.second / 3600)) },
      zoned("minute", .int, zones) { .int(Int64($0.second / 60 % 60)) },
      zoned("weekday", .int, zones) { .int(Int64(($0.date.weekday + 6) % 7 + 1)) },
      zoned("date", .string, zones) { .string($0.date.description) },
      zoned("start_of_day", .timestamp, zones) { (it) throws(EvaluationError) in try it.start(daysBack: 0) },
      zoned("start_of_week", .timestamp, zones) { (it) throws(EvaluationError) in
        try it.start(daysBack: (it.date.weekday + 6) % 7)
      },
      zoned("start_of_month", .timestamp, zones) { (it) throws(EvaluationError) in
        try it.start(daysBack: it.date.day - 1)
      },
      months("add_months", zones, unit: .month), months("add_days", zones, unit: .day),
    ]
  }

  private static func total(_ name: String, _ unit: Int64) -> FunctionDeclaration {
    function(
      name,
      plain([.duration], .int) { (it) throws(EvaluationError) in
        guard case .duration(let duration) = it[0] else { throw wrong(it[0], "a duration") }
        return .int(duration.nanoseconds / (unit * 1_000_000_000))
      })
  }

  /// An instant as a wall clock in a zone shows it.
  private struct Local {
    var zone: Zone
    var date: CivilDate
    /// Seconds since local midnight.
    var second: Int
    var nanoseconds: Int32

    init(_ instant: Timestamp, _ zone: Zone) {
      let (days, second) = floorDivide(zone.localSeconds(at: instant), 86_400)
      self.zone = zone
      date = CivilDate(daysSince1970: Int(days))
      self.second = Int(second)
      nanoseconds = instant.nanoseconds
    }

    func start(daysBack: Int) throws(EvaluationError) -> Value {
      try value(days: date.daysSince1970 - daysBack, second: 0, nanoseconds: 0)
    }

    func value(days: Int, second: Int, nanoseconds: Int32) throws(EvaluationError) -> Value {
      guard let instant = zone.instant(localSeconds: Int64(days) * 86_400 + Int64(second)),
        let exact = Timestamp(seconds: instant.seconds, nanoseconds: nanoseconds)
      else { throw EvaluationError(.overflow, "the time is out of range") }
      return .timestamp(exact)
    }
  }

  private static func zoned(
    _ name: String, _ result: ValueType, _ zones: ZoneDatabase,
    _ body: @escaping @Sendable (Local) throws(EvaluationError) -> Value
  ) -> FunctionDeclaration {
    let call: Overload.Body = { (it) throws(EvaluationError) in
      let zone = it.count > 1 ? try zone(it[1], zones) : .utc
      return try body(Local(try instant(it[0]), zone))
    }
    return function(name, plain([.timestamp], result, call), plain([.timestamp, .string], result, call))
  }

  private enum CalendarUnit { case day, month }

  /// Moves an instant by days or months on the calendar; the wall-clock time stays, and a day that the month
  /// does not have becomes its last.
  private static func months(_ name: String, _ zones: ZoneDatabase, unit: CalendarUnit) -> FunctionDeclaration
  {
    let call: Overload.Body = { (it) throws(EvaluationError) in
      let zone = it.count > 2 ? try zone(it[2], zones) : .utc
      let local = Local(try instant(it[0]), zone)
      let count = try int(it[1])
      guard count.magnitude < 4_000_000 else {
        throw EvaluationError(.overflow, "the time is out of range")
      }
      guard unit == .month else {
        let days = local.date.daysSince1970 + Int(count)
        return try local.value(days: days, second: local.second, nanoseconds: local.nanoseconds)
      }
      let months = local.date.year * 12 + local.date.month - 1 + Int(count)
      let (year, month) = (Int(floorDivide(Int64(months), 12).0), Int(floorDivide(Int64(months), 12).1) + 1)
      let day = min(local.date.day, CivilDate.days(inMonth: month, year: year))
      let days = CivilDate(year: year, month: month, day: day).daysSince1970
      return try local.value(days: days, second: local.second, nanoseconds: local.nanoseconds)
    }
    return function(
      name, plain([.timestamp, .int], .timestamp, call), plain([.timestamp, .int, .string], .timestamp, call))
  }
}
