internal import CEL
internal import RulesEngine

extension Kind {
  /// `points: loyalty`.
  static func points(_ registry: RetentionRegistry) -> Kind {
    Kind("points") { keys, definition, decoding in
      let header = keys.header("points", definition, readsEvents: false)
      let place = definition.id.span
      var draft = PointsDraft(
        header: header, entity: keys.optional("of", .locatedIdentifier) ?? Located("customer", place),
        node: keys.node)
      let earn = keys.required("earn", .oneOrMany(of: .pointsMovement))
      draft.earn = earn ?? []
      draft.spend = keys.optional("spend", .oneOrMany(of: .pointsMovement)) ?? []
      draft.expiry = keys.optional("expires", .pointsExpiry)
      draft.remind = keys.optional("remind", .positive)
      draft.tiers = keys.optional("tiers", .pointsTiers)
      if draft.remind != nil, !keys.has("expires") { draft.needsExpiry(keys) }
      guard earn != nil, !definition.id.value.isEmpty else { return }
      registry.add(draft)
      decoding.draft.rules.append(draft.rule)
    }
  }
}

extension PointsDraft {
  fileprivate func needsExpiry(_ keys: MappingReader) {
    keys.report(
      .error(
        "W0663", "`remind` needs `expires`", at: keys.entry("remind")?.key.span ?? header.id.span,
        label: "these points never expire", help: ["add `expires:`, such as `365d@end_of_month`"]))
  }

  /// The rule that hears everything that moves points, and when their time is over.
  fileprivate var rule: RuleDraft {
    var header = header
    var names: [Located<String>] = []
    for name in (earn + spend).flatMap(\.events) where !names.contains(where: { $0.value == name.value }) {
      names.append(name)
    }
    header.on = names + [Located(PointsEvents.due, self.header.id.span)]
    let step = ActionDraft(
      verb: .code(PointsStepDraft(draft: self)), condition: nil, span: self.header.id.span)
    return RuleDraft(header: header, actions: [step])
  }
}

extension ValueReader where Value == PointsDraft.Movement {
  /// `{ on: service.completed, if: ..., points: int(event.total), to: event.friend_id }`.
  fileprivate static var pointsMovement: ValueReader<PointsDraft.Movement> {
    .mapping("movement of points") { keys in
      let events = keys.required("on", .oneOrMany(of: .locatedIdentifier))
      let condition = keys.optional("if", .condition)
      let points = keys.required("points", .scalar)
      let owner = keys.optional("to", .scalar)
      guard let events, let points else { return nil }
      return PointsDraft.Movement(events: events, condition: condition, points: points, owner: owner)
    }
  }
}

extension ValueReader where Value == PointsExpiry {
  /// `365d`, or `365d@end_of_month`.
  fileprivate static var pointsExpiry: ValueReader<PointsExpiry> {
    ValueReader<String>.text.then { text, node, context in
      let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let literal = try? DurationLiteral.read(parts[0])
      let words = PointsExpiry.Rounding.allCases.map(\.rawValue)
      let rounding = parts.count > 1 ? PointsExpiry.Rounding(rawValue: parts[1]) : nil
      if case .elapsed(let milliseconds)? = literal, milliseconds > 0, milliseconds <= 9_000_000_000_000,
        parts.count == 1 || rounding != nil
      {
        return PointsExpiry(
          length: Duration(nanoseconds: Int64(milliseconds) * 1_000_000), rounding: rounding)
      }
      let meant = parts.count > 1 && literal != nil ? Suggestion.best(for: parts[1], among: words) : nil
      context.diagnostics.add(
        .error(
          "W0662", "`\(text)` does not say when points expire", at: node.span,
          label: "expected a length of time such as `365d`, or `365d@end_of_month`",
          notes: ["they can be rounded to \(words.map { "`\($0)`" }.joined(separator: ", "))"],
          help: meant.map { ["did you mean `\(parts[0])@\($0)`?"] } ?? [],
          fix: meant.map { .maybe(node.span, "\(parts[0])@\($0)") }))
      return nil
    }
  }
}

extension ValueReader where Value == PointsTiers {
  /// `{ within: 365d, downgrade: one_down, levels: { silver: 500, gold: 2000 } }`.
  fileprivate static var pointsTiers: ValueReader<PointsTiers> {
    .mapping("tiers") { keys in
      let within = keys.required("within", .positive)
      let downgrade = keys.optional("downgrade", .choice(of: PointsTiers.Downgrade.self)) ?? .toEarned
      let levels = keys.required("levels", .table(of: .int(in: 1...1_000_000_000), count: 1...20))
      guard let within, let levels else { return nil }
      for (lower, higher) in zip(levels, levels.dropFirst()) where lower.value >= higher.value {
        keys.report(
          .error(
            "W0664", "`\(higher.key.text ?? "")` takes no more points than `\(lower.key.text ?? "")`",
            at: higher.key.span, label: "\(higher.value), and the tier below takes \(lower.value)",
            related: [.init("the tier below", at: lower.key.span)],
            help: ["write the tiers from the lowest on, each with more points"]))
        return nil
      }
      return PointsTiers(
        within: within, downgrade: downgrade,
        levels: levels.map { (name: $0.key.text ?? "", points: Int64($0.value)) })
    }
  }
}
