internal import CEL
internal import RulesEngine

/// Who is on duty at an instant: a pure function of the schedule.
struct DutySchedule: Sendable {
  struct Layer: Sendable {
    var people: [String]
    var handoff: DutyDraft.Handoff?
    var hours: BusinessCalendar?
  }

  struct Override: Sendable {
    var from: Timestamp
    var until: Timestamp
    var people: [String]
  }

  let name: String
  let zone: Zone
  let layers: [Layer]
  let overrides: [Override]

  /// The people on duty, those of the first layer first. An override takes the place of all layers; of several the last
  /// one counts.
  func people(at instant: Timestamp) -> [String] {
    if let override = overrides.last(where: { $0.from <= instant && instant < $0.until }) {
      return override.people
    }
    var found: [String] = []
    for layer in layers where layer.hours?.isOpen(at: instant) ?? true {
      for person in people(of: layer, at: instant) where !found.contains(person) { found.append(person) }
    }
    return found
  }

  private func people(of layer: Layer, at instant: Timestamp) -> [String] {
    guard let handoff = layer.handoff else { return layer.people }
    let day = (zone.localSeconds(at: instant) - Int64(handoff.time)).floored(by: 86_400)
    let turn = (day - Int64(handoff.from)).floored(by: Int64(handoff.days))
    let count = Int64(layer.people.count)
    return [layer.people[Int(turn - turn.floored(by: count) * count)]]
  }

  /// Whose turn it is after `last`, going round the people in the order of their names.
  static func next(after last: String?, among people: [String]) -> String? {
    let ordered = people.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard let last else { return ordered.first }
    return ordered.first { last.utf8.lexicographicallyPrecedes($0.utf8) } ?? ordered.first
  }
}

extension Int64 {
  /// The quotient rounded towards minus infinity.
  fileprivate func floored(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
