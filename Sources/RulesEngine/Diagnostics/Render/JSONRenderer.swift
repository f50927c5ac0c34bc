internal import CEL

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
    var members: [(String, JSON)] = [
      ("code", .string(finding.code.id)),
      ("severity", .string(finding.severity.rawValue)),
      ("message", .string(finding.message)),
      ("label", .string(finding.label)),
      ("file", .string(finding.span.file)),
      ("span", span(finding.span)),
      ("related", .array(finding.related.map { related($0, from: finding) })),
      ("notes", .array(finding.notes.map { .string($0) })),
      ("help", .array(finding.help.map { .string($0) })),
    ]
    if let fix = finding.fix { members.append(("fix", self.fix(fix))) }
    members.append(("url", .string(finding.url)))
    return JSON.members(members).text
  }

  private func related(_ related: Diagnostic.Related, from finding: Diagnostic) -> JSON {
    .members([
      ("file", .string(related.span.file)), ("span", span(related.span)),
      ("message", .string(related.message)),
    ])
  }

  private func fix(_ fix: Fix) -> JSON {
    .members([
      ("applicability", .string(fix.applicability.rawValue)),
      (
        "edits",
        .array(
          fix.edits.map { .members([("span", span($0.span)), ("replacement", .string($0.replacement))]) })
      ),
    ])
  }

  private func span(_ span: SourceSpan) -> JSON {
    .members([("start", position(span.start)), ("end", position(span.end))])
  }

  private func position(_ position: SourcePosition) -> JSON {
    .members([
      ("line", .number(position.line)), ("column", .number(position.column)),
      ("offset", .number(position.offset)),
    ])
  }
}
