internal import CEL

/// Whether it is a time of day somewhere, for people who enter a journey on the clock of their own zone. Nobody's
/// mistaken zone keeps the others from entering: in a zone that is not known it is never that time.
enum ClockShows {
  static func holds(_ instant: Timestamp, zone name: String, hour: Int64, minute: Int64) -> Bool {
    guard let zone = ZoneDatabase.system.zone(named: name) else { return false }
    let local = instant.seconds + Int64(zone.offset(at: instant))
    let minutes = ((local % 86_400) + 86_400) % 86_400 / 60
    return minutes == hour * 60 + minute
  }

  /// Whether a clock shows a minute of a day, such as `2026-12-01T10:00`.
  static func holds(_ instant: Timestamp, zone name: String, minute: String) -> Bool {
    guard let zone = ZoneDatabase.system.zone(named: name) else { return false }
    let local = instant.seconds + Int64(zone.offset(at: instant))
    let text = Timestamp(microseconds: local * 1_000_000).description
    return text.prefix(16) == minute
  }

  private static var onDay: Overload {
    Overload(
      id: "clock_shows_timestamp_string_string", parameters: [.timestamp, .string, .string], result: .bool,
      cost: 5
    ) { it throws(EvaluationError) in
      guard case .timestamp(let instant) = it[0], case .string(let zone) = it[1],
        case .string(let minute) = it[2]
      else {
        throw EvaluationError(.noSuchOverload, "clock_shows takes an instant, a zone and a local time")
      }
      return .bool(holds(instant, zone: zone, minute: minute))
    }
  }

  static var function: FunctionDeclaration {
    FunctionDeclaration(
      name: "clock_shows",
      overloads: [
        Overload(
          id: "clock_shows_timestamp_string_int_int", parameters: [.timestamp, .string, .int, .int],
          result: .bool, cost: 5
        ) { it throws(EvaluationError) in
          guard case .timestamp(let instant) = it[0], case .string(let zone) = it[1],
            case .int(let hour) = it[2], case .int(let minute) = it[3]
          else {
            throw EvaluationError(
              .noSuchOverload, "clock_shows takes an instant, a zone, an hour and a minute")
          }
          return .bool(holds(instant, zone: zone, hour: hour, minute: minute))
        }, onDay,
      ],
      documentation:
        "Whether a clock in a zone shows a time of day: clock_shows(now, customer.timezone, 9, 0)")
  }
}
