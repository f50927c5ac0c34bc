internal import CEL

extension Linker {
  func link(_ draft: ScheduleDraft) {
    guard draft.header.isEnabled, hasSoundInputs(draft.header), let emit = eventType(draft.emit) else {
      return
    }
    let definition = define(draft.header)
    check(zone: draft.timezone)
    guard let rhythm = rhythm(draft.rhythm),
      let zone = zones.zone(named: draft.timezone?.value ?? self.draft.timezone?.value ?? "UTC")
    else { return }
    checkDaylight(draft, rhythm, zone)
    var forEach: (entity: Int, condition: Program)?
    let scope: EntityScope
    if let each = draft.forEach {
      guard let entity = model.entity(named: each.entity.value) else {
        unknown("N0202", "entity", each.entity, among: model.entities.map(\.name))
        return
      }
      scope = entities[entity]
      let environment = environment(of: draft.header, in: scope)
      guard let program = compile(each.condition, expecting: .bool, in: scope, environment) else { return }
      forEach = (entity, program)
    } else {
      scope = EntityScope(entity: 0, name: "", columns: [], environment: base)
    }
    let environment = environment(of: draft.header, in: scope)
    guard
      let data = arguments(
        draft.data, model.events[emit].fields, what: "field", of: draft.emit, in: scope, environment)
    else { return }
    schedules.append(
      Schedule(
        definition: definition, rhythm: rhythm, rhythmText: draft.rhythm.text, zone: zone,
        daylight: draft.daylight ?? .runOnce, catchUp: draft.catchUp, forEach: forEach, emit: emit,
        data: data,
        window: draft.window))
  }

  /// Reports a time zone that the machine's database does not have.
  func check(zone: Located<String>?) {
    guard let zone, zones.zone(named: zone.value) == nil else { return }
    let meant = Suggestion.best(for: zone.value, among: zones.names)
    diagnostics.add(
      .error(
        "N0212", "no time zone `\(zone.value)` is known", at: zone.span,
        label: "expected an IANA name such as `America/New_York`",
        help: meant.map { ["did you mean `\($0)`?"] } ?? [], fix: meant.map { .maybe(zone.span, $0) }))
  }

  private func rhythm(_ draft: ScheduleDraft.Rhythm) -> Schedule.Rhythm? {
    switch draft {
    case .interval(let length): return .interval(length)
    case .cron(let text):
      do {
        return .cron(try CronExpression(text.value))
      } catch {
        diagnostics.add(
          .error(
            "T0305", "`\(text.value)` is not a cron expression", at: text.span, label: error.expected,
            notes: ["the five fields are minute, hour, day of month, month, day of week"],
            help: ["for example `0 9 * * *` for every day at 09:00"]))
        return nil
      }
    }
  }
}

extension ScheduleDraft.Rhythm {
  /// In one fixed form.
  fileprivate var text: String {
    switch self {
    case .cron(let text): text.value.split(separator: " ").joined(separator: " ")
    case .interval(let length): length.description
    }
  }
}
