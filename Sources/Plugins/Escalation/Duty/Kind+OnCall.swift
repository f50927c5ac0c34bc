internal import CEL
internal import RulesEngine

extension Kind {
  /// `on_call: dispatch`.
  static func onCall(_ registry: EscalationRegistry) -> Kind {
    Kind("on_call") { keys, definition, _ in
      keys.allow("description")
      var draft = DutyDraft(id: definition.id, layers: [])
      draft.timezone = keys.optional("timezone", .locatedText)
      if keys.exactlyOne(of: ["layers", "people"])?.name == "people" {
        draft.layers = DutyDraft.Layer.read(keys).map { [$0] } ?? []
      } else {
        draft.layers = keys.optional("layers", .list(of: .dutyLayer, count: 1...20)) ?? []
      }
      draft.overrides = keys.optional("overrides", .list(of: .dutyOverride, count: 0...1_000)) ?? []
      if !definition.id.value.isEmpty { registry.add(draft) }
    }
  }
}

extension DutyDraft.Layer {
  /// The keys of a layer: `people`, `handoff`, `hours`.
  fileprivate static func read(_ keys: MappingReader) -> DutyDraft.Layer? {
    let people = keys.required("people", .people)
    let handoff = keys.optional("handoff", .handoff)
    let hours = keys.optional("hours", .week)
    return people.map {
      DutyDraft.Layer(people: $0, handoff: handoff, hours: hours, span: keys.node.headSpan)
    }
  }
}

extension ValueReader where Value == DutyDraft.Layer {
  fileprivate static var dutyLayer: ValueReader<DutyDraft.Layer> {
    .mapping("layer") { DutyDraft.Layer.read($0) }
  }
}

extension ValueReader where Value == [Located<String>] {
  /// Names, each once.
  fileprivate static var people: ValueReader<[Located<String>]> {
    ValueReader<[Located<String>]>.list(of: .locatedText, count: 1...500).then { people, _, context in
      for (position, person) in people.enumerated() {
        guard let first = people[..<position].first(where: { $0.value == person.value }) else { continue }
        context.diagnostics.add(
          .error(
            "N0208", "`\(person.value)` stands twice in this list", at: person.span, label: "again here",
            related: [.init("first here", at: first.span)], help: ["name everybody once"]))
        return nil
      }
      return people
    }
  }
}

extension ValueReader where Value == DutyDraft.Handoff {
  /// `{ every: week, at: "09:00", from: 2026-01-05 }`.
  fileprivate static var handoff: ValueReader<DutyDraft.Handoff> {
    .mapping("handoff") { keys in
      let days = keys.required("every", .wholeDays)
      let from = keys.required("from", .date)
      let time = keys.optional("at", .timeOfDay)
      guard let days, let from else { return nil }
      return DutyDraft.Handoff(days: days, time: Int(time?.seconds ?? 0), from: from.daysSince1970)
    }
  }
}

extension ValueReader where Value == Int {
  /// `day`, `week`, or a number of days such as `3d`.
  fileprivate static var wholeDays: ValueReader<Int> {
    ValueReader<String>.text.then { text, node, context in
      if text == "day" { return 1 }
      if text == "week" { return 7 }
      if case .elapsed(let milliseconds)? = try? DurationLiteral.read(text), milliseconds > 0,
        milliseconds % 86_400_000 == 0, milliseconds / 86_400_000 <= 366
      {
        return milliseconds / 86_400_000
      }
      context.diagnostics.add(
        .error(
          "W0617", "`\(text)` is not a length of a turn", at: node.span,
          label: "expected `day`, `week` or whole days such as `3d`",
          help: ["let several layers with `hours` share one day"]))
      return nil
    }
  }
}

extension ValueReader where Value == DutyDraft.Override {
  fileprivate static var dutyOverride: ValueReader<DutyDraft.Override> {
    .mapping("override") { keys in
      let from = keys.required("from", .moment)
      let until = keys.required("until", .moment)
      let people = keys.required("people", .people)
      guard let from, let until, let people else { return nil }
      return DutyDraft.Override(from: from, until: until, people: people, span: keys.node.headSpan)
    }
  }
}

extension ValueReader where Value == DutyDraft.Moment {
  /// An instant, or a date.
  fileprivate static var moment: ValueReader<DutyDraft.Moment> {
    ValueReader<String>.text.then { text, node, context in
      if text.contains("T") || text.contains(":") {
        return ValueReader<Timestamp>.dateOrInstant.read(node, context).map { .instant($0) }
      }
      return ValueReader<DateLiteral>.date.read(node, context).map { .day($0.daysSince1970) }
    }
  }
}
