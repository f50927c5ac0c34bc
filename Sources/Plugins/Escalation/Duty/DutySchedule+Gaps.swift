internal import CEL
internal import RulesEngine

extension DutySchedule {
  /// The stretches between two instants in which nobody is on duty, overrides counted.
  func gaps(from start: Timestamp, until end: Timestamp) -> [Range<Timestamp>] {
    var covered = overrides.filter { $0.from < $0.until }.map { $0.from..<$0.until }
    for layer in layers {
      // A layer without hours is always on duty.
      guard let hours = layer.hours else { return [] }
      covered += hours.openings(from: start, until: end)
    }
    covered.sort { $0.lowerBound < $1.lowerBound }
    var gaps: [Range<Timestamp>] = []
    var reached = start
    for stretch in covered where reached < end {
      if stretch.lowerBound > reached { gaps.append(reached..<min(stretch.lowerBound, end)) }
      reached = max(reached, stretch.upperBound)
    }
    if reached < end { gaps.append(reached..<end) }
    return gaps
  }

  /// An instant on the clock of the schedule: `Sat 2026-11-28 18:00`.
  func words(_ instant: Timestamp) -> String {
    let seconds = zone.localSeconds(at: instant)
    let date = zone.date(at: instant)
    let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let minute = (seconds % 86_400 + 86_400) % 86_400 / 60
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(names[date.weekday]) \(date) \(two(minute / 60)):\(two(minute % 60))"
  }
}
