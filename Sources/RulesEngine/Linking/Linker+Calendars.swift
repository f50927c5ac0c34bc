internal import CEL

extension Linker {
  /// Links the calendars, each after those it intersects, and makes them known to expressions.
  func linkCalendars() {
    unique(draft.calendars.map(\.name), "calendar")
    var pending = draft.calendars
    while !pending.isEmpty {
      let waiting = Set(pending.map(\.name.value))
      guard let ready = pending.firstIndex(where: { $0.intersect.allSatisfy { !waiting.contains($0.value) } })
      else {
        reportCircle(in: pending)
        break
      }
      let calendar = pending.remove(at: ready)
      guard calendars[calendar.name.value] == nil else { continue }
      calendars[calendar.name.value] = link(calendar)
    }
    declareCalendarFunctions()
  }

  /// The calendar of this name; nil after reporting that there is none, or when its own mistake is reported.
  func calendar(_ name: Located<String>) -> BusinessCalendar? {
    if let calendar = calendars[name.value] { return calendar }
    let names = draft.calendars.map(\.name.value)
    if !names.contains(name.value) { unknown("N0231", "calendar", name, among: names) }
    return nil
  }

  private func link(_ draft: CalendarDraft) -> BusinessCalendar? {
    check(zone: draft.timezone)
    let zoneName = draft.timezone?.value ?? self.draft.timezone?.value ?? "UTC"
    let hours = draft.hours.map { openingHours($0, draft) }
    let others = draft.intersect.map(calendar)
    guard let zone = zones.zone(named: zoneName), others.allSatisfy({ $0 != nil }) else { return nil }
    let calendar = BusinessCalendar(
      name: draft.name.value, zone: zone, zoneData: zones.version, hours: hours,
      intersecting: others.compactMap(\.self))
    guard calendar.opensThisCentury else {
      report(neverOpen: draft)
      return nil
    }
    return calendar
  }

  private func openingHours(_ weeks: [CalendarDraft.Week], _ draft: CalendarDraft) -> OpeningHours {
    var hours = OpeningHours()
    var keys = [SourceSpan?](repeating: nil, count: 7)
    for week in weeks {
      for day in week.days.value {
        if let first = keys[day] { reportTwice(day, week.days.span, first) }
        keys[day] = week.days.span
        hours.week[day] = week.spans.map(\.value)
      }
    }
    for date in draft.dates { hours.dates[date.day.value] = date.spans.map(\.value) }
    for closed in draft.closed {
      switch closed.value {
      case .dates(let range):
        hours.closed.append(range)
        if let open = draft.dates.first(where: { range.lowerBound == $0.day.value && range.count == 1 }) {
          reportClosedAndOpen(open, closed.span)
        }
      case .yearly(let day): hours.yearly.insert(day)
      }
    }
    checkOverlaps(weeks, draft)
    for pause in draft.breaks {
      for span in pause.spans { check(span, on: pause.day.value, hours) }
      hours.breaks[pause.day.value] = pause.spans.map(\.value)
    }
    return hours
  }

  /// Reports a break that takes nothing out of the hours.
  private func check(_ pause: CalendarDraft.Span, on day: Int, _ hours: OpeningHours) {
    guard !hours.open(on: day).contains(where: { $0.overlaps(pause.value) }) else { return }
    let open = hours.open(on: day).map(\.clockText).joined(separator: ", ")
    diagnostics.add(
      .warning(
        "S0423", "this break takes nothing out of the hours", at: pause.span,
        label: open.isEmpty ? "there are no hours on that date" : "the hours of that date are \(open)",
        help: ["correct the date or the times, or remove it"]))
  }
}

// MARK: Overlaps

extension Linker {
  private func checkOverlaps(_ weeks: [CalendarDraft.Week], _ draft: CalendarDraft) {
    for date in draft.dates { checkOverlaps(date.spans.map { ($0.value, $0.span) }) }
    for week in weeks { checkOverlaps(week.spans.map { ($0.value, $0.span) }) }
    for week in weeks {
      for day in week.days.value {
        for late in week.spans where late.value.upperBound > OpeningHours.day {
          checkMorning(after: late, on: (day + 1) % 7, weeks)
        }
      }
    }
  }

