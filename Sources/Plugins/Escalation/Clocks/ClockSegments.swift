internal import CEL
internal import RulesEngine

/// The time of a clock, as a fold over what happened to it: stretches that count and stretches that do not.
///
/// What a closed stretch came to is kept with it, so a calendar that changes later leaves it as it was.
struct ClockSegments: Equatable, Sendable {
  struct Segment: Equatable, Sendable {
    var from: Timestamp
    /// Nil for the one that is going on.
    var until: Timestamp?
    var counts: Bool
    /// What it came to in open time when it was closed.
    var counted: Duration?
    /// What the calendar was then.
    var calendar: String?
  }

  private(set) var list: [Segment] = []
  /// More changes of one clock than this are refused.
  static let limit = 1_000

  init(from start: Timestamp, counts: Bool) { list = [Segment(from: start, counts: counts)] }

  private init(_ list: [Segment]) { self.list = list }

  /// The stretch that is going on.
  var current: Segment? { list.last.flatMap { $0.until == nil ? $0 : nil } }
  var counts: Bool { current?.counts ?? false }

  /// Begins another stretch, or ends the last one with nil.
  mutating func turn(
    at instant: Timestamp, counts: Bool?, in calendar: BusinessCalendar?
  ) throws(EvaluationError) {
    guard let last = list.indices.last, list[last].until == nil else { return }
    guard list.count < Self.limit else {
      throw EvaluationError(.budget, "an SLA clock changed more than \(Self.limit) times")
    }
    let end = max(instant, list[last].from)
    list[last].until = end
    list[last].counted = try Self.measure(list[last].from, end, in: calendar)
    list[last].calendar = calendar.map { "\($0.name)@\($0.fingerprint.prefix(12))" }
    if let counts { list.append(Segment(from: end, counts: counts)) }
  }

  /// What the closed stretches that count came to, in open time or on the clock.
  func closed(inBusinessTime isBusiness: Bool) -> Duration {
    list.reduce(.zero) { sum, segment in
      guard segment.counts, let until = segment.until else { return sum }
      let passed = isBusiness ? segment.counted : until.since(segment.from)
      return sum.adding(passed ?? .zero) ?? sum
    }
  }

  /// What all of it comes to at an instant.
  func elapsed(at instant: Timestamp, in calendar: BusinessCalendar?) throws(EvaluationError) -> Duration {
    let closed = closed(inBusinessTime: calendar != nil)
    guard let open = current, open.counts, instant > open.from else { return closed }
    return closed.adding(try Self.measure(open.from, instant, in: calendar)) ?? closed
  }

  /// When it comes to `amount`; nil while nothing counts.
  func instant(of amount: Duration, in calendar: BusinessCalendar?) throws(EvaluationError) -> Timestamp? {
    guard let open = current, open.counts else { return nil }
    let rest = amount.subtracting(closed(inBusinessTime: calendar != nil)) ?? .zero
    guard rest > .zero else { return open.from }
    guard let calendar else { return open.from.adding(rest) ?? .distantFuture }
    return try telling { () throws(CalendarError) in
      try calendar.after(open.from, BusinessDuration(time: rest))
    }
  }

  private static func measure(
    _ start: Timestamp, _ end: Timestamp, in calendar: BusinessCalendar?
  ) throws(EvaluationError) -> Duration {
    guard let calendar else { return end.since(start) ?? .zero }
    return try telling { () throws(CalendarError) in try calendar.within(start, end) }
  }
}

/// Asks a calendar; what it cannot tell is an error of the evaluation.
func telling<Result>(_ body: () throws(CalendarError) -> Result) throws(EvaluationError) -> Result {
  do { return try body() } catch { throw EvaluationError(.failed, error.message) }
}

// MARK: Text

extension ClockSegments {
  /// As it is kept: a JSON list.
  var text: String {
    Value.list(
      List(
        list.map { segment in
          var fields: [(String, Value)] = [("from", .string(segment.from.description))]
          if let until = segment.until { fields.append(("until", .string(until.description))) }
          fields.append(("counts", .bool(segment.counts)))
          if let counted = segment.counted { fields.append(("counted", .string(counted.description))) }
          if let calendar = segment.calendar { fields.append(("calendar", .string(calendar))) }
          return .map(Map(fields))
        })
    ).json
  }

  /// Reads what was kept; nil for anything else.
  init?(text: String) {
    guard let json = try? JSON(parsing: Array(text.utf8), maxDepth: 8, maxBytes: 1 << 20),
      case .array(let items) = json
    else { return nil }
    var list: [Segment] = []
    for item in items {
      guard let from = item["from"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
        case .bool(let counts)? = item["counts"]
      else { return nil }
      list.append(
        Segment(
          from: from, until: item["until"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }, counts: counts,
          counted: item["counted"]?.stringValue.flatMap { Duration($0) },
          calendar: item["calendar"]?.stringValue))
    }
    self.init(list)
  }
}
