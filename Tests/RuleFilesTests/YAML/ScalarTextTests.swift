import RulesEngine
import Testing

@testable import RuleFiles

@Suite struct ScalarTextTests {
  /// Checks every scalar of a text as far as it can be read.
  private func check(_ text: String) {
    var bytes = Array(text.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    let characters = CharacterIndex(bytes, base: 0)
    guard var reader = EventReader(bytes) else { return }
    while let event = try? reader.next() {
      if case .streamEnd = event.kind { break }
      guard case .scalar(let value, let style) = event.kind, event.anchor == nil, event.tag == nil else {
        continue
      }
      let range = event.characters
      let token = characters.offset(range.lowerBound)..<characters.offset(range.upperBound)
      let decoded = ScalarText(value, style, token, in: bytes)
      #expect(decoded.isExact, "\(style) scalar \(value.debugDescription) in \(text.debugDescription)")
    }
  }

  @Test(arguments: Samples.all)
  func `decoding again gives libyaml's text`(text: String) {
    check(text)
  }

  @Test(arguments: 1...100)
  func `also for scalars made of random pieces`(seed: Int) {
    let pieces = [
      "a", "é b", " ", "  ", "\n", "\n  ", "\n    ", "\n\n", "''", "\\n", "\\\n", "\\u00e9", "\t", "c: d",
      "#",
    ]
    let opens = [
      ("a: |\n  ", ""), ("a: >\n  ", ""), ("a: |+\n", ""), ("a: >-\n ", ""), ("- >2\n", ""), ("a: '", "'"),
      ("a: \"", "\""), ("a: ", ""), ("- ", ""),
    ]
    var random = SeededRandom(seed)
    for _ in 0..<40 {
      let (open, close) = opens.randomElement(using: &random) ?? ("", "")
      let count = Int.random(in: 0...12, using: &random)
      check(
        open + (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + close + "\n")
    }
  }
}
