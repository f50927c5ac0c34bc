/// One finding about a source text.
public struct Issue: Sendable, Hashable {
  /// How bad it is.
  public enum Severity: String, Sendable, Hashable { case error, warning }

  /// A second place that belongs to the finding.
  public struct Related: Sendable, Hashable {
    /// UTF-8 byte offsets into the source.
    public var range: Range<Int>
    /// What is there.
    public var message: String

    /// A related place.
    public init(range: Range<Int>, message: String) {
      self.range = range
      self.message = message
    }
  }

  /// An edit that repairs the mistake without changing anything else.
  public struct Replacement: Sendable, Hashable {
    /// UTF-8 byte offsets into the source.
    public var range: Range<Int>
    /// The new text.
    public var text: String

    /// An edit.
    public init(range: Range<Int>, text: String) {
      self.range = range
      self.text = text
    }
  }

  /// The stable code, for example `C0201`.
  public var code: String
  /// How bad it is.
  public var severity: Severity
  /// What is wrong, in lower case and without a full stop.
  public var message: String
  /// A shorter text to stand at the caret; may be empty.
  public var label: String
  /// UTF-8 byte offsets into the source.
  public var range: Range<Int>
  /// Other places that matter.
  public var related: [Related]
  /// Facts that explain the finding.
  public var notes: [String]
  /// What to do about it.
  public var help: [String]
  /// A safe repair, when there is one.
  public var replacement: Replacement?

  /// A finding.
  public init(
    code: String, severity: Severity = .error, message: String, label: String = "", range: Range<Int>,
    related: [Related] = [], notes: [String] = [], help: [String] = [], replacement: Replacement? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.label = label
    self.range = range
    self.related = related
    self.notes = notes
    self.help = help
    self.replacement = replacement
  }
}

/// Why a source text could not be compiled: at least one issue of severity `error`, in source order.
public struct CompileError: Error, Sendable {
  /// The findings in source order.
  public var issues: [Issue]
  /// Whether the text could not even be read; otherwise names or types are wrong.
  public var isSyntax: Bool

  /// An error from its findings.
  public init(issues: [Issue], isSyntax: Bool = false) {
    self.issues = issues
    self.isSyntax = isSyntax
  }
}

extension CompileError: CustomStringConvertible {
  /// The messages with their codes, one a line.
  public var description: String { issues.map { "\($0.code): \($0.message)" }.joined(separator: "\n") }
}
