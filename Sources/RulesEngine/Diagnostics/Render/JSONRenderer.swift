/// Writes findings as a JSON array, one finding a line.
public struct JSONRenderer: Sendable {
  /// A renderer.
  public init() {}

  /// Writes a report. Findings hidden by a cap are left out.
  public func render(_ report: DiagnosticReport) -> String {
    if report.shown.isEmpty { return "[]\n" }
    return "[\n" + report.shown.map { render($0) }.joined(separator: ",\n") + "\n]\n"
  }

  /// Writes one finding as an object on one line.
  public func render(_ finding: Diagnostic) -> String {
    var members: [(String, ReportJSON)] = [
      ("code", .text(finding.code.id)),
      ("severity", .text(finding.severity.rawValue)),
      ("message", .text(finding.message)),
      ("label", .text(finding.label)),
      ("file", .text(finding.span.file)),
      ("span", span(finding.span)),
      ("related", .list(finding.related.map { related($0, from: finding) })),
      ("notes", .list(finding.notes.map { .text($0) })),
      ("help", .list(finding.help.map { .text($0) })),
    ]
    if let fix = finding.fix { members.append(("fix", self.fix(fix))) }
    members.append(("url", .text(finding.url)))
    return ReportJSON.object(members).compact
  }

  private func related(_ related: Diagnostic.Related, from finding: Diagnostic) -> ReportJSON {
    .object([
      ("file", .text(related.span.file)), ("span", span(related.span)), ("message", .text(related.message)),
    ])
  }

  private func fix(_ fix: Fix) -> ReportJSON {
    .object([
      ("applicability", .text(fix.applicability.rawValue)),
      (
        "edits",
        .list(
          fix.edits.map { .object([("span", span($0.span)), ("replacement", .text($0.replacement))]) })
      ),
    ])
  }

  private func span(_ span: SourceSpan) -> ReportJSON {
    .object([("start", position(span.start)), ("end", position(span.end))])
  }

  private func position(_ position: SourcePosition) -> ReportJSON {
    .object([
      ("line", .number(position.line)), ("column", .number(position.column)),
      ("offset", .number(position.offset)),
    ])
  }
}
