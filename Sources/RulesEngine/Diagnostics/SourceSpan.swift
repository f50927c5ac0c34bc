/// A stretch of one file, from `start` up to but not including `end`.
public struct SourceSpan: Sendable, Hashable {
  /// The file as it is named to people, relative to the rulebook.
  public var file: String
  /// Where the stretch begins.
  public var start: SourcePosition
  /// Just after its last character.
  public var end: SourcePosition

  /// Makes a span; an end before the start is pulled up to the start.
  public init(file: String, start: SourcePosition, end: SourcePosition) {
    self.file = file
    self.start = start
    self.end = Swift.max(start, end)
  }

  /// An empty span at one place.
  public init(file: String, at position: SourcePosition) {
    self.init(file: file, start: position, end: position)
  }

  /// The start of `file`, for a problem with the file as a whole.
  public static func file(_ file: String) -> SourceSpan {
    SourceSpan(file: file, at: .start)
  }

  /// The bytes it covers.
  public var range: Range<Int> { start.offset..<Swift.max(start.offset, end.offset) }

  /// Whether `other` lies in the same file and wholly inside this span.
  public func contains(_ other: SourceSpan) -> Bool {
    file.utf8.elementsEqual(other.file.utf8) && start <= other.start && other.end <= end
  }
}
