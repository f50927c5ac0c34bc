/// Reads the rows of a decision table from CSV (RFC 4180): the first line names the columns.
enum CSVTable {
  static func rows(of file: SourceFile, _ diagnostics: Diagnostics) -> [TableDraft.Row]? {
    let source = SourceText(file: file.path, utf8: file.utf8)
    var reader = CSVReader(source: source)
    guard let head = reader.next() else {
      diagnostics.add(
        .error(
          "W0125", "`\(file.path)` is empty", at: .file(file.path),
          help: ["name the columns in the first line, and write a row on each further line"]))
      return nil
    }
    let names = head.map(\.located)
    var rows: [TableDraft.Row] = []
    while let cells = reader.next() {
      let span = source.span(of: (cells.first?.range.lowerBound ?? 0)..<(cells.last?.range.upperBound ?? 0))
      if reader.openQuote != nil { break }
      guard cells.count == names.count else {
        report(cells.count, of: names, at: span, diagnostics)
        continue
      }
      rows.append(TableDraft.Row(cells: zip(names, cells).map { (name: $0, value: $1) }, span: span))
    }
    if let place = reader.openQuote {
      diagnostics.add(
        .error(
          "W0125", "this quote is never closed", at: source.span(of: place..<place + 1), label: "opened here",
          help: ["close it at the end of the cell; a quote inside a quoted cell is written twice: \"\""]))
      return nil
    }
    if let place = reader.stray {
      diagnostics.add(
        .error(
          "W0125", "text follows the closing quote of this cell", at: source.span(of: place),
          help: ["quote the whole cell; a quote inside it is written twice: \"\""]))
      return nil
    }
    return rows
  }

  /// A line with too few or too many cells.
  private static func report(
    _ count: Int, of names: [Located<String>], at span: SourceSpan, _ diagnostics: Diagnostics
  ) {
    let isShort = count < names.count
    let absent = names.dropFirst(count).map { "`\($0.value)`" }.joined(separator: ", ")
    diagnostics.add(
      .error(
        "W0125",
        "this line has \(count) \(count == 1 ? "cell" : "cells"), and the first line names \(names.count) columns",
        at: span, label: isShort ? "nothing for \(absent)" : "",
        help: [
          isShort
            ? "add the missing cells; `-` is an input that may be anything"
            : "quote a cell that holds commas: `\"gold, vip\"`"
        ]))
  }
}

/// Splits CSV into cells that know their places.
struct CSVReader {
  let source: SourceText
  private var position = 0
  /// Where a quote was opened that is not closed.
  private(set) var openQuote: Int?
  /// Where text follows the closing quote of a cell, the first time.
  private(set) var stray: Range<Int>?

  init(source: SourceText) {
    self.source = source
    if source.utf8.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The cells of the next line that is not blank; nil at the end.
  mutating func next() -> [Node]? {
    let text = source.utf8
    while position < text.count, text[position] == 0x0A || text[position] == 0x0D { position += 1 }
    guard position < text.count else { return nil }
    var cells: [Node] = []
    while true {
      cells.append(cell())
      guard position < text.count, text[position] == UInt8(ascii: ",") else { return cells }
      position += 1
    }
  }

  private mutating func cell() -> Node {
    let text = source.utf8
    while position < text.count, text[position] == 0x20 { position += 1 }
    if position < text.count, text[position] == UInt8(ascii: "\"") { return quoted() }
    let start = position
    while position < text.count, ![0x0A, 0x0D, UInt8(ascii: ",")].contains(text[position]) { position += 1 }
    var end = position
    while end > start, text[end - 1] == 0x20 { end -= 1 }
    return node(Array(text[start..<end]), Array(start..<end), start..<end)
  }

  private mutating func quoted() -> Node {
    let text = source.utf8
    let start = position
    position += 1
    var bytes: [UInt8] = []
    var places: [Int] = []
    while position < text.count {
      if text[position] == UInt8(ascii: "\"") {
        position += 1
        guard position < text.count, text[position] == UInt8(ascii: "\"") else {
          let end = position
          skipStray(behind: end)
          return node(bytes, places, start..<end)
        }
      }
      bytes.append(text[position])
      places.append(position)
      position += 1
    }
    openQuote = start
    return node(bytes, places, start..<position)
  }

  /// Skips to the end of a cell behind its closing quote, where only blanks belong.
  private mutating func skipStray(behind end: Int) {
    let text = source.utf8
    while position < text.count, ![0x0A, 0x0D, UInt8(ascii: ",")].contains(text[position]) {
      if text[position] != 0x20, stray == nil { stray = end..<position + 1 }
      position += 1
    }
    if let found = stray, found.lowerBound == end { stray = end..<position }
  }

  private func node(_ bytes: [UInt8], _ places: [Int], _ range: Range<Int>) -> Node {
    var offsets = OffsetMap(startingAt: range.lowerBound)
    for place in places { offsets.append(source: place..<place + 1, decodedLength: 1) }
    let scalar = Scalar(String(decoding: bytes, as: UTF8.self), style: .plain, offsets: offsets)
    return Node(.scalar(scalar), range: range, in: source)
  }
}
