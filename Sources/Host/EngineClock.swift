public import CEL
internal import Glibc
internal import Synchronization

/// What the engine takes for the present.
public enum EngineClock: Sendable {
  /// The machine's clock.
  case wall
  /// The events' own time: it stands at the latest time seen and never goes back.
  case events
  /// A clock that is moved by hand, for tests and previews.
  case manual(ManualClock)

  /// A clock that stands at an instant.
  public static func manual(at instant: Timestamp) -> EngineClock { .manual(ManualClock(at: instant)) }

  /// What the clock shows; nil where only events move it.
  public var present: Timestamp? {
    switch self {
    case .wall: Self.wallTime()
    case .manual(let clock): clock.now
    case .events: nil
    }
  }

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

/// A clock that stands until it is moved.
///
/// ```swift
/// let clock = ManualClock(at: start)
/// clock.advance(by: Duration(seconds: 3_600)!)
/// ```
public final class ManualClock: Sendable {
  private let instant: Mutex<Timestamp>

  /// A clock that stands at an instant.
  public init(at instant: Timestamp) { self.instant = Mutex(instant) }

  /// What the clock shows.
  public var now: Timestamp { instant.withLock { $0 } }

  /// Moves the clock on by a length of time; a negative one moves it back, as a machine's clock may be set back.
  public func advance(by length: Duration) {
    instant.withLock { $0 = $0.adding(length) ?? $0 }
  }

  /// Sets the clock.
  public func set(to instant: Timestamp) { self.instant.withLock { $0 = instant } }
}
