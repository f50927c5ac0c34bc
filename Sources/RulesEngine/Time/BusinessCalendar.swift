public import CEL

/// A business calendar: when something is open, and how long it takes in open time.
///
/// It is open whenever its wall clock shows an open time. The hour that a clock shows twice in autumn counts
/// twice, and the one it skips in spring does not count: open time is time that really passes. Everything is
/// given and returned as instants, that is, in UTC.
///
/// ```swift
/// // Monday to Friday 09:00-17:00. Four business hours from Friday 16:30:
/// try support.after(friday, BusinessDuration("4bh"))  // Monday 12:30
/// ```
public struct BusinessCalendar: Sendable {
  /// Opening hours in one time zone.
  struct Layer: Sendable {
    var zone: Zone
    var hours: OpeningHours
  }

  /// The id it is defined under.
  public let name: String
  /// The zone whose days are counted as business days.
  public let zone: Zone
  /// SHA-256 of all it means, the version of the time zone data included; a due time that was computed under
  /// another fingerprint has to be computed again.
  public let fingerprint: String
  /// Its own hours; nil where it only intersects others.
  let hours: OpeningHours?
  /// It is open when all of these are.
  let layers: [Layer]

  /// How far open time is searched for: five years.
  public static let horizon = Duration(nanoseconds: 1_827 * 86_400_000_000_000)

  /// The longest time whose open part is measured: a hundred years.
  static let longest = Duration(nanoseconds: 36_525 * 86_400_000_000_000)

  package init(
    name: String, zone: Zone, zoneData: String?, hours: OpeningHours?, intersecting others: [BusinessCalendar]
  ) {
    self.name = name
    self.zone = zone
    self.hours = hours
    var layers = hours.map { [Layer(zone: zone, hours: $0)] } ?? []
    for layer in others.flatMap(\.layers)
    where !layers.contains(where: { $0.zone.name == layer.zone.name && $0.hours == layer.hours }) {
      layers.append(layer)
    }
    self.layers = layers
    fingerprint = Self.fingerprint(zone: zone.name, zoneData: zoneData, hasHours: hours != nil, layers)
  }

  /// Whether it is open at an instant. The moment of closing is not open any more.
  public func isOpen(at instant: Timestamp) -> Bool {
    let start = instant.microseconds
    return stretch(from: start, until: start + 1) != nil
  }

  /// The instant after a length of business time. After no time at all it is the next instant in hours.
  ///
  /// A business day leads to the next day that has business hours, at the same time of day; if that is out of
  /// hours, to the next moment in hours.
  ///
  /// - Throws: when it would be more than five years away, or for a negative length.
  public func after(_ instant: Timestamp, _ length: BusinessDuration) throws(CalendarError) -> Timestamp {
    try check(length)
    let start = length.days == 0 ? instant : try move(instant, byDays: length.days, step: 1)
    var (cursor, rest) = (start.microseconds, length.time.nanoseconds / 1_000)
    let limit = cursor + Self.horizon.nanoseconds / 1_000
    while let open = stretch(from: cursor, until: limit) {
      if rest <= Int64(open.count) { return Timestamp(microseconds: open.lowerBound + rest) }
      rest -= Int64(open.count)
      cursor = open.upperBound
    }
    throw CalendarError(
      "calendar `\(name)` does not have \(length) of business time within five years of \(instant)")
  }

  /// The instant from which a length of business time leads to `instant`: the mirror image of `after`.
  ///
  /// - Throws: when it would be more than five years away, or for a negative length.
  public func before(_ instant: Timestamp, _ length: BusinessDuration) throws(CalendarError) -> Timestamp {
    try check(length)
    let end = length.days == 0 ? instant : try move(instant, byDays: length.days, step: -1)
    var (cursor, rest) = (end.microseconds, length.time.nanoseconds / 1_000)
    let limit = cursor - Self.horizon.nanoseconds / 1_000
    while let open = stretch(until: cursor, from: limit) {
      if rest <= Int64(open.count) { return Timestamp(microseconds: open.upperBound - rest) }
      rest -= Int64(open.count)
      cursor = open.lowerBound
    }
    throw CalendarError(
      "calendar `\(name)` does not have \(length) of business time in the five years before \(instant)")
  }

  /// The business time between two instants; negative when the second is the earlier one.
  ///
  /// - Throws: when they are more than a hundred years apart.
  public func within(_ start: Timestamp, _ end: Timestamp) throws(CalendarError) -> Duration {
    if end < start { return Duration(nanoseconds: -(try within(end, start)).nanoseconds) }
    guard let apart = end.since(start), apart <= Self.longest else {
      throw CalendarError("\(start) and \(end) are more than a hundred years apart")
    }
    var (cursor, sum) = (start.microseconds, Int64(0))
    while let open = stretch(from: cursor, until: end.microseconds) {
      sum += Int64(open.count)
      cursor = open.upperBound
    }
    return Duration(nanoseconds: sum * 1_000)
  }

  private func check(_ length: BusinessDuration) throws(CalendarError) {
    guard length.days >= 0, length.time >= .zero else {
      throw CalendarError("a length of business time cannot be negative")
    }
  }
}

/// Why a calendar could not tell a time.
public struct CalendarError: Error, Sendable, Equatable {
  /// What went wrong, in words.
  public var message: String

  init(_ message: String) { self.message = message }
}
