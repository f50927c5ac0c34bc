public import CEL

/// A run of a schedule that is still to come.
public struct ScheduledRun: Sendable, Equatable {
  /// The schedule, such as `schedule/daily-look`.
  public var schedule: String
  /// When it runs.
  public var at: Timestamp
  /// The zone its times are in.
  public var timezone: String
  /// The same instant on the clock of that zone, with its offset: `2027-03-28 03:00 +02:00`.
  public var local: String
  /// What is special about it: the clock changes on that day.
  public var remark: String?
}

extension Rulebook {
  /// The runs of all schedules after an instant, in order.
  ///
  /// - Parameters:
  ///   - limit: how many at most.
  ///   - name: only those of this schedule, such as `schedule/daily-look`.
  ///   - armed: the next run of a schedule where it is known; otherwise it is counted from `instant`.
  public func scheduledRuns(
    after instant: Timestamp, limit: Int, of name: String? = nil, armed: [String: Timestamp] = [:]
  ) -> [ScheduledRun] {
    var next = allSchedules.compactMap {
      own, schedule -> (name: String, schedule: Schedule, at: Timestamp)? in
      guard name == nil || name == own else { return nil }
      return (armed[own] ?? schedule.next(after: instant)).map { (own, schedule, $0) }
    }
    var runs: [ScheduledRun] = []
    while runs.count < limit, let first = next.indices.min(by: { next[$0].at < next[$1].at }) {
      let (own, schedule, at) = next[first]
      runs.append(describe(schedule, own, at))
      if let later = schedule.next(after: at) { next[first].at = later } else { next.remove(at: first) }
    }
    return runs
  }

  /// The names of all schedules, in file order; those of tenants follow, as `schedule/daily-look@harbor`.
  public var scheduleNames: [String] { allSchedules.map(\.name) }

  private var allSchedules: [(name: String, schedule: Schedule)] {
    let common = schedules.map { (name: definitions[$0.definition].name, schedule: $0) }
    let own = tenants.sorted { $0.key < $1.key }.flatMap { tenant, rules in
      rules.schedules.filter { rules.definitions[$0.definition].tenant == tenant }.map {
        (name: TenantName.kept(rules.definitions[$0.definition].name, of: tenant), schedule: $0)
      }
    }
    return common + own
  }

  private func describe(_ schedule: Schedule, _ name: String, _ at: Timestamp) -> ScheduledRun {
    let zone = schedule.zone
    let local = zone.localSeconds(at: at)
    let time = CivilClock(local)
    let offset = zone.offset(at: at)
    let minutes = abs(offset) / 60
    let sign = offset < 0 ? "-" : "+"
    var run = ScheduledRun(
      schedule: name, at: at, timezone: zone.name,
      local: "\(time.date) \(time.text) \(sign)\(twoDigits(minutes / 60)):\(twoDigits(minutes % 60))")
    guard let change = ClockChange.on(time.date, in: zone) else { return run }
    run.remark = "the clock goes from \(change.before.text) to \(change.behind.text) that day"
    if case .cron(let expression) = schedule.rhythm, at == change.at, change.isGap,
      schedule.daylight == .runOnce, expression.times.contains(where: { change.skips($0) })
    {
      run.remark = (run.remark ?? "") + "; this is the run that was due in between"
    }
    return run
  }
}

/// A time on a wall clock.
struct CivilClock {
  var date: CivilDate
  /// Seconds since midnight.
  var second: Int

  init(_ local: Int64) {
    let day = local.flooredDivision(by: 86_400)
    date = CivilDate(daysSince1970: Int(day))
    second = Int(local - day * 86_400)
  }

  /// `03:00`, or `03:00:30`.
  var text: String {
    let text = "\(twoDigits(second / 3_600)):\(twoDigits(second / 60 % 60))"
    return second % 60 == 0 ? text : "\(text):\(twoDigits(second % 60))"
  }
}

/// A change of a zone's offset from UTC.
struct ClockChange {
  var at: Timestamp
  /// What the clock would have shown,
  var before: CivilClock
  /// and what it shows instead.
  var behind: CivilClock

  var isGap: Bool { (before.date.daysSince1970, before.second) < (behind.date.daysSince1970, behind.second) }

  /// Whether it skips a time of its day.
  func skips(_ second: Int) -> Bool { isGap && (before.second..<behind.second).contains(second) }

  /// The change on a date of the clock, if there is one.
  static func on(_ date: CivilDate, in zone: Zone) -> ClockChange? {
    let midnight = Int64(date.daysSince1970) * 86_400
    guard let start = zone.instant(localSeconds: midnight - 1),
      let end = zone.instant(localSeconds: midnight + 86_399)
    else { return nil }
    var (low, high) = (start.seconds, end.seconds)
    let first = zone.offset(at: start)
    guard zone.offset(at: end) != first else { return nil }
    while high - low > 1 {
      let middle = (low + high) / 2
      if Timestamp(seconds: middle).map(zone.offset) == first { low = middle } else { high = middle }
    }
    guard let at = Timestamp(seconds: high) else { return nil }
    return ClockChange(
      at: at, before: CivilClock(high + Int64(first)), behind: CivilClock(zone.localSeconds(at: at)))
  }
}

/// A number below a hundred with two digits.
func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
