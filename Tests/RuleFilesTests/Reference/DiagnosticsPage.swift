import RulesEngine

/// `docs/DIAGNOSTICS.md`: every code of the catalogue with its explanation, and what it looks like where one of
/// `examples/mistakes` shows it.
enum DiagnosticsPage {
  /// The parts of the page, by the first characters of their codes.
  private static let parts: [(prefix: String, title: String, text: String)] = [
    ("Y01", "YAML", "What YAML itself refuses, or reads in another way than it was meant."),
    ("W00", "Words", "What other YAML tools read in another way."),
    ("W01", "Keys and values", "The keys a definition has, and the form of their values."),
    ("W05", "Fees and tenants", "Prices that can be read, but leave something open or cannot be meant."),
    ("W06", "Deadlines, routing and retention", "What leaves somebody waiting, or cannot be meant."),
    ("W09", "Comments that allow a finding", "`# bylaw: allow W0021 because ...`"),
    ("N02", "Names", "Names that nothing answers to, or that two things claim."),
    ("T03", "Types", "Values that do not fit the type of their place."),
    ("S04", "Meaning", "What can be read, but cannot be meant."),
    ("C01", "Reading expressions", "Expressions are written in CEL, the Common Expression Language."),
    ("C02", "Checking expressions", "The names and types in an expression are checked when it is loaded."),
    ("C03", "Limits of expressions", "An expression has a limit in every direction."),
    ("E01", "Events", "Why an event is refused. Refused events are kept with the reason; the others go on."),
    (
      "R02", "Evaluating", "Why an expression gave no value at run time. An error is never taken for `false`."
    ),
    ("R04", "Deciding", "Limits that a decision can run into."),
    ("R05", "Delivering", "Why an action was given up."),
    ("J01", "JSON", "Why a text is not JSON, or not JSON that is accepted."),
    ("L08", "Plugins", "What a plugin and its scripts do wrong while they are loaded."),
  ]

  /// The text of the page.
  ///
  /// - Parameter findings: what to show as an example, by code.
  static func text(_ entries: [DiagnosticCatalogue.Entry], examples: [String: Example]) -> String {
    var text = """
      # Diagnostics

      Every finding has a code, which never changes its meaning. `bylaw check` reports them with their places;
      `--format json`, `sarif` and `github` are for tools. A warning can be allowed where it stands, with a reason:
      `# bylaw: allow W0021 because ...`.

      This page is made from the catalogue in the sources and from the rulebooks in
      [examples/mistakes](../examples/mistakes/README.md): run the tests with `RECORD=1` to write it anew.


      """
    for part in parts {
      text += "- [\(part.title)](#\(part.prefix)): \(range(of: part.prefix, entries))\n"
    }
    for part in parts {
      text += "\n## <a id=\"\(part.prefix)\"></a>\(part.title)\n\n\(part.text)\n"
      for entry in entries where entry.code.id.hasPrefix(part.prefix) {
        text += section(entry, examples[entry.code.id])
      }
    }
    return text
  }

  /// One heading with its text.
  private static func section(_ entry: DiagnosticCatalogue.Entry, _ example: Example?) -> String {
    let id = entry.code.id
    var text = "\n### <a id=\"\(id)\"></a>\(id): \(entry.title)\n\n\(wrapped(entry.explanation))\n"
    if let example { text += "\n```text\n\(example.rendering)\n```\n" }
    return text
  }

  private static func range(of prefix: String, _ entries: [DiagnosticCatalogue.Entry]) -> String {
    let codes = entries.map(\.code.id).filter { $0.hasPrefix(prefix) }
    guard let first = codes.first, let last = codes.last else { return "none" }
    return first == last ? first : "\(first) to \(last)"
  }

  /// Lines of at most 120 characters.
  private static func wrapped(_ text: String) -> String {
    var lines = [""]
    for word in text.split(whereSeparator: \.isWhitespace) {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + word.count < 120 {
        lines[lines.count - 1] = "\(line) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The codes that no part takes.
  static func homeless(_ entries: [DiagnosticCatalogue.Entry]) -> [String] {
    entries.map(\.code.id).filter { id in !parts.contains { id.hasPrefix($0.prefix) } }
  }
}

/// A finding as people read it.
struct Example {
  let code: String
  let rendering: String

  /// The one finding of a mistake, without the line that counts them and blanks at the ends of lines.
  init?(_ mistake: Mistake) {
    var lines = mistake.findings.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while let last = lines.last, last.isEmpty || last.hasSuffix(" in 1 file") { lines.removeLast() }
    guard let head = lines.first, let open = head.firstIndex(of: "["), let close = head.firstIndex(of: "]")
    else {
      return nil
    }
    code = String(head[head.index(after: open)..<close])
    rendering = lines.joined(separator: "\n")
  }
}
