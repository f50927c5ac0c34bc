internal import CEL
internal import RulesEngine

/// `on_call: dispatch`, as written: who is on duty, and when.
struct DutyDraft: Sendable {
  /// People who take turns, or who are all on duty at once.
  struct Layer: Sendable {
    var people: [Located<String>]
    var handoff: Handoff?
    /// When the layer is on duty; always where it does not say.
    var hours: [CalendarDraft.Week]?
    var span: SourceSpan
  }

  /// When the next person takes over.
  struct Handoff: Sendable {
    /// Every so many days.
    var days: Int
    /// Seconds after local midnight.
    var time: Int
    /// The day on which the first person begins, as days since 1970.
    var from: Int
  }

  /// Other people for a while.
  struct Override: Sendable {
    var from: Moment
    var until: Moment
    var people: [Located<String>]
    var span: SourceSpan
  }

  /// An instant, or the beginning of a day in the zone of the schedule.
  enum Moment: Sendable {
    case instant(Timestamp)
    case day(Int)
  }

  var id: Located<String>
  var timezone: Located<String>?
  var layers: [Layer]
  var overrides: [Override] = []

  /// The schedule in a zone.
  func schedule(in zone: Zone) -> DutySchedule {
    DutySchedule(
      name: id.value, zone: zone,
      layers: layers.map { layer in
        DutySchedule.Layer(
          people: layer.people.map(\.value), handoff: layer.handoff,
          hours: layer.openingHours.map {
            BusinessCalendar(name: id.value, zone: zone, zoneData: nil, hours: $0, intersecting: [])
          })
      },
      overrides: overrides.compactMap { override in
        guard let from = override.from.instant(in: zone), let until = override.until.instant(in: zone) else {
          return nil
        }
        return DutySchedule.Override(from: from, until: until, people: override.people.map(\.value))
      })
  }
}

extension DutyDraft.Layer {
  /// Its hours by the day of the week; nil where it is always on duty.
  var openingHours: OpeningHours? {
    hours.map { weeks in
      var hours = OpeningHours()
      for week in weeks {
        for day in week.days.value { hours.week[day] += week.spans.map(\.value) }
      }
      return hours
    }
  }
}

extension DutyDraft.Moment {
  func instant(in zone: Zone) -> Timestamp? {
    switch self {
    case .instant(let instant): instant
    case .day(let day): zone.instant(localSeconds: Int64(day) * 86_400)
    }
  }
}
