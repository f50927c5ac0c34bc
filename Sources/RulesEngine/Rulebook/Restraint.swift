package import CEL

/// What keeps a definition from being carried out too often.
struct Restraint: Sendable {
  var cooldown: Cooldown?
  var cap: Cap?

  struct Cooldown: Sendable {
    /// The tally that remembers when it was carried out.
    var tally: String
    var length: Duration
    /// What is paused for; the event's subject where it is empty.
    var key: [Program]
  }

  struct Cap: Sendable {
    /// The tally that counts; definitions of one scope share it.
    var tally: String
    var atMost: Int
    var period: CapDraft.Period
    var key: Program?
    var zone: ZonePlan
    /// The longest window in which this tally is asked for.
    var keep: Duration
  }

  /// A time zone that is known, or that has to be computed; then with the one that counts where it is missing.
  enum ZonePlan: Sendable {
    case fixed(Zone)
    case computed(Program, otherwise: Zone)
  }
}

extension CapDraft.Period {
  private static let daySeconds: Int64 = 86_400

  /// The first instant that belongs to the period at hand.
  package func start(at now: Timestamp, in zone: Zone) -> Timestamp? {
    let date = zone.date(at: now)
    let today = date.daysSince1970
    switch self {
    case .sliding(let length):
      // What is exactly as old as the window is long does not count any more.
      return now.subtracting(length).map { Timestamp(microseconds: $0.microseconds + 1) }
    case .day: return zone.instant(localSeconds: Int64(today) * Self.daySeconds)
    case .week: return zone.instant(localSeconds: Int64(today - (date.weekday + 6) % 7) * Self.daySeconds)
    case .month: return zone.instant(localSeconds: Int64(today - date.day + 1) * Self.daySeconds)
    }
  }

  /// The longest it can be, changes of the clock included.
  package var longest: Duration {
    func days(_ count: Int64) -> Duration { Duration(nanoseconds: count * 86_400_000_000_000) }
    switch self {
    case .sliding(let length): return length
    case .day: return days(2)
    case .week: return days(8)
    case .month: return days(32)
    }
  }

  /// In words, as in "2 in 7 days".
  package var words: String {
    switch self {
    case .sliding(let length):
      let seconds = length.nanoseconds / 1_000_000_000
      for (unit, size) in [("day", Self.daySeconds), ("hour", 3_600), ("minute", 60)]
      where seconds % size == 0 {
        return "\(seconds / size) \(unit)\(seconds == size ? "" : "s")"
      }
      return length.description
    case .day: return "the calendar day"
    case .week: return "the calendar week"
    case .month: return "the calendar month"
    }
  }
}
