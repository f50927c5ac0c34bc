public import RulesEngine

/// One document of a YAML file.
public struct YAMLDocument: Sendable {
  /// Its value.
  public let root: Node

  /// Where it stands.
  public var span: SourceSpan { root.span }
}

/// What was read from a YAML file.
public struct YAMLFile: Sendable {
  /// The text, for showing findings.
  public let source: SourceText
  /// The documents that could be read, in order; empty ones are left out.
  public let documents: [YAMLDocument]
  /// What is wrong or doubtful, in order of place.
  public let findings: [Diagnostic]
  /// Whether every document could be read, perhaps after stepping over mistakes.
  public let isComplete: Bool

  /// Whether any finding is an error.
  public var hasErrors: Bool { findings.contains { $0.severity == .error } }
}
