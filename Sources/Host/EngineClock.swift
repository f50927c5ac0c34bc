public import CEL
internal import Glibc

/// What the engine takes for the present.
public enum EngineClock: Sendable {
  /// The machine's clock.
  case wall
  /// The events' own time: it stands at the latest time seen and never goes back.
  case events
  /// A fixed instant, for tests and previews.
  case manual(at: Timestamp)

  /// The machine's clock, to the microsecond.
  public static func wallTime() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }

  /// Seconds on a clock that is never set, for measuring how long something takes.
  static func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
