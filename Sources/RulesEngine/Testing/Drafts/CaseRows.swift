internal import CEL

extension ValueReader where Value == [CaseRow] {
  /// The rows of `cases`: a list of mappings.
  static var caseRows: ValueReader<[CaseRow]> {
    ValueReader<[CaseRow]>("a list of mappings") { node, context in
      guard
        let rows = ValueReader<[[(key: Node, value: Node)]]>
          .list(of: .table(of: .node, count: 1...100), count: 1...1_000).read(node, context),
        let items = node.items
      else { return nil }
      return zip(rows, items).enumerated().map { position, row in
        let values = row.0.map { (name: $0.key.text ?? "", value: $0.value) }
        return CaseRow(label: label(position, values), values: values, span: row.1.headSpan)
      }
    }
  }

  /// `row 3: gold`: by the value under `name`, else by the first one that is text.
  private static func label(_ position: Int, _ values: [(name: String, value: Node)]) -> String {
    let named = values.first { $0.name == "name" } ?? values.first { $0.value.text != nil }
    return "row \(position + 1)" + (named?.value.text.map { ": \($0.excerpt)" } ?? "")
  }
}

/// Fills the values of one row into the parts of a test.
///
/// A text that is exactly `${case.x}` becomes what the row has under `x`, whatever that is, and is typed by its place
/// there. What a row leaves out is left out of the test.
struct CaseColumns {
  let names: [String]

  init(_ rows: [CaseRow]) {
    var names: [String] = []
    for row in rows {
      for value in row.values where !names.contains(value.name) { names.append(value.name) }
    }
    self.names = names
  }

  func fill(_ node: Node, from row: CaseRow, _ diagnostics: Diagnostics) -> Node {
    filled(node, row, diagnostics) ?? node
  }

  /// The node with its values; nil where the row leaves it out.
  private func filled(_ node: Node, _ row: CaseRow, _ diagnostics: Diagnostics) -> Node? {
    switch node.content {
    case .scalar(let scalar):
      guard let name = Self.column(in: scalar.text) else { return node }
      if let value = row.values.first(where: { $0.name == name }) { return value.value }
      if names.contains(name) { return nil }
      report(name, node, diagnostics)
      return node
    case .sequence(let items):
      return Node(
        .sequence(items.compactMap { filled($0, row, diagnostics) }), range: node.range, in: node.source,
        isFlow: node.isFlow)
    case .mapping(let entries):
      let kept = entries.compactMap { entry in
        filled(entry.value, row, diagnostics).map { Node.Entry(key: entry.key, value: $0) }
      }
      return Node(.mapping(kept), range: node.range, in: node.source, isFlow: node.isFlow)
    }
  }

  private func report(_ name: String, _ node: Node, _ diagnostics: Diagnostics) {
    let meant = Suggestion.best(for: name, among: names)
    diagnostics.add(
      .error(
        "N0213", "no row of `cases` has `\(name)`", at: node.span, label: "not a column",
        notes: ["columns: \(names.map { "`\($0)`" }.joined(separator: ", "))"],
        help: meant.map { ["did you mean `${case.\($0)}`?"] } ?? []))
    diagnostics.suppress(in: node.span)
  }

  /// The `x` of a text that is exactly `${case.x}`.
  private static func column(in text: String) -> String? {
    guard text.hasPrefix("${"), text.hasSuffix("}") else { return nil }
    let inner = text.dropFirst(2).dropLast().split(separator: " ").joined(separator: " ")
    guard inner.hasPrefix("case.") else { return nil }
    let name = inner.dropFirst(5)
    let isName = name.utf8.allSatisfy {
      $0 == 0x5F || ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || NumberSyntax.isDigit($0)
    }
    return isName && !name.isEmpty ? String(name) : nil
  }
}
