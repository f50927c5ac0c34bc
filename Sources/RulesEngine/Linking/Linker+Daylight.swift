internal import CEL

extension Linker {
  /// Warns of a schedule whose time does not exist on one day of the year, where it does not say what happens then.
  func checkDaylight(_ draft: ScheduleDraft, _ rhythm: Schedule.Rhythm, _ zone: Zone) {
    guard draft.daylight == nil, case .cron(let text) = draft.rhythm, case .cron(let expression) = rhythm,
      !expression.isEveryHour, let (change, second) = Self.gap(expression, zone)
    else { return }
    var clock = change.before
    clock.second = second
    let named = draft.timezone ?? self.draft.timezone
    diagnostics.add(
      .warning(
        "S0420", "this schedule falls in a daylight-saving gap once a year", at: text.span,
        label: "\(clock.text) does not exist on one day in \(Self.months[change.before.date.month - 1])",
        related: (named.map { [$0.span] } ?? []).filter { $0.file == text.span.file }.map {
          .init("the clock goes from \(change.before.text) to \(change.behind.text) that day", at: $0)
        },
        notes: [
          "with `dst: run_once` (default) it runs at \(change.behind.text) that day, and a time that comes twice "
            + "in autumn runs once"
        ],
        help: ["state it to silence this: `dst: run_once`, `skip` or `literal`"]))
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ]

  /// The first gap from 2025 to 2034 that a schedule falls into, with the time of day that is skipped.
  private static func gap(_ cron: CronExpression, _ zone: Zone) -> (ClockChange, Int)? {
    let start = CivilDate(year: 2025, month: 1, day: 1).daysSince1970
    for day in start..<start + 3_652 {
      let date = CivilDate(daysSince1970: day)
      let noon = Int64(day) * 86_400
      guard let early = Timestamp(seconds: noon - 86_400), let late = Timestamp(seconds: noon + 129_600),
        zone.offset(at: early) < zone.offset(at: late), cron.fits(date),
        let change = ClockChange.on(date, in: zone), let second = cron.times.first(where: change.skips)
      else { continue }
      return (change, second)
    }
    return nil
  }
}
