/// The forms in which findings can be written.
public enum DiagnosticFormat: String, Sendable, CaseIterable {
  /// For people, with source lines and carets.
  case human
  /// A JSON array with one finding a line.
  case json
  /// SARIF 2.1.0, for code scanning services.
  case sarif
  /// Workflow commands of GitHub Actions, which show findings in a change's diff.
  case github

  /// Writes a report.
  ///
  /// - Parameters:
  ///   - report: the findings.
  ///   - sources: the texts they point into; used for the human form only.
  ///   - colour: whether the human form may use ANSI colours.
  /// - Returns: whole lines, ready to be printed.
  public func render(_ report: DiagnosticReport, sources: SourceTexts, colour: Bool = false) -> String {
    switch self {
    case .human: HumanRenderer(sources: sources, colour: colour).render(report)
    case .json: JSONRenderer().render(report)
    case .sarif: SARIFRenderer().render(report)
    case .github: GitHubRenderer().render(report)
    }
  }
}
