internal import CEL

/// Where an expression is compiled: what it may refer to, and the table its slots come from.
protocol ExpressionScope: AnyObject {
  var environment: Environment { get }
  var slots: SlotTable { get set }
  /// The expression that a name was probably meant to be, such as `event.total` for `total`.
  func meaning(of name: String) -> String?
  /// The names under which expressions reach something here.
  var variables: [String] { get }
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
      // Behind a mistake of syntax nothing can be trusted to be one.
      for issue in error.isSyntax ? Array(error.issues.prefix(1)) : error.issues {
        var finding = diagnostic(issue, in: node, offset: range.lowerBound)
        if issue.help.isEmpty { finding.help = help(Array(source.utf8), issue, in: scope) }
        diagnostics.add(finding)
      }
      return nil
    }
  }

  /// What to do about an unknown name that resembles no known one, and about a percentage.
  private func help(_ source: [UInt8], _ issue: Issue, in scope: some ExpressionScope) -> [String] {
    let range = issue.range.clamped(to: 0..<source.count)
    switch issue.code {
    case "C0201":
      let name = String(decoding: source[range], as: UTF8.self)
      if let meant = scope.meaning(of: name) { return ["did you mean `\(meant)`?"] }
      if model.entity(named: name) != nil {
        return ["let the event name one, with a field such as `\(name)_id: { entity: \(name) }`"]
      }
      return ["quote it if it is text: \"\(name)\""]
    case "C0101":
      let before = source[..<range.lowerBound].reversed().drop { $0 == 0x20 }
      guard before.first == UInt8(ascii: "%"), before.dropFirst().first.map(NumberSyntax.isDigit) == true
      else {
        return []
      }
      return ["a share is a number in expressions: `0.05` for 5 %"]
    default: return []
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
      fix: issue.replacement.flatMap { replacement in
        guard let text = Self.escaped(replacement.text, in: node) else { return nil }
        // An operator of another language means one thing only; a name that is like another may mean a third.
        let applicability: Fix.Applicability = issue.code.hasPrefix("C01") ? .safe : .maybe
        return Fix(applicability, [.init(span(replacement.range), text)])
      })
  }

  /// A part of an expression as it is written inside a scalar; nil where it cannot be.
  private static func escaped(_ text: String, in node: Node) -> String? {
    switch node.scalar?.style {
    case .single: text.replacing("'", with: "''")
    case .double: text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    case .plain: text.contains(": ") || text.contains(" #") ? nil : text
    default: text
    }
  }
}
