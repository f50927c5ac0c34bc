internal import CEL
internal import RulesEngine

extension Kind {
  /// `sla: first-response`.
  static func sla(_ registry: EscalationRegistry) -> Kind {
    Kind("sla") { keys, definition, decoding in
      _ = keys.required("on", .node)
      let header = keys.header("sla", definition)
      let targets = keys.required("target", .targets)
      let met = keys.required("met_on", .oneOrMany(of: .awaited))
      let span = keys.entry("target")?.key.span ?? definition.id.span
      var draft = ClockDraft(header: header, targets: targets ?? [], targetSpan: span, node: keys.node)
      draft.key = keys.optional("key", .scalar)
      draft.by = keys.optional("by", .scalar)
      draft.calendar = keys.optional("calendar", .locatedIdentifier)
      draft.pause = keys.optional("pause_while", .condition)
      draft.met = met ?? []
      draft.cancel = keys.optional("cancel_on", .oneOrMany(of: .awaited)) ?? []
      draft.warnings = keys.optional("warn_at", .oneOrMany(of: .wholePercent)).map { Set($0).sorted() } ?? []
      check(draft, keys)
      guard targets != nil, met != nil, !definition.id.value.isEmpty else { return }
      registry.add(draft)
      decoding.draft.rules.append(
        RuleDraft(
          header: header,
          actions: [
            ActionDraft(
              verb: .code(ClockStepDraft(clock: draft, registry: registry)), condition: nil,
              span: definition.id.span)
          ]))
    }
  }

  private static func check(_ draft: ClockDraft, _ keys: MappingReader) {
    if let chosen = draft.targets.first?.value, draft.by == nil {
      keys.report(
        .error(
          "W0614", "nothing says which of these targets counts", at: draft.targetSpan,
          related: [.init("a target for one value", at: chosen.span)],
          help: ["add `by:`, as in `by: event.priority`, or write one target: `target: 4h`"]))
    }
    if let by = draft.by, let target = draft.targets.first, target.value == nil {
      keys.report(
        .error(
          "W0614", "`by` chooses a target, and there is one only", at: by.span,
          related: [.init("the same for every value", at: target.length.span)],
          help: ["write a target for each value: `target: { urgent: 1h, normal: 4h }`, or remove `by`"]))
    }
    for target in draft.targets where target.length.value.isZero {
      keys.report(
        .error(
          "W0115", "`target` must be longer than nothing", at: target.length.span,
          help: ["write a length of time, such as `4h`, or `4bh` with a calendar"]))
    }
  }
}

extension ValueReader where Value == [ClockDraft.Target] {
  /// `4bh`, or one for each value: `{ urgent: 1bh, normal: 1bd }`.
  fileprivate static var targets: ValueReader<[ClockDraft.Target]> {
    .either(
      text: ValueReader<Located<DurationLiteral>>.length.map { [ClockDraft.Target(value: nil, length: $0)] },
      mapping: ValueReader<[(key: Node, value: Located<DurationLiteral>)]>.table(
        of: .length, count: 1...100
      ).map { $0.map { ClockDraft.Target(value: $0.key.located, length: $0.value) } })
  }
}

extension ValueReader where Value == Int {
  /// `75%` as 75, above 0 and below 100.
  fileprivate static var wholePercent: ValueReader<Int> {
    ValueReader<String>.text.then { text, node, context in
      if text.hasSuffix("%"), let percent = Int(text.dropLast()), (1...99).contains(percent) {
        return percent
      }
      let digits = Int(text).flatMap { (1...99).contains($0) ? "\($0)%" : nil }
      context.diagnostics.add(
        .error(
          "W0613", "`\(text)` is not a part of the target to warn at", at: node.span,
          label: "expected `1%` to `99%`",
          help: digits.map { ["write `\($0)`"] } ?? ["the breach at 100% is told in any case"],
          fix: digits.map { .safe(node.span, $0) }))
      return nil
    }
  }
}
