internal import CEL

extension BusinessCalendar {
  /// SHA-256 over what a calendar means, in one fixed order; names and comments are not part of it.
  static func fingerprint(zone: String, zoneData: String?, hasHours: Bool, _ layers: [Layer]) -> String {
    var lines = ["zone \(zone)", "data \(zoneData ?? "-")", hasHours ? "own" : "intersection"]
    for layer in layers {
      lines.append("in \(layer.zone.name)")
      lines += layer.hours.lines
    }
    return SHA256.hex(Array(lines.joined(separator: "\n").utf8))
  }
}

extension OpeningHours {
  fileprivate var lines: [String] {
    func text(_ shifts: [Shift]) -> String {
      shifts.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: " ")
    }
    return week.enumerated().map { "week \($0) \(text($1))" }
      + dates.sorted { $0.key < $1.key }.map { "date \($0.key) \(text($0.value))" }
      + closed.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
      .map { "closed \($0.lowerBound)-\($0.upperBound)" }
      + yearly.sorted().map { "yearly \($0)" }
      + breaks.sorted { $0.key < $1.key }.map { "break \($0.key) \(text($0.value))" }
  }
}
