internal import Glibc

/// The one place that prints.
enum Console {
  /// Whether people read standard output, or errors, on a terminal.
  static let isTerminal = isatty(STDOUT_FILENO) == 1
  static let isErrorTerminal = isatty(STDERR_FILENO) == 1
  /// Whether colours are welcome there.
  static let hasColour = isTerminal && getenv("NO_COLOR") == nil

  /// Prints a line to standard output.
  static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

  /// Prints to standard output as it is.
  static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// Prints a line to standard error.
  static func complain(_ line: String) { write("bylaw: \(line)\n", to: STDERR_FILENO) }

  /// Prints to standard error as it is.
  static func note(_ text: String) { write(text, to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
        if count > 0 { sent += count } else if errno != EINTR { return }
      }
    }
  }

  /// A whole number with a mark every three digits, for people.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return number < 0 ? "-\(result)" : result
  }

  /// A table with columns as wide as they need to be; the columns named in `right` are aligned to the right.
  static func table(_ rows: [[String]], right: Set<Int> = []) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.count > column ? width($0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - width(cell))
        let isLast = column == row.count - 1
        line += right.contains(column) ? space + cell : isLast ? cell : cell + space
        if !isLast { line += "  " }
      }
      return line
    }.joined(separator: "\n")
  }

  private static func width(_ text: String) -> Int { text.unicodeScalars.count }
}
