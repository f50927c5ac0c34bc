internal import CEL
internal import RulesEngine

/// What is wrong with routings that can be read, but cannot be meant.
struct RoutingLints {
  let draft: RulebookDraft
  let diagnostics: Diagnostics

  func run(_ routings: [RoutingDraft]) {
    for routing in routings {
      checkWeights(routing)
      checkPreferences(routing)
      checkRelax(routing)
      checkEnd(routing)
    }
  }

  private func checkWeights(_ routing: RoutingDraft) {
    guard let first = routing.parts.first, routing.parts.allSatisfy({ $0.weight == 0 }) else { return }
    diagnostics.add(
      .warning(
        "W0630", "the score of `\(routing.id.value)` weighs nothing", at: first.weightSpan,
        label: "every weight is 0, so every candidate scores alike",
        help: ["give a part a weight, or leave `score` out and say what decides with `tie_break`"]))
  }

  private func checkPreferences(_ routing: RoutingDraft) {
    for (position, preference) in routing.preferences.enumerated() {
      if let wait = preference.wait, routing.offer == nil {
        diagnostics.add(
          .warning(
            "W0635", "this wait does nothing", at: wait.span,
            label: "nothing is offered, so nobody is waited for",
            help: ["add `offer: { for: … }`, or remove the wait"]))
      }
      let earlier = routing.preferences[..<position].first { other in
        let text = other.condition.text ?? ""
        return text == "true" || text == preference.condition.text
      }
      guard let earlier else { continue }
      let whole = earlier.condition.text == "true"
      unreachable(
        "preference", preference.condition.span,
        [.init(whole ? "holds for everybody" : "the same condition", at: earlier.condition.span)],
        ["remove it, or let the first be the stricter one"])
    }
  }

  private func checkRelax(_ routing: RoutingDraft) {
    let names = routing.filters.map(\.name.value) + routing.parts.map(\.name.value)
    var dropped: [String: SourceSpan] = [:]
    for (position, step) in routing.relax.enumerated() {
      for name in step.drop {
        checkName(name, among: names, of: routing)
        if let first = dropped[name.value] {
          unreachable(
            "drop", name.span, [.init("dropped here already", at: first)],
            ["remove it, or drop another filter"])
        }
        dropped[name.value] = name.span
      }
      for weight in step.weights {
        checkName(weight.name, among: routing.parts.map(\.name.value), of: routing)
      }
      guard position > 0 else { continue }
      let before = routing.relax[position - 1].after
      if let first = before.value.elapsed, let second = step.after.value.elapsed, second <= first {
        unreachable(
          "step", step.after.span, [.init("this one comes later, or at the same time", at: before.span)],
          ["count `after` from the beginning, and let it rise"])
      }
    }
  }

  private func checkName(_ name: Located<String>, among names: [String], of routing: RoutingDraft) {
    guard !names.contains(name.value) else { return }
    let meant = Suggestion.best(for: name.value, among: names)
    let list = names.map { "`\($0)`" }.joined(separator: ", ")
    diagnostics.add(
      .error(
        "N0254", "no filter or part of the score is called `\(name.value)`", at: name.span,
        notes: names.isEmpty ? [] : ["`\(routing.id.value)` has \(list)"],
        help: meant.map { ["did you mean `\($0)`?"] } ?? [], fix: meant.map { .maybe(name.span, $0) }))
  }

  private func unreachable(
    _ what: String, _ span: SourceSpan, _ related: [Diagnostic.Related], _ help: [String]
  ) {
    diagnostics.add(
      .warning(
        "W0633", "this \(what) can never be reached", at: span, label: "never comes into play",
        related: related,
        help: help))
  }

  /// Somebody has to own what nobody gets.
  private func checkEnd(_ routing: RoutingDraft) {
    guard routing.fallback == nil, routing.event != nil else { return }
    diagnostics.add(
      .warning(
        "W0634", "`\(routing.id.value)` can end with nobody responsible", at: routing.id.span,
        label: "nothing happens when no candidate can get it", help: ["add `fallback: { queue: dispatch }`"]))
  }
}

extension DurationLiteral {
  /// The length on the clock; nil for business time.
  fileprivate var elapsed: Int? {
    if case .elapsed(let milliseconds) = self { milliseconds } else { nil }
  }
}
