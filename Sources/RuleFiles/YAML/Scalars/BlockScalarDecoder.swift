/// Decodes scalars after `|` and `>`.
enum BlockScalarDecoder {
  /// One line of the content, without its indentation.
  private struct Line {
    /// Where the line begins in the file.
    let start: Int
    /// Its text after the indentation.
    let text: Range<Int>
    /// Its line break.
    let lineBreak: Range<Int>

    var isEmpty: Bool { text.isEmpty }
  }

  /// What stands after `|` or `>`.
  private struct Header {
    var keep = false
    var strip = false
    var end: Int
  }

  /// Decodes a block scalar whose text is known; an explicit indentation is found by trying which gives that
  /// text.
  static func decode(_ bytes: [UInt8], _ token: Range<Int>, isFolded: Bool, expected: [UInt8]) -> DecodedText
  {
    let header = header(bytes, token)
    let raw = rawLines(bytes, header.end..<token.upperBound)
    let first = raw.first { line in line.text.contains { bytes[$0] != 0x20 } }
    let blanks = first?.text.prefix { bytes[$0] == 0x20 }.count
    let widest = blanks ?? raw.map(\.text.count).max() ?? 0
    let candidates = [widest] + (0..<min(widest, 128)).reversed()
    var best: DecodedText?
    for indent in candidates {
      let decoded = decode(bytes, token, header, raw, indent, isFolded)
      if decoded.text == expected { return decoded }
      best = best ?? decoded
    }
    return best ?? DecodedText(token)
  }

  private static func header(_ bytes: [UInt8], _ token: Range<Int>) -> Header {
    var header = Header(end: token.lowerBound + 1)
    while header.end < token.upperBound {
      let byte = bytes[header.end]
      guard byte == 0x2B || byte == 0x2D || (0x31...0x39).contains(byte) else { break }
      header.keep = header.keep || byte == 0x2B
      header.strip = header.strip || byte == 0x2D
      header.end += 1
    }
    while header.end < token.upperBound, bytes[header.end] != 0x0A, bytes[header.end] != 0x0D {
      header.end += 1
    }
    return header
  }

  private static func rawLines(_ bytes: [UInt8], _ range: Range<Int>) -> [Line] {
    var lines: [Line] = []
    var start = range.lowerBound
    var index = start
    func isBreak(_ index: Int) -> Bool { bytes[index] == 0x0A || bytes[index] == 0x0D }
    while index < range.upperBound {
      guard isBreak(index) else {
        index += 1
        continue
      }
      let end = index
      index += bytes[index] == 0x0D && index + 1 < range.upperBound && bytes[index + 1] == 0x0A ? 2 : 1
      lines.append(Line(start: start, text: start..<end, lineBreak: end..<index))
      start = index
    }
    if start < range.upperBound {
      lines.append(
        Line(start: start, text: start..<range.upperBound, lineBreak: range.upperBound..<range.upperBound))
    }
    // The first "line" is the rest of the header.
    return Array(lines.dropFirst())
  }

  private static func decode(
    _ bytes: [UInt8], _ token: Range<Int>, _ header: Header, _ raw: [Line], _ indent: Int, _ isFolded: Bool
  ) -> DecodedText {
    let lines = raw.map { line in
      let blanks = line.text.prefix(indent).prefix { bytes[$0] == 0x20 }.count
      return Line(start: line.start, text: line.text.dropFirst(blanks), lineBreak: line.lineBreak)
    }
    let content = lines.lastIndex { !$0.isEmpty }.map { lines[...$0] } ?? []
    var result = DecodedText(token.lowerBound..<(content.last?.text.upperBound ?? header.end))
    for (index, line) in content.enumerated() {
      result.copy(line.text, bytes)
      guard index + 1 < content.count else { continue }
      let joint = isFolded ? fold(line, content[(index + 1)...], bytes) : [0x0A]
      result.put(joint, for: line.lineBreak.lowerBound..<content[index + 1].text.lowerBound)
    }
    finish(lines, content.count, header, &result)
    return result
  }

  /// What a line break in a folded scalar becomes: between two lines of text a blank, or nothing if blank
  /// lines follow;
  /// beside lines that are indented further it stays.
  private static func fold(_ line: Line, _ rest: ArraySlice<Line>, _ bytes: [UInt8]) -> [UInt8] {
    func isText(_ line: Line) -> Bool {
      line.text.first.map { bytes[$0] != 0x20 && bytes[$0] != 0x09 } ?? false
    }
    guard isText(line), let next = rest.first(where: { !$0.isEmpty }), isText(next) else { return [0x0A] }
    return rest.first.map(\.isEmpty) == true ? [] : [0x20]
  }

  private static func finish(_ lines: [Line], _ count: Int, _ header: Header, _ result: inout DecodedText) {
    if header.strip { return }
    let trailing = count == 0 ? lines[...] : lines[(count - 1)...]
    let breaks = trailing.filter { !$0.lineBreak.isEmpty }
    let kept = header.keep ? breaks : count == 0 ? [] : Array(breaks.prefix(1))
    for line in kept { result.put([0x0A], for: line.lineBreak) }
  }
}
