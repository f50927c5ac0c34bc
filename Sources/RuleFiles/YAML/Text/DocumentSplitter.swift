import RulesEngine

/// Cuts a file at its `---` lines, which separate documents wherever they stand.
struct DocumentSplitter {
  private let source: SourceText

  init(_ source: SourceText) {
    self.source = source
  }

  /// The bytes to read of each document. Directives are reported and blanked out.
  func slices(_ diagnostics: Diagnostics) -> [DocumentSlice] {
    var slices: [DocumentSlice] = []
    var start = source.bytes(ofLine: 1).lowerBound
    var hasContent = false
    var text = source.utf8
    for line in 1...source.lineCount {
      let bytes = source.bytes(ofLine: line)
      if isMarker(bytes, 0x2D) {
        slices.append(DocumentSlice(range: start..<bytes.lowerBound, text: []))
        start = bytes.lowerBound
        hasContent = bytes.count > 3
      } else if isMarker(bytes, 0x2E) {
        hasContent = false
      } else if !hasContent, bytes.first.map({ text[$0] }) == 0x25 {
        reportDirective(bytes, diagnostics)
        for index in bytes { text[index] = 0x20 }
      } else if let first = source.indentation(ofLine: line).first, first != "#" {
        hasContent = true
      }
    }
    slices.append(DocumentSlice(range: start..<source.utf8.count, text: []))
    return slices.map { DocumentSlice(range: $0.range, text: Array(text[$0.range])) }
  }

  /// Whether a line is `---` or `...`, alone or before a blank.
  private func isMarker(_ line: Range<Int>, _ byte: UInt8) -> Bool {
    let bytes = source.utf8[line]
    guard bytes.count >= 3, bytes.prefix(3).allSatisfy({ $0 == byte }) else { return false }
    return bytes.count == 3 || bytes[line.lowerBound + 3] == 0x20 || bytes[line.lowerBound + 3] == 0x09
  }

  private func reportDirective(_ line: Range<Int>, _ diagnostics: Diagnostics) {
    diagnostics.add(
      .error(
        "Y0113", "lines that start with `%` are YAML directives, which rule files do not use",
        at: source.span(of: line), help: ["remove the line"]))
  }
}

/// The part of a file that holds one document.
struct DocumentSlice {
  /// Its bytes in the file.
  let range: Range<Int>
  /// Those bytes, as they are to be read.
  let text: [UInt8]
}
