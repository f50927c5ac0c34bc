/// A source line as a terminal shows it: tabs expanded, wide characters counted, long lines cut to a window.
struct DisplayLine {
  /// What is printed.
  let text: String
  /// For each scalar of the line, and its end, the column at which it begins (from 0, before cutting).
  private let starts: [Int]
  private let window: Range<Int>
  private let isCut: Bool

  static let tabWidth = 4
  /// Longer lines are cut to this many columns.
  static let maximum = 160
  /// Columns kept before the first mark of a cut line.
  private static let lead = 60

  /// Lays out a line so that the column of interest (from 1, in scalars) is visible.
  init(_ line: String, showing column: Int) {
    var cells: [(text: String, start: Int)] = []
    var starts: [Int] = []
    var next = 0
    for scalar in line.unicodeScalars {
      starts.append(next)
      let isTab = scalar == "\t"
      let width = isTab ? Self.tabWidth - next % Self.tabWidth : Printable.width(scalar)
      let text = isTab ? String(repeating: " ", count: width) : String(Printable.visible(scalar))
      cells.append((text, next))
      next += width
    }
    starts.append(next)
    self.starts = starts
    isCut = next > Self.maximum
    guard isCut else {
      window = 0..<next
      text = cells.map(\.text).joined()
      return
    }
    let focus = starts[min(max(column - 1, 0), starts.count - 1)]
    let first = max(0, min(focus - Self.lead, next - Self.maximum))
    let window = first..<first + Self.maximum
    self.window = window
    let shown = cells.filter { window.contains($0.start) }.map(\.text).joined()
    text = (first > 0 ? "…" : "") + shown + (window.upperBound < next ? "…" : "")
  }

  /// The printed columns, from 0, of a range of scalar columns, from 1; at least one column wide.
  func columns(_ range: Range<Int>) -> Range<Int> {
    let shift = window.lowerBound > 0 ? window.lowerBound - 1 : 0
    func place(_ column: Int) -> Int {
      let index = min(max(column - 1, 0), starts.count - 1)
      return min(max(starts[index], window.lowerBound), window.upperBound) - shift
    }
    let start = place(range.lowerBound)
    return start..<max(place(range.upperBound), start + 1)
  }

  /// The number of scalars.
  var scalarCount: Int { starts.count - 1 }
}
