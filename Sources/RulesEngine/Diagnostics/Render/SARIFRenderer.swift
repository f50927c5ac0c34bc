internal import CEL

/// Writes findings as SARIF 2.1.0, the format code scanning services read.
public struct SARIFRenderer: Sendable {
  /// A renderer.
  public init() {}

  /// Writes a report as one document. Findings hidden by a cap are left out.
  public func render(_ report: DiagnosticReport) -> String {
    let codes = Set(report.shown.map(\.code)).sorted()
    let driver = JSON.members([
      ("name", .string("bylaw")),
      ("rules", .array(codes.map(rule))),
    ])
    let run = JSON.members([
      ("tool", .members([("driver", driver)])),
      ("columnKind", .string("unicodeCodePoints")),
      ("results", .array(report.shown.map { result($0, codes) })),
    ])
    let document = JSON.members([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
      ("version", .string("2.1.0")),
      ("runs", .array([run])),
    ])
    return document.text + "\n"
  }

  private func rule(_ code: DiagnosticCode) -> JSON {
    let entry = DiagnosticCatalogue.entry(code)
    return .members([
      ("id", .string(code.id)),
      ("shortDescription", text(entry?.title ?? code.id)),
      ("fullDescription", text(entry?.explanation ?? code.id)),
    ])
  }

  private func result(_ finding: Diagnostic, _ codes: [DiagnosticCode]) -> JSON {
    let words = [finding.message, finding.label] + finding.help.map { "help: \($0)" }
    var members: [(String, JSON)] = [
      ("ruleId", .string(finding.code.id)),
      ("ruleIndex", .number(codes.firstIndex(of: finding.code) ?? -1)),
      ("level", .string(finding.severity.rawValue)),
      ("message", text((words + finding.notes).filter { !$0.isEmpty }.joined(separator: "\n"))),
      ("locations", .array([location(finding.span, nil)])),
    ]
    if !finding.related.isEmpty {
      members.append(("relatedLocations", .array(finding.related.map { location($0.span, $0.message) })))
    }
    if let fix = finding.fix { members.append(("fixes", .array([self.fix(fix, finding)]))) }
    return .members(members)
  }

  private func location(_ span: SourceSpan, _ message: String?) -> JSON {
    let place = JSON.members([("artifactLocation", artifact(span.file)), ("region", region(span))])
    return .members([("physicalLocation", place)] + (message.map { [("message", text($0))] } ?? []))
  }

  private func fix(_ fix: Fix, _ finding: Diagnostic) -> JSON {
    let changes = fix.edits.map { edit in
      JSON.members([
        ("artifactLocation", artifact(edit.span.file)),
        (
          "replacements",
          .array([
            .members([("deletedRegion", region(edit.span)), ("insertedContent", text(edit.replacement))])
          ])
        ),
      ])
    }
    return .members([
      ("description", text(finding.help.first ?? finding.message)), ("artifactChanges", .array(changes)),
    ])
  }

  private func region(_ span: SourceSpan) -> JSON {
    .members([
      ("startLine", .number(span.start.line)), ("startColumn", .number(span.start.column)),
      ("endLine", .number(span.end.line)), ("endColumn", .number(span.end.column)),
      ("byteOffset", .number(span.start.offset)), ("byteLength", .number(span.range.count)),
    ])
  }

  private func artifact(_ file: String) -> JSON {
    .members([("uri", .string(Self.uri(file)))])
  }

  private func text(_ text: String) -> JSON {
    .members([("text", .string(text))])
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
