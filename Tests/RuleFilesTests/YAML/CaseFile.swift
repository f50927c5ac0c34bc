import FoundationEssentials
import RuleFiles
import RulesEngine
import Testing

/// A file of cases: each a title, an input, and the findings it must give, word for word.
///
///     === title
///     input
///     >>>
///     expected
///
/// In inputs `␉` stands for a tab, `␠` for a blank at a line's end. With `RECORD=1` in the environment the
/// expected
/// parts are written anew, to be reviewed as a change.
struct CaseFile {
  struct Case: CustomTestStringConvertible, Sendable {
    let title: String
    let input: String
    let expected: String
    var testDescription: String { title }
  }

  let path: String
  let cases: [Case]

  init(_ name: String) throws {
    path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases/\(name)").path()
    let text = try String(contentsOfFile: path, encoding: .utf8)
    cases = text.split(separator: "=== ").map { part in
      let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      let halves = String(lines[1]).split(separator: ">>>\n", omittingEmptySubsequences: false)
      return Case(
        title: String(lines[0]), input: String(halves[0]),
        expected: halves.count > 1 ? Self.trimmed(String(halves[1])) : "")
    }
  }

  static func decoded(_ input: String) -> String {
    input.replacing("␉", with: "\t").replacing("␠", with: " ")
  }

  private static func trimmed(_ text: String) -> String {
    var text = text
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }

  /// Checks every case, or writes the file anew.
  func check(_ findings: (String) -> String) throws {
    let actual = cases.map { Self.trimmed(findings(Self.decoded($0.input))) }
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      let text = zip(cases, actual).map { "=== \($0.title)\n\($0.input)>>>\n\($1)\n\n" }.joined()
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return
    }
    for (item, actual) in zip(cases, actual) {
      #expect(actual == item.expected, "\(item.title) in \(path)")
    }
  }
}
