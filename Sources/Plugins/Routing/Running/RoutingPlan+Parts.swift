internal import CEL
internal import RulesEngine

extension RoutingPlan {
  /// Filters and preferences: what every routing has.
  var choosingParts: [CodePart] {
    draft.filters.map { filter in
      CodePart(
        Self.part(filter: filter.name.value), gap: "its filter `\(filter.name.value)` never excluded anybody",
        at: filter.name.span)
    }
      + draft.preferences.enumerated().map { position, preference in
        CodePart(
          Self.part(preference: position),
          gap: "nobody was ever chosen by its preference `\(preference.name.value)`", at: preference.name.span
        )
      }
  }

  /// What happens when nobody can get it.
  var fallbackPart: [CodePart] {
    draft.fallback == nil ? [] : [CodePart("fallback", gap: "its `fallback` was never needed")]
  }

  /// Offers, their answers, and the steps of `relax`.
  var timedParts: [CodePart] {
    var parts: [CodePart] = []
    if let offer = draft.offer {
      for (answer, gap) in [
        ("accepted", "accepted"), ("rejected", "rejected"), ("lapsed", "left unanswered"),
      ] {
        parts.append(CodePart(answer, gap: "none of its offers was ever \(gap)", at: offer.span))
      }
    }
    for (position, stage) in draft.relax.enumerated() {
      parts.append(
        CodePart(
          Self.part(relax: position), gap: "its step \(position + 1) of `relax` was never taken",
          at: stage.after.span))
    }
    return parts
  }

  static func part(filter name: String) -> String { "filter \(name)" }
  static func part(preference position: Int) -> String { "preference \(position)" }
  static func part(relax position: Int) -> String { "relax \(position)" }

  /// Says whom a ranking left out and by what the best was chosen.
  func use(_ ranking: Ranking, _ context: DecisionContext) {
    for name in Set(ranking.entries.flatMap(\.candidate.obstacles).map(\.name)).sorted() {
      context.use(Self.part(filter: name))
    }
    guard let best = ranking.best else { return }
    if preferences.indices.contains(best.candidate.preference) {
      context.use(Self.part(preference: best.candidate.preference))
    }
  }
}
