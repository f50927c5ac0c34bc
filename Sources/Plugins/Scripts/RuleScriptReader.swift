internal import CEL
internal import RulesEngine

/// Turns the table of a `rule` into the header of a definition.
struct RuleScriptReader {
  private let fields: Map
  private let outline: RuleOutline?
  private let source: SourceText
  private let diagnostics: Diagnostics

  init(_ rule: Value, _ outlines: [RuleOutline], _ source: SourceText, _ diagnostics: Diagnostics) {
    if case .map(let map) = rule { fields = map } else { fields = Map() }
    let id = fields["id"]?.text ?? ""
    outline = outlines.first { $0.id.text == id }
    self.source = source
    self.diagnostics = diagnostics
  }

  private static let keys = [
    "on", "when", "run", "description", "priority", "group", "on_error", "enabled", "id",
  ]

  /// The header; nil after reporting what is wrong.
  func header() -> DefinitionHeader? {
    let isKnown = reportUnknownKeys()
    guard let id = ValueReader<Located<String>>.locatedIdentifier.read(idNode, context("rule")) else {
      return nil
    }
    let on = read("on", .oneOrMany(of: .locatedIdentifier))
    if fields["on"] == nil {
      diagnostics.add(
        .error(
          "W0102", "rule needs `on`", at: id.span, label: "this key is missing",
          help: ["add `on = \"the.event\",`"]))
    }
    guard let on, isKnown else { return nil }
    var header = DefinitionHeader(kind: "rule", id: id)
    header.on = on
    header.condition = read("when", .scalar)
    header.description = read("description", ValueReader<String>.text)
    header.priority = read("priority", .int(in: -1_000_000...1_000_000)) ?? 0
    header.group = read("group", ValueReader<String>.identifier)
    header.onError = read("on_error", .choice(of: ErrorPolicy.self)) ?? .incident
    header.isEnabled = read("enabled", .bool) ?? true
    return header
  }

  private func context(_ name: String) -> ReadContext { ReadContext(diagnostics, name: name) }

  private var idNode: Node { outline?.id ?? text(fields["id"]?.text ?? "") }

  private func read<Read>(_ key: String, _ reader: ValueReader<Read>) -> Read? {
    guard let value = fields[key] else { return nil }
    return reader.read(node(key, value), context(key))
  }

  /// A value as a node: the literal in the file where it is one, else the value at the place of the rule.
  private func node(_ key: String, _ value: Value) -> Node {
    let written = outline?.values(key) ?? []
    if case .list(let list) = value {
      let items = list.elements.enumerated().map { index, element in
        written.count == list.count && written[index].text == element.text
          ? written[index] : text(element.text)
      }
      return Node(.sequence(items), range: idNode.range, in: source)
    }
    if written.count == 1, written[0].text == value.text { return written[0] }
    return text(value.text)
  }

  private func text(_ text: String) -> Node {
    let place = outline?.id.range ?? 0..<0
    var offsets = OffsetMap(startingAt: place.lowerBound)
    offsets.append(source: place, decodedLength: text.utf8.count)
    return Node(.scalar(Scalar(text, style: .plain, offsets: offsets)), range: place, in: source)
  }

  private func reportUnknownKeys() -> Bool {
    let unknown = fields.keys.map(\.text).filter { key in !Self.keys.contains(key) }
    for key in unknown {
      let place = outline?.entries.first { $0.key.text == key }?.key ?? idNode
      let meant = Suggestion.best(for: key, among: Self.keys)
      diagnostics.add(
        .error(
          "W0101", "unknown key `\(key)` in rule", at: place.span,
          notes: ["keys of this rule: \(Self.keys.dropLast().map { "`\($0)`" }.joined(separator: ", "))"],
          help: meant.map { ["did you mean `\($0)`?"] } ?? []))
    }
    return unknown.isEmpty
  }
}
