/// The texts of the files that findings point into.
public struct SourceTexts: Sendable {
  private var texts: [[UInt8]: SourceText] = [:]

  /// No texts yet.
  public init() {}

  /// Some texts.
  public init(_ sources: [SourceText]) {
    for source in sources { add(source) }
  }

  /// Adds the text of a file, in place of an earlier one.
  public mutating func add(_ source: SourceText) {
    texts[Array(source.file.utf8)] = source
  }

  /// The text of a file, if it is known.
  public subscript(file: String) -> SourceText? {
    texts[Array(file.utf8)]
  }

  /// All texts, ordered by the bytes of their files' names.
  public var all: [SourceText] {
    texts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  /// Applies the comments that allow findings, file by file. See ``InlineAllows``.
  public func applyAllows(to findings: [Diagnostic]) -> [Diagnostic] {
    all.reduce(findings) { InlineAllows(in: $1).filter($0) }
  }
}
