/// How much a finding matters.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  /// The rulebook is refused.
  case error
  /// The rulebook loads, but this is probably not what was meant.
  case warning
  /// For information.
  case note

  /// Orders errors before warnings before notes.
  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .error: 0
    case .warning: 1
    case .note: 2
    }
  }
}

/// One finding: what is wrong, exactly where, and what to do about it.
///
/// The message stands alone, in lower case, without a final period, and says what is wrong. The label is
/// shorter,
/// because it points. Only `help` says how to mend it; `notes` give context.
public struct Diagnostic: Sendable, Equatable {
  /// The stable code.
  public var code: DiagnosticCode
  /// How much it matters.
  public var severity: Severity
  /// What is wrong.
  public var message: String
  /// The words beside the carets; may be empty.
  public var label: String
  /// The smallest stretch of text that still shows the problem.
  public var span: SourceSpan
  /// Other places that matter.
  public var related: [Related]
  /// Context.
  public var notes: [String]
  /// How to mend it.
  public var help: [String]
  /// A change of the text that mends it.
  public var fix: Fix?

  /// Where the documentation explains this code.
  public var url: String { code.url }

  /// Makes a finding from its parts.
  public init(
    _ severity: Severity, _ code: DiagnosticCode, _ message: String, at span: SourceSpan, label: String = "",
    related: [Related] = [], notes: [String] = [], help: [String] = [], fix: Fix? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.label = label
    self.span = span
    self.related = related
    self.notes = notes
    self.help = help
    self.fix = fix
  }
}

extension Diagnostic {
  /// A finding that refuses the rulebook.
  public static func error(
    _ code: DiagnosticCode, _ message: String, at span: SourceSpan, label: String = "",
    related: [Related] = [], notes: [String] = [], help: [String] = [], fix: Fix? = nil
  ) -> Diagnostic {
    Diagnostic(
      .error, code, message, at: span, label: label, related: related, notes: notes, help: help, fix: fix)
  }

  /// A finding that leaves the rulebook usable.
  public static func warning(
    _ code: DiagnosticCode, _ message: String, at span: SourceSpan, label: String = "",
    related: [Related] = [], notes: [String] = [], help: [String] = [], fix: Fix? = nil
  ) -> Diagnostic {
    Diagnostic(
      .warning, code, message, at: span, label: label, related: related, notes: notes, help: help, fix: fix)
  }
}

extension Diagnostic {
  /// Another place that matters to a finding.
  public struct Related: Sendable, Equatable {
    /// Where.
    public var span: SourceSpan
    /// Why it matters.
    public var message: String

    /// Makes a related place.
    public init(_ message: String, at span: SourceSpan) {
      self.span = span
      self.message = message
    }
  }
}
