/// A text with `${expr}` parts, split into literal pieces and expressions.
///
/// `$${` stands for a literal `${`. The matching brace is found with the language's own lexer, so braces and
/// strings inside an expression do no harm.
public struct Interpolation: Sendable {
  /// A piece of the text.
  public enum Piece: Sendable, Hashable {
    /// Text to copy.
    case text(String)
    /// An expression and where it stands in the whole text, in UTF-8 byte offsets (without the braces).
    case expression(String, range: Range<Int>)
  }

  /// The pieces in order; neighbouring literal text is one piece.
  public var pieces: [Piece]

  /// Splits a text. Throws when a `${` is never closed.
  public init(_ text: String) throws(CompileError) { pieces = [.text(text)] }

  /// The expression when the whole text is exactly one `${expr}`, whose value keeps its type.
  public var single: (source: String, range: Range<Int>)? {
    if pieces.count == 1, case .expression(let source, let range) = pieces[0] { return (source, range) }
    return nil
  }
}
