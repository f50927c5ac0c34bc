import CEL
import Glibc
import Testing

/// The examples of the manual give what it says.
@Suite struct DocumentationTests {
  static let package = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  static func read(_ path: String) -> String {
    guard let file = fopen(package + "/" + path, "r") else { return "" }
    defer { fclose(file) }
    var octets: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { octets += buffer[..<count] }
    return String(decoding: octets, as: UTF8.self)
  }

  /// The lines of the fenced blocks marked `cel`: an expression, an arrow, its value.
  static var examples: [(String, String)] {
    var isInside = false
    var found: [(String, String)] = []
    for line in read("docs/cel.md").split(separator: "\n") {
      if line.hasPrefix("```") {
        isInside = line == "```cel"
      } else if isInside {
        let parts = line.split(separator: " → ", maxSplits: 1)
        found.append((String(parts[0]), parts.count > 1 ? String(parts[1]) : ""))
      }
    }
    return found
  }

  @Test func `every example gives the value beside it`() {
    let examples = Self.examples
    #expect(examples.count > 150)
    for (source, expected) in examples {
      let found = outcome(source, in: shop(), inputs: shopInputs, now: RulesProfileTests.now)
      #expect(found == expected, "\(source) → \(found)")
    }
  }

  @Test func `every function has an example`() {
    let text = Self.examples.map(\.0).joined(separator: "\n")
    for name in shop().functionNames {
      let isThere = text.contains(name + "(")
      #expect(isThere, "no example of \(name)")
    }
  }

  @Test func `every code is explained`() {
    let text = Self.read("docs/cel.md")
    for kind in EvaluationError.Kind.allCases { #expect(text.contains("| \(kind.rawValue) |")) }
  }
}
