internal import CEL

/// The hours of a day in which nobody is written to, on the clock of a person's zone.
struct QuietHours: Sendable {
  /// Seconds of the day: the first that is quiet,
  var from: Int
  /// and the first that is not.
  var to: Int

  /// When something may be sent: now, or at the end of the quiet hours.
  func sending(at now: Timestamp, in zone: Zone) -> Timestamp {
    let local = now.seconds + Int64(zone.offset(at: now))
    let second = Int(((local % 86_400) + 86_400) % 86_400)
    let isQuiet = from < to ? (from..<to).contains(second) : second >= from || second < to
    guard isQuiet else { return now }
    let midnight = local - Int64(second)
    let end = midnight + Int64(to) + (second < to ? 0 : 86_400)
    for day in 0...1 {
      if let instant = zone.instant(localSeconds: end + Int64(day) * 86_400), instant > now { return instant }
    }
    return now
  }
}
