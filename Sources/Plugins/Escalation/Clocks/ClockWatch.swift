internal import CEL
internal import RulesEngine

/// Which events a clock has to look at: those that start, meet and cancel it, and all from which what it depends on can
/// be read.
struct ClockWatch {
  private let clock: ClockDraft
  private let starts: [String]
  /// What else the clock answers, in the order of the rulebook.
  private let others: [Located<String>]

  init(_ clock: ClockDraft, in draft: RulebookDraft) {
    self.clock = clock
    let ends = (clock.met + clock.cancel).flatMap(\.events)
    // An event that may also end a clock is judged as a whole, whatever `if` says about starting.
    starts = clock.header.on.map(\.value).filter { name in !ends.contains { $0.value == name } }
    var others: [Located<String>] = []
    let reader = ReferenceReader(draft)
    let key = clock.key(in: draft)
    for event in draft.events where !starts.contains(event.name.value) {
      let name = event.name.value
      if let end = (clock.header.on + ends).first(where: { $0.value == name }) {
        others.append(end)
      } else if name == ClockEvents.due {
        others.append(Located(name, clock.header.id.span))
      } else if !name.hasPrefix("sla."), reader.canRead(key, from: event),
        [clock.pause, clock.by].contains(where: { $0.map { reader.canRead($0, from: event) } ?? false })
      {
        others.append(Located(name, clock.header.id.span))
      }
    }
    // Names that nothing answers to are kept, for the linker to report.
    others += ends.filter { end in !draft.events.contains { $0.name.value == end.value } }
    self.others = others
  }

  /// Lets the clock's rule answer what starts it under its condition, and adds one for everything else.
  func complete(_ draft: inout RulebookDraft) {
    let own = draft.rules.firstIndex {
      $0.header.kind == "sla" && $0.header.id.span == clock.header.id.span && !$0.header.isPart
    }
    guard let own, case .code(let code) = draft.rules[own].actions[0].verb,
      var step = code as? ClockStepDraft
    else { return }
    let reader = ReferenceReader(draft)
    step.key = clock.key(in: draft)
    step.thing = clock.thing(in: draft)?.name
    step.pausing = events(from: reader, clock.pause, draft)
    step.choosing = events(from: reader, clock.by, draft).union(clock.header.on.map(\.value))
    draft.rules[own].actions[0].verb = .code(step)
    draft.rules[own].header.on.removeAll { name in others.contains { $0.value == name.value } }
    var part = draft.rules[own]
    part.header.isPart = true
    part.header.on = others
    part.header.condition = nil
    draft.rules.append(part)
  }

  /// The events from which an expression can be read; where there is none, the linker says why.
  private func events(
    from reader: ReferenceReader, _ expression: Node?, _ draft: RulebookDraft
  ) -> Set<String> {
    guard let expression else { return [] }
    let names = draft.events.filter { reader.canRead(expression, from: $0) }.map(\.name.value)
    return Set(names.isEmpty ? clock.header.on.map(\.value) : names)
  }
}

/// Says from which events an expression can be read, before types are known.
struct ReferenceReader {
  private let environment = Environment(profile: .rules)
  /// The variables that an event names, by its name.
  private let bound: [String: Set<String>]
  private let variables: Set<String>

  init(_ draft: RulebookDraft) {
    var bound: [String: Set<String>] = [:]
    for event in draft.events {
      var names: Set<String> = []
      if let subject = event.subject { names.insert(subject.value) }
      for field in event.fields where field.type.entity != nil {
        let name = field.name.value
        names.insert(name.hasSuffix("_id") ? String(name.dropLast(3)) : name)
      }
      bound[event.name.value] = names
    }
    self.bound = bound
    variables = bound.values.reduce(into: []) { $0.formUnion($1) }
  }

  func canRead(_ node: Node, from event: EventDraft) -> Bool {
    guard let syntax = try? environment.parse(node.text ?? "") else { return false }
    var pending = [syntax.root]
    while let id = pending.popLast() {
      switch syntax[id].kind {
      case .select(let base, let field, _), .has(let base, let field, _):
        if case .name("event", _) = syntax[base].kind {
          guard Self.gives(field, event) else { return false }
        } else {
          pending.append(base)
        }
      case .name(let name, _):
        if variables.contains(name), !(bound[event.name.value] ?? []).contains(name) { return false }
      default: pending += syntax.children(id)
      }
    }
    return true
  }

  private static func gives(_ field: String, _ event: EventDraft) -> Bool {
    event.fields.contains { $0.name.value == field }
      || ["id", "type", "time", "subject", "source", "tenant", "meta"].contains(field)
  }
}
