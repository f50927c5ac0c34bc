/// A place in a file, between two characters.
///
/// `line` and `column` count from 1 and are what people read; a column counts Unicode scalars.
/// `offset` counts UTF-8 bytes from 0 and is what programs use.
public struct SourcePosition: Sendable, Hashable, Comparable {
  /// Line number, from 1.
  public var line: Int
  /// Column in Unicode scalars, from 1.
  public var column: Int
  /// Bytes of UTF-8 before this place.
  public var offset: Int

  /// The very beginning of a file.
  public static let start = SourcePosition(line: 1, column: 1, offset: 0)

  /// Makes a position from its parts; the caller answers for their agreement.
  public init(line: Int, column: Int, offset: Int) {
    self.line = line
    self.column = column
    self.offset = offset
  }

  /// Orders positions of one file by their byte offset.
  public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    left.offset < right.offset
  }
}
