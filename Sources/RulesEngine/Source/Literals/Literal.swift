/// A value with a written form of its own, such as a duration or an amount of money.
public protocol Literal: Sendable {
  /// Reads the written form.
  ///
  /// - Throws: what is wrong with it, in words.
  static func read(_ text: String) throws(LiteralMistake) -> Self
}

/// Why a text is not the literal it should be.
public struct LiteralMistake: Error, Sendable, Equatable {
  /// What a right one looks like; shown beside the carets.
  public var expected: String
  /// The text that was probably meant.
  public var suggestion: String?
  /// Whether it can have been nothing else.
  public var isCertain: Bool
  /// More to know.
  public var notes: [String]

  /// Describes a mistake.
  public init(expected: String, suggestion: String? = nil, isCertain: Bool = true, notes: [String] = []) {
    self.expected = expected
    self.suggestion = suggestion
    self.isCertain = isCertain
    self.notes = notes
  }
}
