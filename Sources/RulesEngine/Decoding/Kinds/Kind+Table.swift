extension Kind {
  /// `table: platform-commission`.
  static var table: Kind {
    Kind("table") { keys, definition, decoding in
      var header = keys.header("table", definition)
      header.takenBackOn = keys.optional("until", .oneOrMany(of: .awaited)) ?? []
      let policy = keys.optional("hit", .hitPolicy) ?? Located(.unique, definition.id.span)
      let inputs = keys.required("inputs", .table(of: .scalar, count: 1...64))
      let outputs = keys.required("outputs", .fields)
      let rows = keys.required("rows", .rows(decoding.file))
      let fallback = keys.optional("default", .row)
      let actions = keys.optional("do", .steps) ?? []
      guard let inputs, let outputs, let rows else { return }
      decoding.draft.tables.append(
        TableDraft(
          header: header, hitPolicy: policy,
          inputs: inputs.map { .init(name: $0.key.located, expression: $0.value) }, outputs: outputs,
          rows: rows,
          fallback: fallback, actions: actions))
    }
  }
}

extension ValueReader where Value == Located<HitPolicy> {
  /// DMN's hit policies by name or letter; `collect` may be followed by `sum`, `min`, `max` or `count`.
  fileprivate static var hitPolicy: ValueReader<Located<HitPolicy>> {
    ValueReader<String>.text.then { text, node, context in
      let letters: [String: HitPolicy] = [
        "U": .unique, "A": .any, "P": .priority, "F": .first, "R": .ruleOrder, "O": .outputOrder,
        "C": .collect,
        "C+": .collectSum, "C<": .collectMin, "C>": .collectMax, "C#": .collectCount,
      ]
      let words = text.split(separator: " ").joined(separator: " ").replacing("_", with: " ")
      if let policy = HitPolicy(rawValue: words) ?? letters[text] { return Located(policy, node.span) }
      return ValueReader<HitPolicy>.choice().read(node, context).map { Located($0, node.span) }
    }
  }
}

extension ValueReader where Value == TableDraft.Row {
  /// Cells by column name.
  fileprivate static var row: ValueReader<TableDraft.Row> {
    ValueReader<TableDraft.Row>("a mapping") { node, context in
      guard let entries = node.entries else {
        context.reportKind(of: node, expected: "a mapping of columns to cells")
        return nil
      }
      return TableDraft.Row(
        cells: entries.map { (name: $0.key.located, value: $0.value) }, span: node.headSpan)
    }
  }
}

extension ValueReader where Value == [TableDraft.Row] {
  /// A list of rows, or the name of a CSV file beside the rule file.
  fileprivate static func rows(_ files: @escaping @Sendable (String) -> SourceFile?) -> ValueReader<
    [TableDraft.Row]
  > {
    .either(
      text: ValueReader<String>.text.then { path, node, context in
        let folder = node.source.file.split(separator: "/").dropLast().joined(separator: "/")
        let full = folder.isEmpty ? path : "\(folder)/\(path)"
        guard path.hasSuffix(".csv"), let file = files(full) else {
          context.diagnostics.add(
            .error(
              "W0124", "there is no file `\(path)` beside this one", at: node.span, label: "not found",
              help: ["write the rows here, or give the name of a .csv file in the same folder"]))
          return nil
        }
        return CSVTable.rows(of: file, context.diagnostics)
      },
      list: .list(of: .row, count: 1...100_000))
  }
}
