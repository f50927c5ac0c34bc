import RulesEngine

/// Turns libyaml's complaints into words that help, at the place where the mistake is.
struct ProblemTranslator {
  let text: ReadText

  init(_ text: ReadText) {
    self.text = text
  }

  /// What to do about a complaint.
  ///
  /// - Parameters:
  ///   - problem: the complaint.
  ///   - place: where libyaml gave up.
  ///   - context: where what it was reading began.
  ///   - flowOpen: where the outermost open bracket stands, if it is known.
  func recovery(from problem: YAMLProblem, at place: Int, context: Int, flowOpen: Int?) -> Recovery {
    let place = min(place, text.slice.upperBound)
    let words = problem.problem
    if let tab = tab(near: place) { return .stop(tab) }
    if let value = text.intendedValue(at: place, flowOpen: flowOpen), byte(value.lowerBound) == 0x21 {
      return text.tagRecovery(at: value.lowerBound, node: nil, flowOpen: flowOpen)
    }
    if words.hasPrefix("mapping values are not allowed") { return colon(place, flowOpen) }
    if words.hasPrefix("could not find expected ':'") { return missingColon(context) }
    if words.hasPrefix("found character that cannot start") { return reserved(place, flowOpen) }
    if words.contains("',' or") { return bracket(place, open: flowOpen ?? context) }
    if words.hasPrefix("did not find expected key") || words.hasPrefix("did not find expected '-'")
      || words.contains("<document start>")
    {
      return structure(place, context, words)
    }
    if problem.context.contains("quoted scalar") { return quoted(words, place, context) }
    if problem.context.contains("block scalar") { return announced(context) }
    if problem.context.contains("anchor") || problem.context.contains("alias") {
      return anchorOrAlias(context, flowOpen)
    }
    if problem.context.contains("tag") || words.contains("tag handle") {
      return text.tagRecovery(at: context, node: nil, flowOpen: flowOpen)
    }
    if words.hasPrefix("block sequence entries") { return listAfterKey(place) }
    if words.hasPrefix("mapping keys are not allowed") || words.contains("node content") {
      return content(place, flowOpen)
    }
    return unknown(problem, place)
  }

  /// What has no better words.
  func unknown(_ problem: YAMLProblem, _ place: Int) -> Recovery {
    let context = problem.context.isEmpty ? "" : " \(problem.context)"
    return .stop(
      .error("Y0101", "this is not YAML: \(problem.problem)\(context)", at: span(place..<place + 1)))
  }

  func span(_ range: Range<Int>) -> SourceSpan {
    text.source.span(of: range.clamped(to: 0..<text.source.utf8.count))
  }

  func line(at offset: Int) -> Int { text.source.position(at: offset).line }

  func byte(_ offset: Int) -> UInt8? {
    text.bytes.indices.contains(offset) && offset < text.slice.upperBound ? text.bytes[offset] : nil
  }

  /// A value to be quoted, with the same words everywhere.
  func quote(
    _ value: Range<Int>, _ code: DiagnosticCode, _ message: String, at place: Range<Int>? = nil,
    label: String = "",
    _ applicability: Fix.Applicability = .safe
  ) -> Recovery {
    let quoted = YAMLQuoting.quoted(text.source.text(of: value))
    let finding = Diagnostic.error(
      code, message, at: span(place ?? value), label: label, help: ["quote the whole value: `\(quoted)`"],
      fix: Fix(applicability, [.init(span(value), quoted)]))
    return .repair(Repair(finding, quoting: value))
  }
}
