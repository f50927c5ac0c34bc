/// One value of a rule file, with its exact place: a text, a list or a mapping.
///
/// A value repeated through an alias is the very same node, so a mistake in it is reported once.
public final class Node: Sendable {
  /// What a node holds.
  public enum Content: Sendable {
    /// A text; what type it has is for the reader to say.
    case scalar(Scalar)
    /// A list.
    case sequence([Node])
    /// Keys and values, in the order they are written; no key stands twice.
    case mapping([Entry])
  }

  /// A key with its value.
  public struct Entry: Sendable {
    /// The key: always a scalar in what the parser gives.
    public let key: Node
    /// The value.
    public let value: Node

    /// Makes an entry.
    public init(key: Node, value: Node) {
      self.key = key
      self.value = value
    }

    /// The key's text.
    public var name: String { key.text ?? "" }
  }

  /// What it holds.
  public let content: Content
  /// Whether a list or mapping is written in `[ ]` or `{ }`.
  public let isFlow: Bool
  /// The bytes of the file it covers, quotes and brackets included.
  public let range: Range<Int>
  /// The file.
  public let source: SourceText

  /// Makes a node.
  public init(_ content: Content, range: Range<Int>, in source: SourceText, isFlow: Bool = false) {
    self.content = content
    self.range = range
    self.source = source
    self.isFlow = isFlow
  }

  /// Where it stands.
  public var span: SourceSpan { source.span(of: range) }

  /// Where it stands, cut at the end of its first line: enough to point at.
  public var headSpan: SourceSpan {
    let start = source.position(at: range.lowerBound)
    let line = source.bytes(ofLine: start.line)
    return source.span(of: range.lowerBound..<max(range.lowerBound, min(range.upperBound, line.upperBound)))
  }
}
