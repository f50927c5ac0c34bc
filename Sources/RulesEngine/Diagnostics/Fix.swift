/// A change of the text that mends a finding.
public struct Fix: Sendable, Equatable {
  /// Whether a program may apply a fix unasked.
  public enum Applicability: String, Sendable, Equatable {
    /// It keeps the meaning, or restores the only one that can have been meant.
    case safe
    /// A person should look first.
    case maybe
  }

  /// The replacement of one stretch of text.
  public struct Edit: Sendable, Equatable {
    /// What is replaced; empty to insert.
    public var span: SourceSpan
    /// What stands there afterwards.
    public var replacement: String

    /// Makes an edit.
    public init(_ span: SourceSpan, _ replacement: String) {
      self.span = span
      self.replacement = replacement
    }
  }

  /// Whether it may be applied unasked.
  public var applicability: Applicability
  /// Its edits: all or none are applied.
  public var edits: [Edit]

  /// Makes a fix.
  public init(_ applicability: Applicability, _ edits: [Edit]) {
    self.applicability = applicability
    self.edits = edits
  }

  /// A fix that replaces one stretch and may be applied unasked.
  public static func safe(_ span: SourceSpan, _ replacement: String) -> Fix {
    Fix(.safe, [Edit(span, replacement)])
  }

  /// A fix that replaces one stretch, for a person to judge.
  public static func maybe(_ span: SourceSpan, _ replacement: String) -> Fix {
    Fix(.maybe, [Edit(span, replacement)])
  }
}
