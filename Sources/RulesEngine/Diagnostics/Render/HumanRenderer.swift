/// Writes findings for people: a headline, the place, the source lines with carets, and what to do.
public struct HumanRenderer: Sendable {
  private let sources: SourceTexts
  private let paint: Paint

  /// A renderer that shows lines of `sources`, with ANSI colours if asked.
  public init(sources: SourceTexts, colour: Bool = false) {
    self.sources = sources
    paint = Paint(isOn: colour)
  }

  /// Writes a report: every finding, how many more there are, and the summary.
  public func render(_ report: DiagnosticReport) -> String {
    var blocks = report.shown.map { render($0) }
    if report.hidden > 0 { blocks.append("…and \(report.hidden) more\n") }
    if !report.shown.isEmpty || report.hidden == 0 { blocks.append(report.summary + "\n") }
    return blocks.joined(separator: "\n")
  }

  /// Writes one finding.
  ///
  /// - Parameters:
  ///   - finding: what to write.
  ///   - heading: the word in front of the code, if not the severity; `incident` for example.
  ///   - remark: words after the place, such as the version of the definition.
  public func render(_ finding: Diagnostic, heading: String? = nil, remark: String? = nil) -> String {
    let snippet = Snippet(finding, sources: sources, paint: paint)
    var lines = [headline(finding, heading)]
    lines += snippet.lines(remark: remark)
    let details = details(finding)
    if !details.isEmpty && snippet.hasSource { lines.append(snippet.bar) }
    let margin = String(repeating: " ", count: snippet.gutterWidth + 1)
    lines += details.map { margin + paint.gutter("=") + " " + $0 }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Writes why a test failed: what was expected beside what happened, and the place in the file.
  package func render(_ failure: TestFailure) -> String {
    let finding = Diagnostic.error(
      "", failure.message, at: failure.span, label: failure.label, related: failure.related)
    let snippet = Snippet(finding, sources: sources, paint: paint)
    var lines = [paint.bold(Printable.line(failure.message))] + snippet.lines(remark: nil)
    if !failure.notes.isEmpty && snippet.hasSource { lines.append(snippet.bar) }
    let margin = String(repeating: " ", count: snippet.gutterWidth + 1)
    lines += failure.notes.map { margin + paint.gutter("=") + " " + Printable.line($0) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func headline(_ finding: Diagnostic, _ heading: String?) -> String {
    let word = "\(heading ?? finding.severity.rawValue)[\(finding.code)]"
    return paint.severity(finding.severity, word) + paint.bold(": " + Printable.line(finding.message))
  }

  private func details(_ finding: Diagnostic) -> [String] {
    let automatic = finding.fix?.applicability == .safe ? "  (auto-fixable: run `bylaw check --fix`)" : ""
    let help = finding.help.enumerated().map { index, text in
      "\(paint.bold("help:")) \(Printable.line(text))\(index == 0 ? automatic : "")"
    }
    return help + finding.notes.map { "\(paint.bold("note:")) \(Printable.line($0))" }
  }
}
