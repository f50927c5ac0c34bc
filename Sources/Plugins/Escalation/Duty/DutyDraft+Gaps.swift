internal import RulesEngine

extension DutyDraft {
  /// The stretches of a week in which no layer is on duty, in words: `Sat 18:00 to Mon 09:00`.
  ///
  /// A week is what the layers repeat in; handoffs never leave a gap, and overrides are not counted.
  var gaps: [String] {
    guard layers.allSatisfy({ $0.hours != nil }) else { return [] }
    let day = 86_400
    let week = 7 * day
    var covered: [Range<Int>] = []
    for layer in layers {
      guard let hours = layer.openingHours else { continue }
      for weekday in 0..<7 {
        for shift in hours.week[weekday] {
          let (start, end) = (weekday * day + shift.lowerBound, weekday * day + shift.upperBound)
          covered.append(start..<min(end, week))
          if end > week { covered.append(0..<end - week) }
        }
      }
    }
    covered.sort { $0.lowerBound < $1.lowerBound }
    var open: [Range<Int>] = []
    var reached = 0
    for shift in covered {
      if shift.lowerBound > reached { open.append(reached..<shift.lowerBound) }
      reached = max(reached, shift.upperBound)
    }
    if reached < week { open.append(reached..<week) }
    // A gap that goes on over the end of the week is one gap.
    if open.count > 1, let first = open.first, let last = open.last, first.lowerBound == 0,
      last.upperBound == week
    {
      open.removeLast()
      open[0] = last.lowerBound..<first.upperBound + week
    }
    return open.map {
      $0.count == week ? "the whole week" : "\(Self.name($0.lowerBound)) to \(Self.name($0.upperBound))"
    }
  }

  private static func name(_ second: Int) -> String {
    let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let (hour, minute) = (second / 3_600 % 24, second / 60 % 60)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(names[second / 86_400 % 7]) \(two(hour)):\(two(minute))"
  }
}
