/// Writes findings as SARIF 2.1.0, the format code scanning services read.
public struct SARIFRenderer: Sendable {
  /// A renderer.
  public init() {}

  /// Writes a report as one document. Findings hidden by a cap are left out.
  public func render(_ report: DiagnosticReport) -> String {
    let codes = Set(report.shown.map(\.code)).sorted()
    let driver = ReportJSON.object([
      ("name", .text("bylaw")),
      ("rules", .list(codes.map(rule))),
    ])
    let run = ReportJSON.object([
      ("tool", .object([("driver", driver)])),
      ("columnKind", .text("unicodeCodePoints")),
      ("results", .list(report.shown.map { result($0, codes) })),
    ])
    let document = ReportJSON.object([
      ("$schema", .text("https://json.schemastore.org/sarif-2.1.0.json")),
      ("version", .text("2.1.0")),
      ("runs", .list([run])),
    ])
    return document.compact + "\n"
  }

  private func rule(_ code: DiagnosticCode) -> ReportJSON {
    let entry = DiagnosticCatalogue.entry(code)
    return .object([
      ("id", .text(code.id)),
      ("shortDescription", text(entry?.title ?? code.id)),
      ("fullDescription", text(entry?.explanation ?? code.id)),
    ])
  }

  private func result(_ finding: Diagnostic, _ codes: [DiagnosticCode]) -> ReportJSON {
    let words = [finding.message, finding.label] + finding.help.map { "help: \($0)" }
    var members: [(String, ReportJSON)] = [
      ("ruleId", .text(finding.code.id)),
      ("ruleIndex", .number(codes.firstIndex(of: finding.code) ?? -1)),
      ("level", .text(finding.severity.rawValue)),
      ("message", text((words + finding.notes).filter { !$0.isEmpty }.joined(separator: "\n"))),
      ("locations", .list([location(finding.span, nil)])),
    ]
    if !finding.related.isEmpty {
      members.append(("relatedLocations", .list(finding.related.map { location($0.span, $0.message) })))
    }
    if let fix = finding.fix { members.append(("fixes", .list([self.fix(fix, finding)]))) }
    return .object(members)
  }

  private func location(_ span: SourceSpan, _ message: String?) -> ReportJSON {
    let place = ReportJSON.object([("artifactLocation", artifact(span.file)), ("region", region(span))])
    return .object([("physicalLocation", place)] + (message.map { [("message", text($0))] } ?? []))
  }

  private func fix(_ fix: Fix, _ finding: Diagnostic) -> ReportJSON {
    let changes = fix.edits.map { edit in
      ReportJSON.object([
        ("artifactLocation", artifact(edit.span.file)),
        (
          "replacements",
          .list([
            .object([("deletedRegion", region(edit.span)), ("insertedContent", text(edit.replacement))])
          ])
        ),
      ])
    }
    return .object([
      ("description", text(finding.help.first ?? finding.message)), ("artifactChanges", .list(changes)),
    ])
  }

  private func region(_ span: SourceSpan) -> ReportJSON {
    .object([
      ("startLine", .number(span.start.line)), ("startColumn", .number(span.start.column)),
      ("endLine", .number(span.end.line)), ("endColumn", .number(span.end.column)),
      ("byteOffset", .number(span.start.offset)), ("byteLength", .number(span.range.count)),
    ])
  }

  private func artifact(_ file: String) -> ReportJSON {
    .object([("uri", .text(Self.uri(file)))])
  }

  private func text(_ text: String) -> ReportJSON {
    .object([("text", .text(text))])
  }

  /// A path as a relative URI: everything but unreserved characters and slashes is percent-encoded.
  static func uri(_ file: String) -> String {
    file.utf8.map { byte in
      let isPlain =
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E: true
        default: false
        }
      let digits = String(byte, radix: 16, uppercase: true)
      return isPlain ? String(Unicode.Scalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }
}
