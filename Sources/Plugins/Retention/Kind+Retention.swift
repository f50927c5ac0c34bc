internal import CEL
internal import RulesEngine

extension Kind {
  /// `retention: win-back`.
  static func retention(_ registry: RetentionRegistry) -> Kind {
    Kind("retention") { keys, definition, decoding in
      let start = keys.exactlyOne(of: ["on", "enter"])
      let header = keys.header("retention", definition, readsErrors: false, readsCap: false)
      let place = definition.id.span
      var draft = RetentionDraft(
        header: header, entity: keys.optional("of", .locatedIdentifier) ?? Located("customer", place),
        node: keys.node)
      draft.audience = keys.optional("audience", .condition)
      draft.entry = keys.optional("enter", .retentionEntry)
      draft.key = keys.optional("key", .scalar)
      draft.stays = keys.optional("while", .condition)
      draft.mode = keys.optional("mode", .choice(of: RunMode.self)) ?? .single
      draft.exclusive = keys.optional("exclusive", .locatedIdentifier)
      draft.holdout = keys.optional("holdout", .share) ?? 0
      draft.salt = keys.optional("salt", ValueReader<String>.text)
      draft.cap = keys.optional("cap", .retentionCap)
      draft.quiet = keys.optional("quiet", .quietHours)
      draft.exits = keys.optional("exit_on", .oneOrMany(of: .awaited)) ?? []
      draft.goals = keys.optional("goal", .oneOrMany(of: .awaited)) ?? draft.exits
      draft.window = keys.optional("goal_within", .positive) ?? draft.window
      draft.variants = keys.optional("variants", .variants) ?? []
      draft.messages = keys.optional("messages", .oneOrMany(of: .locatedIdentifier))
      draft.steps = keys.required("steps", .workflowSteps) ?? []
      if draft.entry != nil, draft.audience == nil { draft.needsAudience(keys) }
      guard start != nil, !draft.steps.isEmpty, !definition.id.value.isEmpty else { return }
      registry.add(draft)
      JourneyBuilder(draft, registry).lower(into: decoding)
    }
  }
}

extension RetentionDraft {
  fileprivate func needsAudience(_ keys: MappingReader) {
    keys.report(
      .error(
        "W0641", "`enter` needs `audience`", at: entry?.span ?? header.id.span, label: "who enters?",
        help: ["add `audience:` with a condition, such as `customer.email_opt_in`"]))
  }
}

extension ValueReader where Value == RetentionDraft.Entry {
  /// `{ daily: "09:00", timezone: customer.timezone }`.
  fileprivate static var retentionEntry: ValueReader<RetentionDraft.Entry> {
    .mapping("enter") { keys in
      guard let when = keys.exactlyOne(of: ["daily", "at"]) else { return nil }
      let once = when.name == "at" ? keys.required("at", .localTime) : nil
      let time = when.name == "at" ? once?.time : keys.required("daily", .timeOfDay)
      let timezone = keys.optional("timezone", .scalar)
      guard let time else { return nil }
      let span = when.value.span
      let entry = RetentionDraft.Entry(time: time, date: once?.date, timezone: timezone, span: span)
      if entry.isPersonal, time.seconds % 900 != 0 {
        keys.report(
          .error(
            "W0643", "everybody's own \(when.value.text ?? "") is not looked for", at: span,
            label: "expected a quarter of an hour, such as `09:15`",
            help: ["choose a quarter of an hour, or name one zone: `timezone: America/New_York`"]))
        return nil
      }
      return entry
    }
  }
}

extension ValueReader where Value == (date: CivilDate, time: TimeOfDayLiteral) {
  /// `2026-12-01T10:00`, on the clock of the zone that is named beside it.
  fileprivate static var localTime: ValueReader<Value> {
    ValueReader<String>.text.then { text, node, context in
      let halves = text.split(separator: "T", maxSplits: 1).map(String.init)
      let parts = halves.first?.split(separator: "-").compactMap { Int($0) } ?? []
      if halves.count == 2, parts.count == 3, let time = try? TimeOfDayLiteral.read(halves[1]) {
        let date = CivilDate(year: parts[0], month: parts[1], day: parts[2])
        if date.isValid, time.seconds < 86_400, time.seconds % 60 == 0 { return (date, time) }
      }
      context.diagnostics.add(
        .error(
          "W0666", "`\(text)` is not a day and a time of day", at: node.span,
          label: "expected one such as `2026-12-01T10:00`",
          help: ["leave a zone out here, and name it with `timezone`"]))
      return nil
    }
  }
}

extension RetentionDraft.Entry {
  /// Whether everybody enters on the clock of a zone of their own.
  var isPersonal: Bool {
    guard let text = timezone?.text else { return false }
    return text.contains(".")
  }
}

extension ValueReader where Value == RetentionDraft.Cap {
  /// `{ at_most: 2, per: 7d, channel: email, scope: messages }`.
  fileprivate static var retentionCap: ValueReader<RetentionDraft.Cap> {
    .mapping("cap") { keys in
      let atMost = keys.required("at_most", .int(in: 1...1_000_000))
      let period = keys.required("per", .period)
      let channel = keys.optional("channel", ValueReader<String>.text)
      let scope = keys.optional("scope", .locatedIdentifier)
      let timezone = keys.optional("timezone", .scalar)
      guard let atMost, let period else { return nil }
      return RetentionDraft.Cap(
        atMost: atMost, period: period, channel: channel, scope: scope?.value, timezone: timezone,
        span: keys.node.headSpan)
    }
  }
}

extension ValueReader where Value == RetentionDraft.Quiet {
  /// `{ from: "21:00", to: "08:00", timezone: customer.timezone, unknown_zone: hold }`.
  fileprivate static var quietHours: ValueReader<RetentionDraft.Quiet> {
    .mapping("quiet") { keys in
      let from = keys.required("from", .timeOfDay)
      let to = keys.required("to", .timeOfDay)
      let timezone = keys.optional("timezone", .scalar)
      let unknown = keys.optional("unknown_zone", .choice(of: RetentionDraft.UnknownZone.self))
      let onQuiet = keys.optional("on_quiet", .choice(of: RetentionDraft.OnQuiet.self))
      guard let from, let to else { return nil }
      let hours = QuietHours(from: Int(from.seconds) % 86_400, to: Int(to.seconds) % 86_400)
      guard hours.from != hours.to else {
        keys.report(
          .error(
            "W0642", "these quiet hours have no end", at: keys.entry("to")?.value.span ?? keys.node.headSpan,
            label: "the same as `from`", help: ["write two times of day, such as `21:00` and `08:00`"]))
        return nil
      }
      return RetentionDraft.Quiet(
        hours: hours, timezone: timezone, unknownZone: unknown ?? .hold, onQuiet: onQuiet ?? .hold)
    }
  }
}

extension ValueReader where Value == [(name: String, share: Int)] {
  /// `{ a: 50%, b: 50% }`, in hundredths of a percent.
  fileprivate static var variants: ValueReader<[(name: String, share: Int)]> {
    ValueReader<[(key: Node, value: Int)]>.table(of: .share, count: 2...20).then { entries, node, context in
      let sum = entries.reduce(0) { $0 + $1.value }
      if sum == 10_000 { return entries.map { (name: $0.key.text ?? "", share: $0.value) } }
      let text = sum % 100 == 0 ? "\(sum / 100)" : "\(Double(sum) / 100)"
      context.diagnostics.add(
        .error(
          "W0640", "the variants come to \(text)%, not to the whole", at: node.headSpan,
          help: ["let their shares come to 100%; `holdout` says who gets nothing"]))
      return nil
    }
  }
}
