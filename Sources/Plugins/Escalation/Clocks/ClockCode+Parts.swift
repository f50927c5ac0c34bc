internal import CEL
internal import RulesEngine

extension ClockCode {
  /// The targets, the warnings, and what else may become of a clock.
  var parts: [CodePart] {
    var parts: [CodePart] = []
    for target in draft.targets {
      guard let value = target.value else { continue }
      parts.append(
        CodePart(
          Target.part(value.value), gap: "its target for `\(value.value)` never counted", at: value.span))
    }
    func tells(_ kind: ClockEvents.Kind, _ what: String, percent: Int? = nil) {
      parts.append(CodePart(kind.part(percent), gap: "none of its clocks \(what)"))
    }
    for percent in draft.warnings { tells(.warning, "ever warned at \(percent)%", percent: percent) }
    tells(.breached, "was ever breached")
    if draft.pause != nil {
      tells(.paused, "was ever paused")
      tells(.resumed, "ever went on after a pause")
    }
    if !draft.met.isEmpty { tells(.met, "was ever met") }
    if !draft.cancel.isEmpty { tells(.cancelled, "was ever cancelled") }
    return parts
  }
}

extension ClockCode.Target {
  static func part(_ value: String?) -> String { "target \(value ?? "")" }
  var part: String { Self.part(value) }
}

extension ClockEvents.Kind {
  func part(_ percent: Int?) -> String { percent.map { "\(rawValue) \($0)" } ?? rawValue }
}
