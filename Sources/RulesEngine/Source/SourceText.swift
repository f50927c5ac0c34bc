/// The text of one file, with an index of its lines.
///
/// Lines end with `\n`, `\r\n` or `\r`. A byte order mark belongs to no column. Bytes that are not UTF-8
/// show as U+FFFD.
public struct SourceText: Sendable {
  /// The file as it is named to people.
  public let file: String
  /// The whole text.
  public let utf8: [UInt8]
  /// Where each line starts.
  private let lineStarts: [Int]
  /// How many scalars begin before each block of bytes; empty if the text is ASCII.
  private let scalarCounts: [Int]
  private static let block = 256

  /// Indexes a text given as bytes.
  public init(file: String, utf8: [UInt8]) {
    self.file = file
    self.utf8 = utf8
    var starts = [utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    var index = starts[0]
    while index < utf8.count {
      let byte = utf8[index]
      index += 1
      if byte == 0x0D, index < utf8.count, utf8[index] == 0x0A { index += 1 }
      if byte == 0x0A || byte == 0x0D { starts.append(index) }
    }
    lineStarts = starts
    scalarCounts = utf8.allSatisfy { $0 < 0x80 } ? [] : Self.countScalars(utf8)
  }

  /// Indexes a text.
  public init(file: String, text: String) {
    self.init(file: file, utf8: Array(text.utf8))
  }

  /// The number of lines; a text that ends with a line break has an empty last one.
  public var lineCount: Int { lineStarts.count }

  /// The bytes of a line, from 1, without its line break. Lines that do not exist are empty.
  public func bytes(ofLine line: Int) -> Range<Int> {
    guard line >= 1, line <= lineStarts.count else { return utf8.count..<utf8.count }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] : utf8.count
    while end > start, utf8[end - 1] == 0x0A || utf8[end - 1] == 0x0D { end -= 1 }
    return start..<end
  }

  /// The text of a line, from 1, without its line break.
  public func line(_ line: Int) -> String {
    text(of: bytes(ofLine: line))
  }

  /// The text of a range of bytes.
  public func text(of range: Range<Int>) -> String {
    String(decoding: utf8[range.clamped(to: 0..<utf8.count)], as: UTF8.self)
  }

  /// The text a span covers.
  public func text(of span: SourceSpan) -> String { text(of: span.range) }

  /// The line and column of a byte offset; offsets outside are moved to the nearest end.
  public func position(at offset: Int) -> SourcePosition {
    let offset = min(max(offset, lineStarts[0]), utf8.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let start = lineStarts[low]
    let column = scalars(before: offset) - scalars(before: start)
    return SourcePosition(line: low + 1, column: column + 1, offset: offset)
  }

  private static func countScalars(_ utf8: [UInt8]) -> [Int] {
    var counts: [Int] = []
    var count = 0
    for (index, byte) in utf8.enumerated() {
      if index % block == 0 { counts.append(count) }
      if byte & 0xC0 != 0x80 { count += 1 }
    }
    return counts
  }

  /// How many scalars begin before an offset. Blocks keep this fast in very long lines.
  private func scalars(before offset: Int) -> Int {
    guard !scalarCounts.isEmpty else { return offset }
    let block = min(offset / Self.block, scalarCounts.count - 1)
    let rest = utf8[block * Self.block..<max(block * Self.block, offset)]
    return scalarCounts[block] + rest.count { $0 & 0xC0 != 0x80 }
  }

  /// The span of a range of bytes.
  public func span(of range: Range<Int>) -> SourceSpan {
    SourceSpan(file: file, start: position(at: range.lowerBound), end: position(at: range.upperBound))
  }

  /// The span of some columns, from 1, of a line; columns past its end are moved to its end.
  public func span(line: Int, columns: Range<Int>) -> SourceSpan {
    let bytes = bytes(ofLine: line)
    let text = text(of: bytes)
    func offset(_ column: Int) -> Int {
      bytes.lowerBound + text.unicodeScalars.prefix(max(0, column - 1)).reduce(0) { $0 + UTF8.width($1) }
    }
    return span(of: offset(columns.lowerBound)..<offset(columns.upperBound))
  }
}
