/// Writes findings as workflow commands of GitHub Actions.
public struct GitHubRenderer: Sendable {
  /// A renderer.
  public init() {}

  /// Writes a report, one command a line. Findings hidden by a cap are left out.
  public func render(_ report: DiagnosticReport) -> String {
    report.shown.map { render($0) + "\n" }.joined()
  }

  /// Writes one finding as one command, without a line break.
  public func render(_ finding: Diagnostic) -> String {
    let command = finding.severity == .note ? "notice" : finding.severity.rawValue
    var properties = [
      ("file", finding.span.file), ("line", String(finding.span.start.line)),
      ("endLine", String(finding.span.end.line)),
    ]
    if finding.span.start.line == finding.span.end.line {
      // The service ignores columns of spans over several lines; its end column is inclusive.
      let last = max(finding.span.start.column, finding.span.end.column - 1)
      properties += [("col", String(finding.span.start.column)), ("endColumn", String(last))]
    }
    properties.append(("title", finding.code.id))
    let words =
      [finding.message] + [finding.label].filter { !$0.isEmpty } + finding.help.map { "help: \($0)" }
    let list = properties.map { "\($0)=\(Self.escaped($1, isProperty: true))" }.joined(separator: ",")
    return "::\(command) \(list)::\(Self.escaped(words.joined(separator: "\n"), isProperty: false))"
  }

  private static func escaped(_ text: String, isProperty: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where isProperty: result += "%3A"
      case "," where isProperty: result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
