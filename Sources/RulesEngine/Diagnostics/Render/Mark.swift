/// A stretch of one source line to underline.
struct Mark {
  let line: Int
  /// Scalar columns, from 1.
  let columns: Range<Int>
  let label: String
  let isPrimary: Bool

  /// The marks for a span: one a line, at most the first and last two lines of it; the label goes with the
  /// last.
  static func marks(for span: SourceSpan, label: String, isPrimary: Bool, in source: SourceText) -> [Mark] {
    let first = span.start.line
    var last = span.end.line
    if last > first && span.end.column == 1 { last -= 1 }
    return lines(first, last).compactMap { line in
      let text = source.line(line).unicodeScalars
      let indent = source.indentation(ofLine: line)
      let start = line == first ? span.start.column : indent.count + 1
      let end = line == span.end.line ? span.end.column : text.count + 1
      if first != last && (end <= start || (indent.first == nil && line != first)) && line != last {
        return nil
      }
      return Mark(
        line: line, columns: start..<max(start, end), label: line == last ? label : "", isPrimary: isPrimary)
    }
  }

  private static func lines(_ first: Int, _ last: Int) -> [Int] {
    last - first < 4 ? Array(first...max(first, last)) : [first, first + 1, last]
  }
}
