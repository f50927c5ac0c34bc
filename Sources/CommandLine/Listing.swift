internal import CEL

/// Rows of a log in one of three forms: a table for people, JSON lines, CSV.
struct Listing {
  enum Format: String { case human, json, csv }

  /// One cell: text, or JSON that is passed on as it is.
  enum Cell {
    case text(String?)
    case number(Int64)
    case raw([UInt8])
    case names([String])

    var text: String {
      switch self {
      case .text(let text): text ?? ""
      case .number(let number): String(number)
      case .raw(let bytes): String(decoding: bytes, as: UTF8.self)
      case .names(let names): names.joined(separator: " ")
      }
    }
  }

  let format: Format
  let columns: [String]
  private var rows: [[String]] = []

  init(format: Format, columns: [String]) {
    self.format = format
    self.columns = columns
    if format == .csv { Console.print(columns.joined(separator: ",")) }
  }

  /// Adds a row; JSON and CSV are printed at once, so that a long log does not fill the memory.
  mutating func add(_ cells: [Cell]) {
    switch format {
    case .json: Console.print(Self.json(columns, cells))
    case .csv: Console.print(cells.map { Self.csv($0.text) }.joined(separator: ","))
    case .human:
      rows.append(cells.prefix(columns.count).map { Self.shown($0.text) })
      // Widths are taken over a thousand rows at a time.
      if rows.count == 1_000 { flush() }
    }
  }

  /// Prints what is left.
  mutating func finish(empty: String) {
    if format == .human, rows.isEmpty, !hasPrinted { Console.print(empty) }
    flush()
  }

  private var hasPrinted = false

  private mutating func flush() {
    guard !rows.isEmpty else { return }
    Console.print(Console.table((hasPrinted ? [] : [columns]) + rows))
    hasPrinted = true
    rows.removeAll()
  }

  private static func json(_ columns: [String], _ cells: [Cell]) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    for (column, cell) in zip(columns, cells) {
      writer.key(column)
      switch cell {
      case .text(let text): if let text { writer.string(text) } else { writer.null() }
      case .number(let number): writer.int(number)
      case .raw(let bytes): writer.raw(String(decoding: bytes, as: UTF8.self))
      case .names(let names): writer.write(.array(names.map(JSON.string)))
      }
    }
    writer.endObject()
    return writer.text
  }

  /// A cell of RFC 4180; one that a spreadsheet would take for a formula is kept as text.
  private static func csv(_ text: String) -> String {
    let isFormula = text.utf8.first.map { [0x3D, 0x2B, 0x2D, 0x40].contains($0) } ?? false
    let safe = isFormula && Double(text) == nil ? "'\(text)" : text
    guard safe.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return safe }
    return "\"\(safe.replacing("\"", with: "\"\""))\""
  }

  /// Control characters never reach a terminal; long cells are cut.
  private static func shown(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(200) {
      result.append(scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? "\u{FFFD}" : scalar)
    }
    return String(result) + (text.unicodeScalars.count > 200 ? "…" : "")
  }
}
