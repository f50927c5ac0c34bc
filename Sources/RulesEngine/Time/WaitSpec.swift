package import CEL

/// What the due time of a timer was computed from, as the journal keeps it.
struct WaitSpec: Equatable {
  /// When the wait began.
  var from: Timestamp
  /// Business time, where the wait is measured by a calendar.
  var business: (length: BusinessDuration, calendar: String)?
  /// How much later than due the timer fires.
  var grace: Duration

  static func == (left: WaitSpec, right: WaitSpec) -> Bool { left.text == right.text }

  init(from: Timestamp, business: (length: BusinessDuration, calendar: String)?, grace: Duration) {
    self.from = from
    self.business = business
    self.grace = grace
  }

  /// Reads what `text` has written; nil for anything else.
  init?(_ text: String) {
    guard let json = try? JSON(parsing: Array(text.utf8), maxDepth: 4, maxBytes: 4_096),
      let from = json["from"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
    else { return nil }
    func number(_ key: String) -> Int64? { json[key]?.stringValue.flatMap { Int64($0) } }
    self.init(
      from: from, business: nil, grace: Duration(nanoseconds: number("grace") ?? 0))
    guard let calendar = json["calendar"]?.stringValue else { return }
    guard let days = number("days"), let time = number("nanoseconds") else { return nil }
    business = (BusinessDuration(days: Int(days), time: Duration(nanoseconds: time)), calendar)
  }

  /// Compact JSON.
  var text: String {
    var writer = JSONWriter()
    func write(_ key: String, _ value: String) {
      writer.key(key)
      writer.string(value)
    }
    writer.beginObject()
    write("from", from.description)
    if let business {
      write("days", "\(business.length.days)")
      write("nanoseconds", "\(business.length.time.nanoseconds)")
      write("calendar", business.calendar)
    }
    if grace > .zero { write("grace", "\(grace.nanoseconds)") }
    writer.endObject()
    return writer.text
  }
}

extension Wait {
  /// What is to be kept with a timer, so that its due time can be computed again and late events judged.
  package func spec(from instant: Timestamp, grace: Duration = .zero) -> String {
    var spec = WaitSpec(from: instant, business: nil, grace: grace)
    if case .business(let length, let calendar) = self { spec.business = (length, calendar.name) }
    return spec.text
  }

  /// When a timer fires that waits from an instant on, `grace` after the wait is over.
  ///
  /// - Throws: when the calendar does not have the time.
  package func end(from instant: Timestamp, grace: Duration = .zero) throws(EvaluationError) -> Timestamp {
    do {
      return try due(after: instant).adding(grace) ?? .distantFuture
    } catch {
      throw EvaluationError(.invalidArgument, error.message)
    }
  }
}

extension Timer {
  /// Whether an event that happened at an instant falls into the wait: not before it began, and not after it was
  /// over. A timer of which nothing is known takes every event.
  func isOpen(at instant: Timestamp) -> Bool {
    guard let spec = spec.flatMap({ WaitSpec($0) }) else { return true }
    return instant >= spec.from && instant <= (fireAt.subtracting(spec.grace) ?? fireAt)
  }
}
