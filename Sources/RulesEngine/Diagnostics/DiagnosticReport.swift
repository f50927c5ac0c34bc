/// Findings ready to be shown: in order, capped, and counted.
public struct DiagnosticReport: Sendable, Equatable {
  /// The findings to show, in order.
  public let shown: [Diagnostic]
  /// How many more there are.
  public let hidden: Int
  /// How many errors there are, hidden ones included.
  public let errors: Int
  /// How many warnings there are, hidden ones included.
  public let warnings: Int
  /// How many notes there are, hidden ones included.
  public let notes: Int
  /// How many files have a finding.
  public let files: Int

  /// Sorts, counts and caps findings. When some must be hidden, warnings go before errors.
  ///
  /// - Parameters:
  ///   - findings: all findings, in any order.
  ///   - limit: how many to show; `nil` shows all.
  ///   - alsoHidden: findings that were counted but not kept.
  public init(_ findings: [Diagnostic], limit: Int? = nil, alsoHidden: [Severity: Int] = [:]) {
    func total(_ severity: Severity) -> Int {
      findings.count { $0.severity == severity } + alsoHidden[severity, default: 0]
    }
    errors = total(.error)
    warnings = total(.warning)
    notes = total(.note)
    files = Set(findings.map { Array($0.span.file.utf8) }).count
    let ordered = Diagnostic.sorted(findings)
    if let limit, limit < ordered.count {
      let kept = Severity.allCases.flatMap { severity in ordered.filter { $0.severity == severity } }
      shown = Diagnostic.sorted(Array(kept.prefix(Swift.max(0, limit))))
    } else {
      shown = ordered
    }
    hidden = errors + warnings + notes - shown.count
  }

  /// One line for people, such as `3 errors, 1 warning in 2 files`.
  public var summary: String {
    let parts = [(errors, "error"), (warnings, "warning"), (notes, "note")]
      .filter { $0.0 > 0 }
      .map { Self.counted($0.0, $0.1) }
    if parts.isEmpty { return "no problems found" }
    return "\(parts.joined(separator: ", ")) in \(Self.counted(files, "file"))"
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
