internal import CEL

/// Where an expression is compiled: what it may refer to, and the table its slots come from.
protocol ExpressionScope: AnyObject {
  var environment: Environment { get }
  var slots: SlotTable { get set }
}

extension EventScope: ExpressionScope {}
extension EntityScope: ExpressionScope {}

extension Linker {
  /// Compiles the expression that a scalar holds; nil after reporting why not.
  ///
  /// - Parameters:
  ///   - environment: what it may refer to, where that is more than the scope's own.
  ///   - part: the part of the text that is the expression; the whole text by default.
  func compile(
    _ node: Node, expecting type: ValueType?, in scope: some ExpressionScope,
    _ environment: Environment? = nil,
    part: Range<Int>? = nil
  ) -> Program? {
    guard let text = node.text else {
      diagnostics.add(
        .error("W0103", "expected an expression, found \(node.kindInWords)", at: node.headSpan))
      return nil
    }
    let range = part ?? 0..<text.utf8.count
    let source = String(decoding: Array(text.utf8)[range], as: UTF8.self)
    // A failed attempt leaves no slots behind.
    var slots = scope.slots
    do {
      let program = try (environment ?? scope.environment).compile(source, expecting: type, slots: &slots)
      scope.slots = slots
      return program
    } catch {
      for issue in error.issues { diagnostics.add(diagnostic(issue, in: node, offset: range.lowerBound)) }
      return nil
    }
  }

  /// Compiles a condition, with warnings for conditions that are always true or never.
  func condition(
    _ node: Node?, in scope: some ExpressionScope, _ environment: Environment? = nil
  ) -> Program? {
    guard let node else { return nil }
    return compile(node, expecting: .bool, in: scope, environment)
  }

  /// A finding of the expression compiler, at its place in the file.
  func diagnostic(_ issue: Issue, in node: Node, offset: Int) -> Diagnostic {
    func span(_ range: Range<Int>) -> SourceSpan {
      node.span(of: range.lowerBound + offset..<range.upperBound + offset)
    }
    return Diagnostic(
      issue.severity == .error ? .error : .warning, DiagnosticCode(issue.code), issue.message,
      at: span(issue.range), label: issue.label,
      related: issue.related.map { .init($0.message, at: span($0.range)) }, notes: issue.notes,
      help: issue.help,
      fix: issue.replacement.map {
        .safe(span($0.range), $0.text)
      })
  }
}
