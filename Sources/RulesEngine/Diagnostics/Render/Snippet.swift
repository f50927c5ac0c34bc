/// The part of a finding that shows source lines.
struct Snippet {
  private let finding: Diagnostic
  private let paint: Paint
  private let parts: [Part]
  /// The width of the line numbers.
  let gutterWidth: Int

  /// The marks of one file.
  private struct Part {
    let source: SourceText?
    let place: SourceSpan
    var marks: [Mark]
  }

  init(_ finding: Diagnostic, sources: SourceTexts, paint: Paint) {
    self.finding = finding
    self.paint = paint
    var parts: [Part] = []
    func add(_ span: SourceSpan, _ label: String, isPrimary: Bool) {
      let index = parts.firstIndex { $0.place.file.utf8.elementsEqual(span.file.utf8) }
      let source = sources[span.file]
      let marks = source.map { Mark.marks(for: span, label: label, isPrimary: isPrimary, in: $0) } ?? []
      if let index {
        parts[index].marks += marks
      } else {
        parts.append(Part(source: source, place: span, marks: marks))
      }
    }
    add(finding.span, finding.label, isPrimary: true)
    for related in finding.related { add(related.span, related.message, isPrimary: false) }
    self.parts = parts
    let numbers = parts.flatMap(\.marks).map(\.line) + [finding.span.start.line]
    gutterWidth = String(numbers.max() ?? 1).count
  }

  /// Whether any source line is shown.
  var hasSource: Bool { parts.contains { $0.source != nil } }

  /// A gutter without a number.
  var bar: String { gutter(nil) }

  /// The place, the lines and their marks, file by file.
  func lines(remark: String?) -> [String] {
    parts.enumerated().flatMap { index, part in
      let arrow = index == 0 ? "-->" : ":::"
      let margin = String(repeating: " ", count: index == 0 ? gutterWidth : gutterWidth + 1)
      let place = "\(Printable.line(part.place.file)):\(part.place.start.line):\(part.place.start.column)"
      let words = index == 0 ? remark.map { "   " + Printable.line($0) } ?? "" : ""
      let head = "\(margin)\(paint.gutter(arrow)) \(place)\(words)"
      guard let source = part.source else { return [head] }
      return [head, bar] + body(part.marks, source)
    }
  }

  private func body(_ marks: [Mark], _ source: SourceText) -> [String] {
    var result: [String] = []
    var before: Int?
    for line in Set(marks.map(\.line)).sorted() {
      if let before, line > before + 1 { result.append("...") }
      before = line
      let here = marks.filter { $0.line == line }.sorted { $0.columns.lowerBound < $1.columns.lowerBound }
      let focus = here.first { $0.isPrimary } ?? here.first
      let display = DisplayLine(source.line(line), showing: focus?.columns.lowerBound ?? 1)
      result.append(display.text.isEmpty ? gutter(line) : "\(gutter(line)) \(display.text)")
      result += here.map { underline($0, display) }
    }
    return result
  }

  private func underline(_ mark: Mark, _ display: DisplayLine) -> String {
    let columns = display.columns(mark.columns)
    let blanks = String(repeating: " ", count: columns.lowerBound)
    let line = String(repeating: mark.isPrimary ? "^" : "-", count: columns.count)
    let words = mark.label.isEmpty ? line : "\(line) \(Printable.line(mark.label))"
    let painted = mark.isPrimary ? paint.severity(finding.severity, words) : paint.gutter(words)
    return "\(bar) \(blanks)\(painted)"
  }

  private func gutter(_ line: Int?) -> String {
    let number = line.map { String($0) } ?? ""
    let blanks = String(repeating: " ", count: max(0, gutterWidth - number.count))
    return paint.gutter("\(blanks)\(number) |")
  }
}
