internal import CEL

extension TestLinker {
  /// The rows of `given` or of a fixture.
  func link(_ entries: [Node.Entry], _ scope: TestScope, hasKeys: Bool) -> [RowChange] {
    entries.flatMap { entry -> [RowChange] in
      guard let entity = entity(entry, hasKeys: hasKeys) else { return [] }
      guard entry.value.items != nil || entry.value.entries != nil else {
        ReadContext(diagnostics, name: entry.name).reportKind(
          of: entry.value, expected: "a mapping of columns")
        return []
      }
      return (entry.value.items ?? [entry.value]).compactMap { row($0, of: entity, entry, scope) }
    }
  }

  private func entity(_ entry: Node.Entry, hasKeys: Bool) -> Int? {
    let entities = linker.model.entities
    if let position = entities.firstIndex(where: { $0.name == entry.name || $0.table == entry.name }) {
      return position
    }
    let keys = hasKeys ? ["now", "timezone", "settings", "fixtures", "functions"] : ["events"]
    linker.unknown("N0202", "entity", entry.key.located, among: keys + entities.map(\.name))
    return nil
  }

  private func row(_ node: Node, of entity: Int, _ owner: Node.Entry, _ scope: TestScope) -> RowChange? {
    guard let entries = node.entries else {
      ReadContext(diagnostics, name: owner.name).reportKind(of: node, expected: "a mapping of columns")
      return nil
    }
    let declared = linker.model.entities[entity]
    var values: [(column: Int, value: Value?)] = []
    for entry in entries {
      guard let column = declared.column(entry.name) else {
        linker.unknown(
          "N0204", "field", entry.key.located, of: declared.name, among: declared.fields.map(\.name))
        continue
      }
      if entry.value.isNull, !entry.value.isEmpty {
        values.append((column, nil))
      } else if !linker.isEmpty(entry, declared.fields[column].type),
        let value = value(entry.value, declared.fields[column].type, scope)
      {
        values.append((column, value))
      }
    }
    guard let key = values.first(where: { $0.column == declared.key })?.value else {
      let name = declared.fields[declared.key].name
      if !entries.contains(where: { $0.name == name }) {
        diagnostics.add(
          .error(
            "N0207", "a row of `\(declared.name)` needs the key `\(name)`", at: owner.key.span,
            label: "which row?", help: ["add `\(name):`"]))
      }
      return nil
    }
    return RowChange(verb: .upsert, entity: entity, key: key, values: values)
  }
}
