/// Collects the findings of one pass over a rulebook, so that every mistake is reported at once.
///
/// Readers share one collector and go on after a mistake. It drops what it has already been told, and what
/// only follows
/// from a mistake already reported. It is not thread-safe: one pass, one thread.
public final class Diagnostics {
  /// Findings in the order they came.
  private var findings: [Diagnostic] = []
  private var known: Set<Key> = []
  private var causes: [SourceSpan] = []
  /// Findings beyond the limit: counted, not kept.
  private var overflow: [Severity: Int] = [:]
  private let limit: Int

  private struct Key: Hashable {
    let code: DiagnosticCode
    let span: SourceSpan
    let message: String
  }

  /// An empty collector.
  ///
  /// - Parameter limit: how many findings are kept in memory; the others are only counted.
  public init(limit: Int = 5000) {
    self.limit = limit
  }

  /// Adds a finding, unless it is known already or lies in a stretch given to ``suppress(in:)``.
  public func add(_ finding: Diagnostic) {
    let key = Key(code: finding.code, span: finding.span, message: finding.message)
    if known.contains(key) || causes.contains(where: { $0.contains(finding.span) }) { return }
    guard findings.count < limit else {
      overflow[finding.severity, default: 0] += 1
      return
    }
    known.insert(key)
    findings.append(finding)
  }

  /// Adds a finding that may only follow from another mistake: it is dropped if an error at `cause` is
  /// reported already.
  public func add(_ finding: Diagnostic, because cause: SourceSpan) {
    if hasError(in: cause) { return }
    add(finding)
  }

  /// Adds several findings.
  public func add(contentsOf more: some Sequence<Diagnostic>) {
    for finding in more { add(finding) }
  }

  /// Drops every later finding inside `span`: its text is known to be broken, and more words would not help.
  public func suppress(in span: SourceSpan) {
    causes.append(span)
  }

  /// Whether an error inside `span` has been reported.
  public func hasError(in span: SourceSpan) -> Bool {
    findings.contains { $0.severity == .error && span.contains($0.span) }
  }

  /// Whether anything refuses the rulebook.
  public var hasErrors: Bool { count(of: .error) > 0 }

  /// Whether nothing was found.
  public var isEmpty: Bool { findings.isEmpty }

  /// How many findings of one severity there are, those beyond the limit included.
  public func count(of severity: Severity) -> Int {
    findings.count { $0.severity == severity } + overflow[severity, default: 0]
  }

  /// All findings kept, by file, then place, then code. A warning at the very span of an error is left out:
  /// mending the
  /// error settles it.
  public var sorted: [Diagnostic] {
    let broken = Set(findings.filter { $0.severity == .error }.map(\.span))
    return Diagnostic.sorted(findings.filter { $0.severity == .error || !broken.contains($0.span) })
  }

  /// Puts the findings through a filter, such as ``InlineAllows``.
  public func replaceAll(_ transform: ([Diagnostic]) -> [Diagnostic]) {
    findings = transform(sorted)
  }

  /// What is to be shown: the findings in order, at most `limit` of them.
  public func report(limit: Int? = nil) -> DiagnosticReport {
    DiagnosticReport(sorted, limit: limit, alsoHidden: overflow)
  }
}

extension Diagnostic {
  /// Sorts findings by file, place, severity and code; equal ones keep their order.
  public static func sorted(_ findings: [Diagnostic]) -> [Diagnostic] {
    findings.enumerated()
      .sorted { left, right in
        let (first, second) = (left.element, right.element)
        if !first.span.file.utf8.elementsEqual(second.span.file.utf8) {
          return first.span.file.utf8.lexicographicallyPrecedes(second.span.file.utf8)
        }
        if first.span.start != second.span.start { return first.span.start < second.span.start }
        if first.severity != second.severity { return first.severity < second.severity }
        if first.code != second.code { return first.code < second.code }
        return left.offset < right.offset
      }
      .map(\.element)
  }
}
