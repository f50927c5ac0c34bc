/// Comments that allow a warning at one place: `# bylaw: allow W0512 because the drop is agreed`.
///
/// After code on the same line, the comment covers that line. On a line of its own it covers the next line
/// that is not
/// blank or a comment, and what is indented below it. Errors cannot be allowed.
public struct InlineAllows: Sendable {
  /// One comment.
  struct Allow: Sendable {
    let codes: [DiagnosticCode]
    /// The comment's words, from `bylaw:` on.
    let span: SourceSpan
    let lines: ClosedRange<Int>
  }

  private(set) var allows: [Allow] = []
  /// What is wrong with the comments themselves.
  private(set) var mistakes: [Diagnostic] = []

  /// Finds the comments of one file.
  public init(in source: SourceText) {
    for line in 1...source.lineCount {
      guard let comment = AllowComment(in: source, line: line) else { continue }
      mistakes += comment.mistakes
      guard let lines = comment.isTrailing ? line...line : Self.block(after: line, in: source) else {
        continue
      }
      if comment.isUsable { allows.append(Allow(codes: comment.codes, span: comment.span, lines: lines)) }
    }
  }

  /// Removes the findings of this file that are allowed; adds what is wrong with the comments.
  ///
  /// Findings of other files pass unchanged.
  public func filter(_ findings: [Diagnostic]) -> [Diagnostic] {
    var used = Array(repeating: false, count: allows.count)
    let kept = findings.filter { finding in
      guard finding.severity != .error else { return true }
      let covering = allows.indices.filter { covers(allows[$0], finding) }
      for index in covering { used[index] = true }
      return covering.isEmpty
    }
    let unused = allows.indices.filter { !used[$0] }
      .map { index in
        let codes = allows[index].codes.map { "`\($0)`" }.joined(separator: ", ")
        return Diagnostic.warning(
          "W0902", "this comment allows \(codes), which is not reported here", at: allows[index].span,
          label: "allows nothing", help: ["remove the comment"])
      }
    return Diagnostic.sorted(kept + mistakes + unused)
  }

  private func covers(_ allow: Allow, _ finding: Diagnostic) -> Bool {
    allow.span.file.utf8.elementsEqual(finding.span.file.utf8)
      && allow.lines.contains(finding.span.start.line) && allow.codes.contains(finding.code)
  }

  /// The next line with code, and the lines indented below it.
  private static func block(after line: Int, in source: SourceText) -> ClosedRange<Int>? {
    func isCode(_ line: Int) -> Bool {
      guard let first = source.indentation(ofLine: line).first else { return false }
      return first != "#"
    }
    guard let first = (line...source.lineCount).dropFirst().first(where: isCode) else { return nil }
    let indent = source.indentation(ofLine: first).count
    var last = first
    for next in (first...source.lineCount).dropFirst() where isCode(next) {
      guard source.indentation(ofLine: next).count > indent else { break }
      last = next
    }
    return first...last
  }
}
