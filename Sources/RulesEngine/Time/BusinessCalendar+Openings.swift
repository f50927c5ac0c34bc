package import CEL

extension BusinessCalendar {
  /// The stretches of open time between two instants, in order; those that touch are one.
  package func openings(from start: Timestamp, until end: Timestamp) -> [Range<Timestamp>] {
    var found: [Range<Timestamp>] = []
    var cursor = start.microseconds
    while let open = stretch(from: cursor, until: end.microseconds) {
      cursor = open.upperBound
      let upper = Timestamp(microseconds: open.upperBound)
      if let last = found.last, last.upperBound.microseconds == open.lowerBound {
        found[found.count - 1] = last.lowerBound..<upper
      } else {
        found.append(Timestamp(microseconds: open.lowerBound)..<upper)
      }
    }
    return found
  }
}
