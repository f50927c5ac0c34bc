internal import CEL

extension Linker {
  /// Makes tables known to expressions: the function `table`, and a record type for the outputs of each.
  func declareTables() {
    for table in draft.tables {
      let fields = table.outputs.map {
        RecordType.Field(name: $0.name.value, type: $0.type.value, allowed: $0.type.allowed)
      }
      base.declare(record: RecordType(name: Self.outputType(table.header.id.value), fields: fields))
    }
    declareTableFunction()
  }

  /// Links the tables that only expressions call.
  func linkCallableTables() {
    for table in draft.tables where table.header.on.isEmpty { linkCallable(table) }
  }

  /// A table without `on`: its inputs are declared by type, and expressions give the values.
  private func linkCallable(_ draft: TableDraft) {
    var types: [FieldType] = []
    for input in draft.inputs {
      guard let text = input.expression.text, let type = FieldType(named: text) else {
        diagnostics.add(
          .error(
            "T0304", "an input of a table without `on` is a type", at: input.expression.headSpan,
            label: "expected a type such as `string` or `money`",
            help: ["add `on:` to read the input from an event"]))
        return
      }
      types.append(type)
    }
    if !draft.actions.isEmpty {
      diagnostics.add(
        .error(
          "N0207", "a table with `do` needs `on`", at: draft.header.id.span, label: "which event?",
          help: ["add `on: …`, and let the inputs be expressions such as `event.amount`"]))
    }
    let scope = EntityScope(entity: 0, name: "", columns: [], environment: base)
    if let table = decisionTable(draft, types, in: scope, base) { tables.add(table) }
  }

  /// A table that answers events.
  func link(_ draft: TableDraft) {
    guard draft.header.isEnabled, hasSoundInputs(draft.header) else { return }
    let definition = define(draft.header)
    for event in draft.header.on {
      guard let type = eventType(event) else { continue }
      let scope = events[type]
      let environment = environment(of: draft.header, in: scope)
      let inputs = draft.inputs.compactMap { compile($0.expression, expecting: nil, in: scope, environment) }
      guard inputs.count == draft.inputs.count else { continue }
      let types = zip(inputs, draft.inputs).map { program, input in
        FieldType(program.type, allowed: allowed(input.expression, type))
      }
      guard let table = decisionTable(draft, types, in: scope, environment) else { continue }
      tables.add(table)
      var inner = environment
      inner.declare(variable: "output", type: .record(Self.outputType(table.name)))
      let steps = actions(draft.actions, in: scope, inner)
      let slots = table.outputs.map { scope.slots.existingSlot(for: ["output", $0.name]) }
      handle(
        draft.header, definition, .table(TablePlan(table: table, inputs: inputs, outputSlots: slots)), steps,
        in: scope, environment)
    }
    linkWithdrawals(of: draft.header)
  }

  /// The listed values of the field that an input reads, so that a misspelt cell is found.
  private func allowed(_ expression: Node, _ event: Int) -> [String]? {
    guard let parts = expression.text?.split(separator: "."), parts.count == 2 else { return nil }
    let name = String(parts[1])
    if parts[0] == "event" { return model.events[event].fields.first { $0.name == name }?.type.allowed }
    guard let binding = events[event].bindings.first(where: { $0.variable == parts[0] }) else { return nil }
    return entities[binding.entity].type.field(name)?.allowed
  }

  private func decisionTable<Scope: ExpressionScope>(
    _ draft: TableDraft, _ types: [FieldType], in scope: Scope, _ environment: Environment
  ) -> DecisionTable? {
    var table = DecisionTable(
      name: draft.header.id.value, hitPolicy: draft.hitPolicy.value,
      inputs: zip(draft.inputs, types).map { ($0.name.value, $1.value) },
      outputs: draft.outputs.map { EventField(name: $0.name.value, type: $0.type) }, rows: [], results: [])
    let columns = draft.inputs.map(\.name.value) + draft.outputs.map(\.name.value)
    var isSound = true
    for row in draft.rows {
      for cell in row.cells where !columns.contains(cell.name.value) {
        unknown("T0304", "column", cell.name, of: table.name, among: columns)
        isSound = false
      }
      let tests = zip(draft.inputs, types).compactMap { input, type in
        row.cells.first { $0.name.value == input.name.value }.map { unaryTest($0.value, as: type) } ?? .any
      }
      guard let results = results(row, draft, in: scope, environment), tests.count == types.count else {
        isSound = false
        continue
      }
      table.rows.append(tests)
      table.results.append(results)
    }
    if let fallback = draft.fallback {
      guard let results = results(fallback, draft, in: scope, environment) else { return nil }
      table.fallback = results
    }
    if isSound { check(table, draft) }
    table.index = TableIndex(table.rows)
    return isSound ? table : nil
  }

  private func results<Scope: ExpressionScope>(
    _ row: TableDraft.Row, _ draft: TableDraft, in scope: Scope, _ environment: Environment
  ) -> [ValuePlan]? {
    let values = ValueLinker(self, scope, environment)
    var plans: [ValuePlan] = []
    for output in draft.outputs {
      guard let cell = row.cells.first(where: { $0.name.value == output.name.value }) else {
        diagnostics.add(
          .error(
            "N0207", "this row has no `\(output.name.value)`", at: row.span,
            label: "`\(output.name.value)` is missing",
            help: ["add `\(output.name.value): …`, which is \(output.type.value.plainNoun)"]))
        continue
      }
      if let plan = values.link(cell.value, as: output.type) { plans.append(plan) }
    }
    return plans.count == draft.outputs.count ? plans : nil
  }

  /// Rows that can never count: behind a row that takes everything, or the same as an earlier one.
  private func check(_ table: DecisionTable, _ draft: TableDraft) {
    guard [.first, .unique].contains(table.hitPolicy) else { return }
    var seen: [[String]: Int] = [:]
    let inputs = draft.inputs.map(\.name.value)
    for (position, row) in draft.rows.enumerated() {
      let cells = inputs.map { name in row.cells.first { $0.name.value == name }?.value.text ?? "-" }
      let open = inputs.map { _ in "-" }
      let earlier = seen[cells] ?? (table.hitPolicy == .first ? seen[open] : nil)
      if let earlier {
        let isRepeated = seen[cells] != nil
        reportUnreached(position, behind: earlier, isRepeated: isRepeated, draft)
      } else {
        seen[cells] = position
      }
    }
  }

  private func reportUnreached(_ row: Int, behind earlier: Int, isRepeated: Bool, _ draft: TableDraft) {
    let (name, rows) = (draft.header.id.value, draft.rows)
    if draft.hitPolicy.value == .unique {
      diagnostics.add(
        .warning(
          "S0407", "row \(row + 1) of `\(name)` has the same tests as row \(earlier + 1)", at: rows[row].span,
          label: "both fit, and with `hit: unique` that is an error",
          related: [.init("the other", at: rows[earlier].span)],
          help: ["remove one of them, or write `hit: first`"]))
      return
    }
    diagnostics.add(
      .warning(
        "S0407", "row \(row + 1) of `\(name)` can never count", at: rows[row].span, label: "never reached",
        related: [.init("this row takes all it would", at: rows[earlier].span)],
        help: [isRepeated ? "remove it" : "remove it, or move it up"]))
  }
}
