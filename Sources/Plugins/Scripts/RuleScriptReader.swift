internal import CEL
internal import RulesEngine

/// Turns the table of a `rule` into the header of a definition, with the reader that rules in YAML have.
struct RuleScriptReader {
  private let rule: Value
  private let outline: RuleOutline?
  private let source: SourceText

  init(_ rule: Value, _ outlines: [RuleOutline], _ source: SourceText) {
    var fields: [(String, Value)] = []
    var id = ""
    if case .map(let map) = rule {
      id = map["id"]?.text ?? ""
      fields = zip(map.keys, map.values).map { ($0.text, $1) }.filter { $0.0 != "id" }
    }
    self.rule = .map(Map(fields))
    self.source = source
    outline = outlines.first { $0.id.text == id }
    idNode = outline?.id ?? Self.node(id, at: 0..<0, in: source)
  }

  private let idNode: Node

  /// The header; nil after reporting what is wrong.
  func header(_ diagnostics: Diagnostics) -> DefinitionHeader? {
    let own = Diagnostics()
    defer { diagnostics.add(contentsOf: own.sorted.map(inLua)) }
    let name = Self.node("rule", at: idNode.range, in: source)
    var entries = [Node.Entry(key: name, value: idNode)]
    let fields = node(rule, outline?.table, at: idNode.range)
    entries += (fields.entries ?? []).sorted { $0.key.range.lowerBound < $1.key.range.lowerBound }
    let root = Node(.mapping(entries), range: fields.range, in: source)
    guard let keys = MappingReader(root, "rule", ReadContext(own, name: "rule")) else { return nil }
    let id = keys.required("rule", .locatedIdentifier)
    _ = keys.required("on", .node)
    let header = keys.header(
      "rule", Decoding.Definition(id: id ?? Located("", idNode.span)), conditionKey: "when")
    keys.allow("run")
    return keys.finish() ? header : nil
  }

  /// A value as a node: what is written out stands where it is written, all else at the place of its expression.
  private func node(_ value: Value, _ written: WrittenValue?, at place: Range<Int>) -> Node {
    let place = written?.range ?? place
    switch value {
    case .map(let map):
      let entries = zip(map.keys, map.values).map { key, value in
        let own = written?.entry(key.text)
        return Node.Entry(
          key: own?.key ?? Self.node(key.text, at: place, in: source),
          value: node(value, own?.value, at: place))
      }
      return Node(.mapping(entries), range: place, in: source)
    case .list(let list):
      let elements = written?.elements ?? []
      let items = list.elements.enumerated().map { index, element in
        node(element, elements.count == list.count ? elements[index] : nil, at: place)
      }
      return Node(.sequence(items), range: place, in: source)
    default:
      if case .scalar(let node)? = written, node.text == value.text { return node }
      return Self.node(value.text, at: place, in: source)
    }
  }

  private static func node(_ text: String, at place: Range<Int>, in source: SourceText) -> Node {
    var offsets = OffsetMap(startingAt: place.lowerBound)
    offsets.append(source: place, decodedLength: text.utf8.count)
    return Node(.scalar(Scalar(text, style: .plain, offsets: offsets)), range: place, in: source)
  }

  /// A finding as it is meant in a Lua file: tables have `=`, and texts have quotes.
  private func inLua(_ finding: Diagnostic) -> Diagnostic {
    var finding = finding
    finding.notes = finding.notes.map {
      $0.replacing("keys of this rule: `rule`, ", with: "keys of this rule: ")
    }
    finding.help = finding.help.map { $0.replacing(": ", with: " = ") }
    finding.fix = finding.fix.flatMap { fix in
      guard fix.edits.allSatisfy({ isName($0.replacement) }) else { return nil }
      return Fix(fix.applicability, fix.edits.map(quoted))
    }
    return finding
  }

  /// A replacement of a text has the quotes of that text.
  private func quoted(_ edit: Fix.Edit) -> Fix.Edit {
    let quote = source.text(of: edit.span).prefix(1)
    return quote == "\"" || quote == "'" ? Fix.Edit(edit.span, quote + edit.replacement + quote) : edit
  }

  private func isName(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 == 0x5F || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) }
  }
}
