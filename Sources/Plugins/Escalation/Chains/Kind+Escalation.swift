internal import CEL
internal import RulesEngine

extension Kind {
  /// `escalation: critical-inspection-item`.
  static func escalation(_ registry: EscalationRegistry) -> Kind {
    Kind("escalation") { keys, definition, decoding in
      _ = keys.required("on", .node)
      let header = keys.header("escalation", definition, readsErrors: false)
      var draft = ChainDraft(header: header, node: keys.node)
      draft.key = keys.optional("key", .scalar)
      draft.mode = keys.optional("mode", .choice(of: RunMode.self)) ?? .single
      draft.until = keys.optional("until", .oneOrMany(of: .awaited)) ?? []
      draft.acknowledged = keys.optional("ack", .awaited)
      draft.calendar = keys.optional("calendar", .locatedIdentifier)
      draft.calendarNode = keys.entry("calendar")?.value
      draft.readTimes(keys)
      draft.readLevels(keys)
      draft.repeats = keys.optional("repeat", .int(in: 0...5)) ?? 0
      draft.finally = keys.optional("finally", .workflowSteps) ?? []
      draft.checkEnd(keys)
      guard !draft.levels.isEmpty, !definition.id.value.isEmpty else { return }
      registry.add(draft)
      var workflow = ChainBuilder(chain: draft, registry: registry).workflow
      workflow.remember(decoding.roots)
      decoding.draft.workflows.append(workflow)
    }
  }
}

extension ChainDraft {
  fileprivate mutating func readTimes(_ keys: MappingReader) {
    let reader = ChainReader(calendar: calendar)
    unacknowledgeAfter = keys.optional("unack_after", reader.delay)
    // Ten seconds are long enough for who is already there to take it up, and short enough for everybody else.
    let short = DelayDraft(.literal(.elapsed(milliseconds: 10_000)), span: header.id.span)
    let begin = keys.optional("delay", ValueReader<Located<DurationLiteral>>.length)
    if begin?.value.isZero != true { delay = begin.map(reader.draft) ?? short }
    let rule = keys.optional("outside_hours", .choice(of: OutsideHours.self))
    if let rule, calendar == nil {
      keys.report(
        .error(
          "W0616", "`outside_hours` needs a calendar",
          at: keys.entry("outside_hours")?.value.span ?? header.id.span,
          label: "outside which hours?",
          help: ["add `calendar: …`, or remove `outside_hours: \(rule.rawValue)`"]))
    }
    outsideHours = rule ?? (calendar == nil ? .notifyAnyway : .hold)
    if let after = unacknowledgeAfter, acknowledged == nil {
      keys.report(
        .error(
          "W0610", "`unack_after` has nothing to take back", at: after.span, label: "nothing acknowledges",
          help: ["add `ack:` with the event that says that somebody has taken it up"]))
    }
  }

  fileprivate mutating func readLevels(_ keys: MappingReader) {
    var reader = ChainReader(calendar: calendar)
    reader.action = keys.optional("action", .locatedIdentifier)
    reader.arguments = keys.optional("with", .node)
    reader.channels = keys.optional("via", .oneOrMany(of: ValueReader<Node>.scalar)) ?? []
    reader.key = key
    reader.chain = id
    levels = keys.required("levels", .list(of: reader.level, count: 1...20)) ?? []
    for position in levels.indices { levels[position].page.level = position + 1 }
  }

  fileprivate func checkEnd(_ keys: MappingReader) {
    guard until.isEmpty, acknowledged == nil, !keys.has("until"), !keys.has("ack") else { return }
    keys.report(
      .error(
        "W0610", "nothing stops this escalation", at: header.id.span,
        label: "goes through all levels each time",
        help: ["add `until:` with the event after which nobody has to be asked any more"]))
  }
}

/// Reads the parts of a chain that depend on what stands at its top.
struct ChainReader: Sendable {
  var calendar: Located<String>?
  var action: Located<String>?
  var arguments: Node?
  var channels: [Node] = []
  var key: Node?
  var chain = ""

  /// A length of time; business time counts in the calendar of the chain.
  var delay: ValueReader<DelayDraft> {
    let outer = self
    return ValueReader<Located<DurationLiteral>>.length.then { length, node, context in
      if length.value.isZero {
        context.diagnostics.add(
          .error(
            "W0115", "`\(context.name)` must be longer than nothing", at: node.span,
            help: ["leave it out, or write a length such as `15m`"]))
        return nil
      }
      return outer.draft(length)
    }
  }

  func draft(_ length: Located<DurationLiteral>) -> DelayDraft {
    DelayDraft(.literal(length.value), calendar: length.value.isBusiness ? calendar : nil, span: length.span)
  }

  /// `{ notify: shop_manager, via: [push, sms], ack_within: 20m, repeat: 2 }`.
  var level: ValueReader<ChainDraft.Level> {
    let outer = self
    return .mapping("level") { keys in
      let targets = keys.required("notify", .oneOrMany(of: .pageTarget))
      let within = keys.required("ack_within", outer.delay)
      let channels = keys.optional("via", .oneOrMany(of: ValueReader<Node>.scalar))
      let repeats = keys.optional("repeat", .int(in: 0...20)) ?? 0
      let action = keys.optional("action", .locatedIdentifier)
      let arguments = keys.optional("with", .node)
      guard let targets, let within else { return nil }
      let place = keys.entry("notify")?.key.span ?? keys.node.headSpan
      var page = PageDraft(
        targets: targets, channels: channels ?? outer.channels,
        action: action ?? outer.action ?? Located("notify", place), arguments: arguments ?? outer.arguments,
        level: 0, chain: outer.chain, key: outer.key)
      if case .literal(.elapsed(let milliseconds)) = within.length, milliseconds <= 9_000_000_000_000 {
        page.within = Duration(nanoseconds: Int64(milliseconds) * 1_000_000)
      }
      return ChainDraft.Level(
        page: page, within: within, repeats: repeats,
        span: keys.entry("ack_within")?.value.span ?? keys.node.headSpan)
    }
  }
}

extension ValueReader where Value == PageDraft.Target {
  /// `shop_manager`, `{ on_call: dispatch, pick: round_robin }`, `{ assigned: technician }`.
  fileprivate static var pageTarget: ValueReader<PageDraft.Target> {
    .either(
      text: ValueReader<Node>.scalar.map { .party($0) },
      mapping: .mapping("target") { keys in
        switch keys.exactlyOne(of: ["on_call", "assigned", "role", "person"])?.name {
        case "on_call":
          let pick = keys.optional("pick", .choice(of: PageDraft.Pick.self)) ?? .first
          return keys.optional("on_call", .locatedIdentifier).map { .onCall($0, pick) }
        case "assigned": return keys.optional("assigned", .scalar).map { .assigned($0) }
        case let name?: return keys.optional(name, .scalar).map { .party($0) }
        case nil: return nil
        }
      })
  }
}
