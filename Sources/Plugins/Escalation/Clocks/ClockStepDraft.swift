internal import CEL
internal import RulesEngine

/// The step of a clock for one type of event, as written.
struct ClockStepDraft: CodeDraft {
  let clock: ClockDraft
  let registry: EscalationRegistry
  /// What one clock is about.
  var key: Node?
  /// The field by which that can be read from the events of the clock: `ticket_id`.
  var thing: String?
  /// The events from which `pause_while` can be read,
  var pausing: Set<String> = []
  /// and those from which `by` can.
  var choosing: Set<String> = []

  init(clock: ClockDraft, registry: EscalationRegistry) {
    self.clock = clock
    self.registry = registry
  }

  func link(_ linking: CodeLinking) -> (any DecisionCode)? {
    guard let position = linking.event, let table = LedgerTable(ClockEvents.entity, linking),
      let names = ClockNames(linking, thing: thing), let targets = targets(linking)
    else { return nil }
    let event = linking.model.events[position].name
    var code = ClockCode(
      draft: clock, calendar: targets.calendar, targets: targets.waits, warnings: clock.warnings,
      names: names,
      table: table)
    if event == ClockEvents.due {
      code.wakes = true
      return code
    }
    guard let key, let program = linking.compile(key) else { return nil }
    code.key = program
    let errors = linking.diagnostics.count(of: .error)
    if clock.header.on.contains(where: { $0.value == event }) {
      code.start = .init(condition: clock.header.condition.flatMap { linking.compile($0, expecting: .bool) })
    }
    code.met = roles(clock.met, event, linking)
    code.cancel = roles(clock.cancel, event, linking)
    if pausing.contains(event) { code.pause = clock.pause.flatMap { linking.compile($0, expecting: .bool) } }
    if choosing.contains(event) { code.by = clock.by.flatMap { linking.compile($0) } }
    return linking.diagnostics.count(of: .error) == errors ? code : nil
  }

  private func targets(
    _ linking: CodeLinking
  ) -> (waits: [ClockCode.Target], calendar: BusinessCalendar?)? {
    let waits = clock.targets.compactMap { target in
      linking.wait(target.length, calendar: clock.calendar).map {
        ClockCode.Target(value: target.value?.value, text: target.length.value.words, wait: $0)
      }
    }
    guard waits.count == clock.targets.count else { return nil }
    guard let name = clock.calendar else { return (waits, nil) }
    return linking.calendar(name).map { (waits, $0) }
  }

  private func roles(
    _ awaited: [AwaitedDraft], _ event: String, _ linking: CodeLinking
  ) -> [ClockCode.Role] {
    awaited.filter { $0.events.contains { $0.value == event } }.map { awaited in
      ClockCode.Role(
        condition: awaited.condition.flatMap { linking.compile($0, expecting: .bool) },
        key: awaited.key.flatMap { linking.compile($0) })
    }
  }
}

extension DurationLiteral {
  /// As it is told: `4h`, `1bd`.
  fileprivate var words: String {
    if let business = BusinessDuration(self) { return business.description }
    if case .elapsed(let milliseconds) = self, milliseconds <= 9_000_000_000_000 {
      return Duration(nanoseconds: Int64(milliseconds) * 1_000_000).description
    }
    return ""
  }
}

/// The positions of the events that clocks emit, with the fields that they have in this rulebook.
struct ClockNames: Sendable {
  /// The field by which what a clock is about can be read.
  let thing: String?
  let due: Int
  private let events: [String: (position: Int, fields: Set<String>)]

  init?(_ linking: CodeLinking, thing: String?) {
    self.thing = thing
    var events: [String: (position: Int, fields: Set<String>)] = [:]
    for (position, event) in linking.model.events.enumerated() where event.name.hasPrefix("sla.") {
      events[event.name] = (position, Set(event.fields.map(\.name)))
    }
    guard let due = events[ClockEvents.due]?.position else { return nil }
    self.due = due
    self.events = events
  }

  func event(_ kind: ClockEvents.Kind) -> (position: Int, fields: Set<String>)? { events[kind.event] }
}
