package import CEL

/// What the due time of a timer in business time was computed from, as the journal keeps it.
struct WaitSpec: Equatable {
  var from: Timestamp
  var length: BusinessDuration
  var calendar: String

  init(from: Timestamp, length: BusinessDuration, calendar: String) {
    self.from = from
    self.length = length
    self.calendar = calendar
  }

  /// Reads what `text` has written; nil for anything else.
  init?(_ text: String) {
    guard let json = try? JSON(parsing: Array(text.utf8), maxDepth: 4, maxBytes: 4_096),
      let from = json["from"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
      let days = json["days"]?.stringValue.flatMap({ Int($0) }),
      let time = json["nanoseconds"]?.stringValue.flatMap({ Int64($0) }),
      let calendar = json["calendar"]?.stringValue
    else { return nil }
    self.init(
      from: from, length: BusinessDuration(days: days, time: Duration(nanoseconds: time)), calendar: calendar)
  }

  /// Compact JSON.
  var text: String {
    var writer = JSONWriter()
    writer.beginObject()
    for (key, value) in [
      ("from", from.description), ("days", "\(length.days)"), ("nanoseconds", "\(length.time.nanoseconds)"),
      ("calendar", calendar),
    ] {
      writer.key(key)
      writer.string(value)
    }
    writer.endObject()
    return writer.text
  }
}

extension Wait {
  /// What is to be kept with a timer, so that its due time can be computed again; nil where it never changes.
  package func spec(from instant: Timestamp) -> String? {
    guard case .business(let length, let calendar) = self else { return nil }
    return WaitSpec(from: instant, length: length, calendar: calendar.name).text
  }
}

extension Processor {
  /// Moves the timers that wait in business time, when a calendar or the time zone data is not what it was.
  func renewWaits() throws(StorageError) {
    let current = rulebook.calendars.values.map { "\($0.name) \($0.fingerprint)" }.sorted()
    let fingerprint = current.isEmpty ? "" : SHA256.hex(Array(current.joined(separator: "\n").utf8))
    let mark = (name: "bylaw", key: "calendars")
    guard try storage.mark(name: mark.name, key: mark.key) ?? "" != fingerprint else { return }
    var number: Int64 = 0
    while let last = try renewWaits(after: number) { number = last }
    try storage.setMark(name: mark.name, key: mark.key, to: fingerprint)
    hasChangedTimers = true
  }

  /// Moves some timers; returns the number of the last one looked at, or nil when there are no more.
  private func renewWaits(after number: Int64) throws(StorageError) -> Int64? {
    let page = try storage.timersWithSpec(after: number, limit: 500)
    for (_, timer) in page {
      guard let spec = timer.spec.flatMap({ WaitSpec($0) }), let calendar = rulebook.calendars[spec.calendar],
        let due = try? calendar.after(spec.from, spec.length), due != timer.fireAt
      else { continue }
      var moved = timer
      moved.fireAt = due
      try storage.arm(moved)
    }
    return page.last?.number
  }
}
