internal import CEL

extension Linker {
  func write<Scope: ExpressionScope>(
    _ verb: RowChange.Verb, _ table: Located<String>, _ set: Node?, _ filter: Node?, in scope: Scope,
    _ environment: Environment
  ) -> WritePlan? {
    let position = model.entities.firstIndex { $0.table == table.value } ?? model.entity(named: table.value)
    guard let position else {
      unknown("N0203", "table", table, among: model.entities.map(\.table))
      return nil
    }
    let entity = model.entities[position]
    var inner = environment
    let sees = verb == .update || verb == .delete
    if sees { inner.declare(variable: "row", type: .record(EntityScope.rowType(entity.name))) }
    guard let columns = self.columns(set, of: entity, in: scope, inner),
      let match = self.columns(filter, of: entity, in: scope, environment),
      isComplete(verb, table, entity, columns, filter)
    else { return nil }
    let rowSlots = entity.fields.indices.compactMap { column in
      scope.slots.existingSlot(for: ["row", entity.fields[column].name]).map { (slot: $0, column: column) }
    }
    return WritePlan(
      verb: verb, entity: position, set: columns, match: match, rowSlots: sees ? rowSlots : [])
  }

  /// `column: value` pairs of `set` or `where`.
  private func columns<Scope: ExpressionScope>(
    _ node: Node?, of entity: Entity, in scope: Scope, _ environment: Environment
  ) -> [(column: Int, value: ValuePlan)]? {
    guard let node else { return [] }
    guard let entries = node.entries else {
      diagnostics.add(
        .error("W0103", "expected a mapping of columns, found \(node.kindInWords)", at: node.headSpan))
      return nil
    }
    let values = ValueLinker(self, scope, environment)
    var plans: [(column: Int, value: ValuePlan)] = []
    for entry in entries {
      guard let column = entity.column(entry.name) else {
        unknown(
          "N0204", "field", Located(entry.name, entry.key.span), of: entity.name,
          among: entity.fields.map(\.name))
        continue
      }
      let type = entity.fields[column].type
      if !isEmpty(entry, type), let plan = values.link(entry.value, as: type) { plans.append((column, plan)) }
    }
    return plans.count == entries.count ? plans : nil
  }

  private func isComplete(
    _ verb: RowChange.Verb, _ table: Located<String>, _ entity: Entity,
    _ columns: [(column: Int, value: ValuePlan)], _ filter: Node?
  ) -> Bool {
    let key = entity.fields[entity.key].name
    switch verb {
    case .insert, .upsert:
      if columns.contains(where: { $0.column == entity.key }) { return true }
      diagnostics.add(
        .error(
          "N0207", "`\(verb.rawValue)` needs the key `\(key)`", at: table.span,
          label: "which row?", help: ["add `\(key):` to `set`"]))
    case .update, .delete:
      if filter != nil { return true }
      diagnostics.add(
        .error(
          "N0207", "`\(verb.rawValue)` needs `where`", at: table.span, label: "which rows?",
          help: ["add `where: { \(key): ... }`"]))
    }
    return false
  }
}
