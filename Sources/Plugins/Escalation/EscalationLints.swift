internal import CEL
internal import RulesEngine

/// What is wrong with clocks, chains and schedules that can be read, but cannot be meant.
struct EscalationLints {
  let draft: RulebookDraft
  let registry: EscalationRegistry
  let diagnostics: Diagnostics
  /// From when on the schedules are looked at day by day; nil to look at a week of theirs.
  var start: Timestamp?

  func run() {
    for clock in registry.clocks { checkTargets(of: clock) }
    // Chains that runs began with and that have changed since are nobody's concern any more.
    for workflow in draft.workflows where workflow.header.kind == "escalation" && !workflow.isPinned {
      let span = workflow.header.id.span
      if let chain = registry.chains.first(where: { $0.header.id.span == span }) { checkEnd(of: chain) }
    }
    var names: [String: SourceSpan] = [:]
    for schedule in registry.schedules {
      if let first = names.updateValue(schedule.id.span, forKey: schedule.id.value) {
        report(again: schedule, first)
      }
      checkZone(of: schedule)
      checkOverrides(of: schedule)
      checkGaps(in: schedule)
    }
  }

  // MARK: Clocks

  /// A target for a value that `by` never has.
  private func checkTargets(of clock: ClockDraft) {
    guard let by = clock.by, let allowed = values(of: by.text ?? "", on: clock.header.on) else { return }
    for target in clock.targets {
      guard let value = target.value, value.value != ClockDraft.other, !allowed.contains(value.value) else {
        continue
      }
      let meant = Suggestion.best(for: value.value, among: allowed)
      diagnostics.add(
        .error(
          "W0615", "`\(by.text ?? "")` is never `\(value.value)`", at: value.span,
          label: "this target never counts", related: [.init("chooses the target", at: by.span)],
          notes: ["its values: \(allowed.map { "`\($0)`" }.joined(separator: ", "))"],
          help: meant.map { ["did you mean `\($0)`?"] } ?? [], fix: meant.map { .maybe(value.span, $0) }))
    }
  }

  /// The listed values of `event.priority` or `ticket.priority`; nil where they are not listed.
  private func values(of expression: String, on events: [Located<String>]) -> [String]? {
    let parts = expression.split(separator: ".").map(String.init)
    guard parts.count == 2 else { return nil }
    var fields: [FieldDraft] = []
    if parts[0] == "event" {
      let names = events.map(\.value)
      fields = draft.events.filter { names.contains($0.name.value) }.flatMap(\.fields)
    } else {
      fields = draft.entities.first { $0.name.value == parts[0] }?.fields ?? []
    }
    let found = fields.filter { $0.name.value == parts[1] }.map(\.type.allowed)
    return found.contains { $0 == nil } ? nil : found.first ?? nil
  }

  // MARK: Chains

  /// A chain has to end with somebody who owns the matter.
  private func checkEnd(of chain: ChainDraft) {
    guard chain.finally.isEmpty, let last = chain.levels.last else { return }
    let schedules = chain.levels.flatMap(\.page.targets).compactMap { target -> DutyDraft? in
      if case .onCall(let name, _) = target { registry.schedule(named: name.value) } else { nil }
    }
    let notes = schedules.compactMap { schedule -> String? in
      let gaps = schedule.gaps
      guard let first = gaps.first else { return nil }
      return
        "on-call schedule `\(schedule.id.value)` has \(Self.counted(gaps)) in each week, the first: \(first)"
    }
    diagnostics.add(
      .warning(
        "W0611", "this escalation can end with nobody responsible", at: last.span,
        label: "after this, nothing happens", notes: notes,
        help: [
          "add `finally:` with what happens when nobody answers, such as an action that opens an incident"
        ]))
  }

  // MARK: Schedules

  private func report(again schedule: DutyDraft, _ first: SourceSpan) {
    diagnostics.add(
      .error(
        "N0208", "the on_call `\(schedule.id.value)` is defined twice", at: schedule.id.span,
        label: "defined again here", related: [.init("first defined here", at: first)],
        help: ["give one of them another name"]))
  }

  private func checkZone(of schedule: DutyDraft) {
    guard let zone = schedule.timezone, ZoneDatabase.system.zone(named: zone.value) == nil else { return }
    let meant = Suggestion.best(for: zone.value, among: ZoneDatabase.system.names)
    diagnostics.add(
      .error(
        "N0212", "no time zone `\(zone.value)` is known", at: zone.span,
        label: "expected an IANA name such as `America/New_York`",
        help: meant.map { ["did you mean `\($0)`?"] } ?? [], fix: meant.map { .maybe(zone.span, $0) }))
  }

  private func checkOverrides(of schedule: DutyDraft) {
    let zone = registry.zone(of: schedule, in: .system)
    for override in schedule.overrides {
      guard let from = override.from.instant(in: zone), let until = override.until.instant(in: zone),
        from >= until
      else { continue }
      diagnostics.add(
        .error(
          "W0107", "this override ends before it begins", at: override.span,
          help: ["make `until`, the first moment after it, the later one"]))
    }
  }

  private func checkGaps(in schedule: DutyDraft) {
    var (gaps, period) = (schedule.gaps, "in each week")
    if let start, !gaps.isEmpty {
      // An override may fill them, or some of them.
      let days = Duration(nanoseconds: Self.days * 86_400_000_000_000)
      let zoned = schedule.schedule(in: registry.zone(of: schedule, in: .system))
      gaps = zoned.gaps(from: start, until: start.adding(days) ?? .distantFuture).map {
        "\(zoned.words($0.lowerBound)) to \(zoned.words($0.upperBound))"
      }
      period = "in the next \(Self.days) days"
    }
    guard !gaps.isEmpty else { return }
    diagnostics.add(
      .warning(
        "W0612", "at times nobody is on call in `\(schedule.id.value)`", at: schedule.id.span,
        label: "has \(Self.counted(gaps)) \(period)",
        notes: ["nobody from \(gaps.prefix(3).joined(separator: "; from "))"],
        help: ["add a layer without `hours`, such as a manager who answers when nobody else does"]))
  }

  /// How far ahead schedules are looked at.
  private static let days: Int64 = 30

  private static func counted(_ gaps: [String]) -> String { gaps.count == 1 ? "a gap" : "\(gaps.count) gaps" }
}
