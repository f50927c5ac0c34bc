/// The words of one `bylaw: allow` comment, taken apart.
struct AllowComment {
  private(set) var codes: [DiagnosticCode] = []
  private(set) var mistakes: [Diagnostic] = []
  let span: SourceSpan
  /// Whether code stands before it on the line.
  let isTrailing: Bool

  /// Whether it names codes and gives a reason.
  var isUsable: Bool { !codes.isEmpty && mistakes.isEmpty }

  private static let mark = Array("bylaw: allow".unicodeScalars)

  /// Finds the comment in a line; `nil` if there is none.
  init?(in source: SourceText, line: Int) {
    let scalars = Array(source.line(line).unicodeScalars)
    guard let start = Self.start(in: scalars) else { return nil }
    let end = scalars.lastIndex { $0 != " " && $0 != "\t" && $0 != "\r" }.map { $0 + 1 } ?? scalars.count
    span = source.span(line: line, columns: start + 1..<end + 1)
    isTrailing = scalars[..<start].contains { !" \t#-".unicodeScalars.contains($0) }
    read(words: scalars[(start + Self.mark.count)..<end].split(separator: " ").map(Self.text))
  }

  private mutating func read(words: [String]) {
    let because = words.firstIndex(of: "because")
    for word in words[..<(because ?? words.endIndex)] {
      let code = DiagnosticCode(word.filter { $0 != "," })
      codes.append(code)
      if DiagnosticCatalogue.entry(code) == nil { mistakes.append(unknown(code)) }
    }
    if because.map({ $0 + 1 < words.endIndex }) != true || codes.isEmpty {
      mistakes = [
        .error(
          "W0901", "this comment must name a code and a reason", at: span,
          label: codes.isEmpty ? "no code is named" : "no reason is given",
          help: ["write `bylaw: allow \(codes.first?.id ?? "W0021") because ...` and say why"])
      ]
    }
  }

  private func unknown(_ code: DiagnosticCode) -> Diagnostic {
    let meant = DiagnosticCatalogue.closest(to: code.id)
    return .error(
      "W0903", "there is no code `\(code)`", at: span,
      help: [meant.map { "did you mean `\($0)`?" } ?? "write the code of a finding, such as `W0021`"])
  }

  /// Where `bylaw: allow` starts, if `#` or `--` stands before it.
  private static func start(in line: [Unicode.Scalar]) -> Int? {
    guard line.count >= mark.count else { return nil }
    return (0...(line.count - mark.count)).first { index in
      guard line[index] == mark[0], line[index..<index + mark.count].elementsEqual(mark) else { return false }
      let before = line[..<index].reversed().drop { $0 == " " }
      return before.first == "#" || before.prefix(2).elementsEqual("--".unicodeScalars)
    }
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}
