/// The offsets of one time zone through history and into the future.
public final class Zone: Sendable {
  /// A stretch of time begins with an offset from UTC.
  struct Transition: Sendable {
    var at: Int64
    var offset: Int
    var isDaylight: Bool
  }

  /// The name, for example `Europe/Berlin`.
  public let name: String
  let first: Transition
  let transitions: [Transition]
  /// The rule for instants after the last transition.
  let rule: ZoneRule?

  init(name: String, first: Transition, transitions: [Transition], rule: ZoneRule?) {
    self.name = name
    self.first = first
    self.transitions = transitions
    self.rule = rule
  }

  /// A zone that always has the same offset, in seconds east of UTC.
  public convenience init(name: String, offset: Int) {
    self.init(
      name: name, first: Transition(at: .min, offset: offset, isDaylight: false), transitions: [], rule: nil)
  }

  /// The zone without an offset.
  public static let utc = Zone(name: "UTC", offset: 0)

  /// Seconds east of UTC at an instant.
  public func offset(at instant: Timestamp) -> Int { offset(atSeconds: instant.seconds) }

  func offset(atSeconds seconds: Int64) -> Int {
    if let last = transitions.last, seconds >= last.at, let rule { return rule.offset(at: seconds) }
    if transitions.isEmpty, let rule { return rule.offset(at: seconds) }
    return transition(at: seconds).offset
  }

  private func transition(at seconds: Int64) -> Transition {
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].at <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? first : transitions[low - 1]
  }

  /// What a wall clock shows at an instant: seconds since 1970 as if the local time were UTC.
  public func localSeconds(at instant: Timestamp) -> Int64 { instant.seconds + Int64(offset(at: instant)) }

  /// The date that a calendar on the wall shows at an instant.
  public func date(at instant: Timestamp) -> CivilDate {
    CivilDate(daysSince1970: Int(floorDivide(localSeconds(at: instant), 86_400).0))
  }

  /// What a local wall-clock time means.
  public enum Resolution: Sendable, Hashable {
    /// It happens once.
    case unique(Timestamp)
    /// The clock skips it: the instant of the jump.
    case gap(Timestamp)
    /// The clock shows it twice.
    case twice(first: Timestamp, second: Timestamp)
    /// It lies outside the years 0001-9999.
    case outOfRange
  }

  /// The instants at which the wall clock shows a local time, given as seconds since 1970 read as UTC.
  public func resolve(localSeconds local: Int64) -> Resolution {
    guard local.magnitude < 1 << 40 else { return .outOfRange }
    let offsets = [offset(atSeconds: local - 86_400), offset(atSeconds: local + 86_400)]
    let candidates = Set(offsets).map { local - Int64($0) }.sorted()
    let fitting = candidates.filter { $0 + Int64(offset(atSeconds: $0)) == local }
    switch fitting.count {
    case 0:
      guard let jump = jump(between: candidates[0] - 86_400, and: candidates[candidates.count - 1] + 86_400),
        let instant = Timestamp(seconds: jump)
      else { return .outOfRange }
      return .gap(instant)
    case 1: return Timestamp(seconds: fitting[0]).map(Resolution.unique) ?? .outOfRange
    default:
      guard let first = Timestamp(seconds: fitting[0]), let second = Timestamp(seconds: fitting[1]) else {
        return .outOfRange
      }
      return .twice(first: first, second: second)
    }
  }

  /// The first instant with another offset than at `low`, if the offsets differ.
  private func jump(between low: Int64, and high: Int64) -> Int64? {
    let before = offset(atSeconds: low)
    var (low, high) = (low, high)
    guard offset(atSeconds: high) != before else { return nil }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if offset(atSeconds: middle) == before { low = middle } else { high = middle }
    }
    return high
  }

  /// The instant at which the wall clock shows a local time: after a gap the first instant behind it, of two
  /// the first. Nil outside the years 0001-9999.
  public func instant(localSeconds local: Int64) -> Timestamp? {
    switch resolve(localSeconds: local) {
    case .unique(let instant), .gap(let instant), .twice(let instant, _): instant
    case .outOfRange: nil
    }
  }
}
