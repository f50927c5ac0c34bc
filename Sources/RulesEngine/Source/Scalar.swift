/// A text in a rule file: as it reads, how it was written, and where each of its bytes came from.
public struct Scalar: Sendable {
  /// How a text is written in YAML.
  public enum Style: String, Sendable {
    /// Without quotes.
    case plain
    /// In `'`.
    case single
    /// In `"`, with escapes.
    case double
    /// After `|`: line breaks stay.
    case literal
    /// After `>`: line breaks become blanks.
    case folded
  }

  /// What JSON would make of it, at places without a schema.
  public enum Form: Sendable, Equatable {
    /// An unquoted `null` or `~`, or nothing at all.
    case null
    /// An unquoted `true` or `false`.
    case bool(Bool)
    /// An unquoted JSON number, with its digits as written.
    case number(String)
    /// Everything else.
    case text(String)
  }

  /// The text, escapes and folding undone.
  public let text: String
  /// How it was written.
  public let style: Style
  /// From offsets in ``text`` to offsets in the file.
  public let offsets: OffsetMap

  /// Makes a scalar.
  public init(_ text: String, style: Style, offsets: OffsetMap) {
    self.text = text
    self.style = style
    self.offsets = offsets
  }

  /// What JSON would make of it. Only `null`, `true`, `false` and JSON numbers are special, and only without
  /// quotes.
  public var form: Form {
    guard style == .plain else { return .text(text) }
    switch text {
    case "", "~", "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: return NumberSyntax.isJSONNumber(text) ? .number(text) : .text(text)
    }
  }
}