  private func checkOverlaps(_ spans: [(OpeningHours.Shift, SourceSpan)]) {
    let ordered = spans.sorted { $0.0.lowerBound < $1.0.lowerBound }
    for (earlier, later) in zip(ordered, ordered.dropFirst()) where earlier.0.overlaps(later.0) {
      reportOverlap(later.1, earlier.1, "these hours overlap")
    }
  }

  /// A shift that goes past midnight must end before those of the next day begin.
  private func checkMorning(after late: CalendarDraft.Span, on day: Int, _ weeks: [CalendarDraft.Week]) {
    for week in weeks where week.days.value.contains(day) {
      for morning in week.spans where morning.value.lowerBound + OpeningHours.day < late.value.upperBound {
        if late.span == morning.span { continue }
        reportOverlap(morning.span, late.span, "these hours overlap those of the night before")
      }
    }
  }

  private func reportOverlap(_ later: SourceSpan, _ earlier: SourceSpan, _ message: String) {
    diagnostics.add(
      .error(
        "S0422", message, at: later, label: "begins before the others end",
        related: [.init("the others", at: earlier)], help: ["write one span for both, or correct the times"]))
  }

  private func reportTwice(_ day: Int, _ span: SourceSpan, _ first: SourceSpan) {
    let name = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][day]
    diagnostics.add(
      .error(
        "N0208", "the hours of \(name) are given twice", at: span, label: "\(name) again",
        related: [.init("first given here", at: first)], help: ["let one key say all hours of a day"]))
  }

  private func reportClosedAndOpen(_ open: CalendarDraft.Dated, _ closed: SourceSpan) {
    let date = CivilDate(daysSince1970: open.day.value)
    diagnostics.add(
      .error(
        "S0424", "\(date) is closed and has hours", at: closed, label: "closed here",
        related: [.init("has hours here", at: open.day.span)], help: ["remove one of the two"]))
  }

  private func report(neverOpen draft: CalendarDraft) {
    guard !draft.intersect.isEmpty else {
      diagnostics.add(
        .error(
          "S0421", "calendar `\(draft.name.value)` is never open", at: draft.name.span,
          label: "has no hours on any day", help: ["add hours, as in `hours: { mon-fri: [\"09:00-17:00\"] }`"]
        ))
      return
    }
    let names = (draft.hours == nil ? [] : ["its own hours"]) + draft.intersect.map { "`\($0.value)`" }
    diagnostics.add(
      .error(
        "S0421", "calendar `\(draft.name.value)` is never open", at: draft.name.span,
        label: "its parts have no time in common",
        notes: ["it is open when \(names.joined(separator: " and ")) are"],
        help: ["correct the hours, or leave one of them out"]))
  }

  private func reportCircle(in pending: [CalendarDraft]) {
    var path: [CalendarDraft] = [pending[0]]
    while let last = path.last,
      let next = pending.first(where: { other in last.intersect.contains { $0.value == other.name.value } })
    {
      if let start = path.firstIndex(where: { $0.name.value == next.name.value }) {
        path = Array(path[start...])
        break
      }
      path.append(next)
    }
    let names = (path + [path[0]]).map { "`\($0.name.value)`" }.joined(separator: " → ")
    diagnostics.add(
      .error(
        "S0425", "calendar `\(path[0].name.value)` intersects itself", at: path[0].name.span,
        related: path.dropFirst().map { .init("part of the circle", at: $0.name.span) }, notes: [names],
        help: ["let one of them have hours only"]))
  }
}

extension BusinessCalendar {
  /// Whether it is open at any time from 2000 to 2099.
  fileprivate var opensThisCentury: Bool {
    let (start, end) = (Int64(946_684_800_000_000), Int64(4_102_444_800_000_000))
    return stretch(from: start, until: end) != nil
  }
}

extension OpeningHours.Shift {
  /// `09:00-12:30`; the end may lie behind `24:00`.
  var clockText: String {
    func text(_ second: Int) -> String {
      let digits = [second / 3_600, second / 60 % 60].map { ($0 < 10 ? "0" : "") + String($0) }
      return digits.joined(separator: ":")
    }
    return "\(text(lowerBound))-\(text(upperBound))"
  }
}
