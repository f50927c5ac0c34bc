/// Why a text is not JSON, or not JSON that is accepted.
public struct JSONError: Error, Sendable, Hashable {
  /// The kinds, each with a stable code.
  public enum Kind: String, Sendable, Hashable {
    /// The text ends too early.
    case unexpectedEnd = "J0101"
    /// A character that cannot stand here.
    case unexpectedCharacter = "J0102"
    /// Something follows the document.
    case trailingContent = "J0103"
    /// A number that JSON does not know, such as `01` or `1.`.
    case invalidNumber = "J0104"
    /// A control character inside a string.
    case controlCharacter = "J0105"
    /// A backslash followed by something else than JSON allows.
    case invalidEscape = "J0106"
    /// Half of a surrogate pair.
    case loneSurrogate = "J0107"
    /// Octets that are not UTF-8.
    case invalidUTF8 = "J0108"
    /// The same member twice in one object.
    case duplicateKey = "J0109"
    /// Nesting beyond the limit.
    case tooDeep = "J0110"
    /// A text beyond the limit.
    case tooLarge = "J0111"
    /// A value of another kind than the reader asked for.
    case wrongKind = "J0112"
  }

  /// What is wrong.
  public var kind: Kind
  /// Where, in octets from the start.
  public var offset: Int
  /// One sentence in lower case without a full stop.
  public var message: String

  /// The kind's stable code.
  public var code: String { kind.rawValue }

  /// An error.
  public init(_ kind: Kind, offset: Int, _ message: String) {
    self.kind = kind
    self.offset = offset
    self.message = message
  }
}
