import RuleFiles
import RulesEngine
import Testing

@Suite struct PlacesTests {
  private static func scalars(_ node: Node, _ visit: (Node, Scalar) -> Void) {
    switch node.content {
    case .scalar(let scalar): visit(node, scalar)
    case .sequence(let items): for item in items { scalars(item, visit) }
    case .mapping(let entries):
      for entry in entries {
        scalars(entry.key, visit)
        scalars(entry.value, visit)
      }
    }
  }

  private static func nodes(_ node: Node) -> [Node] {
    let inner = node.items ?? node.entries?.flatMap { [$0.key, $0.value] } ?? []
    return [node] + inner.flatMap(nodes)
  }

  @Test(arguments: Samples.all)
  func `a scalar's place holds its token`(text: String) {
    let file = YAMLParser.parse(text, file: "a.yaml")
    #expect(file.findings.filter { $0.severity == .error } == [])
    #expect(!file.documents.isEmpty)
    for document in file.documents {
      Self.scalars(document.root) { node, scalar in
        let token = file.source.text(of: node.span)
        switch scalar.style {
        case .plain:
          #expect(token.split { $0.isWhitespace }.elementsEqual(scalar.text.split { $0.isWhitespace }))
          #expect(token.first?.isWhitespace != true && token.last?.isWhitespace != true)
        case .single: #expect(token.hasPrefix("'") && token.hasSuffix("'") && token.utf8.count >= 2)
        case .double: #expect(token.hasPrefix("\"") && token.hasSuffix("\"") && token.utf8.count >= 2)
        case .literal: #expect(token.hasPrefix("|") && !token.hasSuffix("\n") && !token.contains("next:"))
        case .folded: #expect(token.hasPrefix(">") && !token.hasSuffix("\n") && !token.contains("next:"))
        }
      }
    }
  }

  @Test(arguments: Samples.all)
  func `each letter of a text is found where it was written`(text: String) {
    let file = YAMLParser.parse(text, file: "a.yaml")
    for document in file.documents {
      Self.scalars(document.root) { node, scalar in
        var offset = 0
        for character in scalar.text.unicodeScalars {
          let width = UTF8.width(character)
          let place = node.span(of: offset..<offset + width)
          let written = file.source.text(of: place)
          if character.properties.isAlphabetic, !written.hasPrefix("\\") {
            #expect(written.unicodeScalars.elementsEqual([character]), "\(scalar.text) at \(offset)")
          }
          // The last line break of a block scalar lies just outside of what is shown as its place.
          #expect(node.range.contains(place.start.offset) || character == "\n")
          offset += width
        }
      }
    }
  }

  @Test(arguments: Samples.all)
  func `places nest and follow one another`(text: String) {
    let file = YAMLParser.parse(text, file: "a.yaml")
    for node in file.documents.flatMap({ Self.nodes($0.root) }) {
      #expect(node.range.upperBound <= file.source.utf8.count)
      if let entries = node.entries {
        for entry in entries where text.utf8.first(where: { $0 == 0x2A }) == nil {
          #expect(node.range.contains(entry.key.range.lowerBound) || node.range == entry.key.range)
          #expect(entry.key.range.upperBound <= entry.value.range.lowerBound)
          #expect(entry.value.range.upperBound <= node.range.upperBound)
        }
      }
    }
  }

  @Test func `collections end with their last value`() throws {
    let file = YAMLParser.parse("a:\n  - b: 1\n    c: 2\n\n# comment\nd: e\n", file: "a.yaml")
    let list = try #require(file.documents.first?.root["a"])
    #expect(file.source.text(of: list.span) == "- b: 1\n    c: 2")
    let flow = YAMLParser.parse("a: [b,\n  c ]  # x\n", file: "a.yaml")
    #expect(try flow.source.text(of: #require(flow.documents.first?.root["a"]).span) == "[b,\n  c ]")
  }

  @Test func `lines, columns and bytes agree`() throws {
    let file = YAMLParser.parse("\u{FEFF}ü: \"日本\" # x\nnext: value\n", file: "a.yaml")
    let root = try #require(file.documents.first?.root)
    let first = try #require(root["ü"])
    #expect(first.span.start == SourcePosition(line: 1, column: 4, offset: 7))
    #expect(first.span.end == SourcePosition(line: 1, column: 8, offset: 15))
    #expect(try #require(root["next"]).span.start == SourcePosition(line: 2, column: 7, offset: 26))
  }

  @Test func `an expression in a block scalar keeps its columns`() throws {
    let file = YAMLParser.parse("rule: a\nif: >-\n  customer.tier ==\n    \"vip\" &&\n  x\n", file: "a.yaml")
    let node = try #require(file.documents.first?.root["if"])
    let text = try #require(node.text)
    let found = try #require(text.firstRange(of: "vip"))
    let start = text.utf8.distance(from: text.startIndex, to: found.lowerBound)
    let span = node.span(of: start..<start + 3)
    #expect(span.start.line == 4 && span.start.column == 6)
    #expect(file.source.text(of: span) == "vip")
  }

  @Test func `an alias is the very node it repeats`() throws {
    let file = YAMLParser.parse("a: &x [1]\nb: *x\n", file: "a.yaml")
    let root = try #require(file.documents.first?.root)
    let first: Node? = root["a"]
    #expect(first != nil)
    #expect(first === root["b"])
  }

  @Test func `a repaired value is read as it was meant`() throws {
    let file = YAMLParser.parse("if: !a.b ? c : d\nset: { x: f(1, 2) }\non:event\nk: v\n", file: "a.yaml")
    let root = try #require(file.documents.first?.root)
    #expect(root["if"]?.text == "!a.b ? c : d")
    #expect(root["set"]?["x"]?.text == "f(1, 2)")
    let on = try #require(root["on"])
    #expect(on.text == "event" && file.source.text(of: on.span) == "event")
  }

  @Test(arguments: [
    ("null", Scalar.Form.null), ("~", .null), ("true", .bool(true)), ("1.50", .number("1.50")),
    ("-1e3", .number("-1e3")), ("NO", .text("NO")), ("True", .text("True")), ("007", .text("007")),
    ("1_000", .text("1_000")), ("0x1F", .text("0x1F")), (".5", .text(".5")), ("\"1\"", .text("1")),
    ("22:30", .text("22:30")), ("2026-01-01", .text("2026-01-01")), ("on", .text("on")),
  ])
  func `only true, false, null and JSON numbers are special`(written: String, form: Scalar.Form) {
    let file = YAMLParser.parse("a: \(written)\n", file: "a.yaml")
    #expect(file.documents.first?.root["a"]?.scalar?.form == form)
  }
}
