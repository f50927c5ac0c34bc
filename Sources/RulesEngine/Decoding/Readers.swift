package import CEL

extension ValueReader where Value == FieldType {
  /// A type by name, or a mapping with `type`, `enum`, `entity`.
  package static var fieldType: ValueReader<FieldType> {
    .either(text: named, mapping: spelled)
  }

  private static var named: ValueReader<FieldType> {
    ValueReader<String>.text.then { text, node, context in
      if let type = FieldType(named: text) { return type }
      let meant = Suggestion.best(for: text, among: FieldType.names)
      context.diagnostics.add(
        .error(
          "T0306", "no type is called `\(text)`", at: node.span,
          notes: ["types: \(FieldType.names.map { "`\($0)`" }.joined(separator: ", ")), `[T]` and `{T}`"],
          help: meant.map { ["did you mean `\($0)`?"] } ?? [], fix: meant.map { .maybe(node.span, $0) }))
      return nil
    }
  }

  private static var spelled: ValueReader<FieldType> {
    .mapping("type") { keys in
      var type = keys.optional("type", .named) ?? FieldType(.string)
      type.allowed = keys.optional("enum", .list(of: ValueReader<String>.text, count: 1...1_000))
      type.entity = keys.optional("entity", ValueReader<String>.identifier)
      keys.allow("pii", "description")
      if type.allowed != nil, type.value != .string, type.value != .list(.string) {
        keys.report(
          .error("T0306", "`enum` lists the values of a `string`", at: keys.node.headSpan))
      }
      return type
    }
  }
}

extension ValueReader where Value == [FieldDraft] {
  /// Fields by name: `total: money`, `skills?: [string]`, `email: { type: string, pii: true }`.
  package static var fields: ValueReader<[FieldDraft]> {
    ValueReader<[FieldDraft]>("a mapping") { node, context in
      guard let entries = node.entries else {
        guard let names = node.items?.compactMap(\.text), let first = names.first else {
          context.reportKind(of: node, expected: "a mapping of names to types")
          return nil
        }
        context.diagnostics.add(
          .error(
            "W0103", "expected a mapping of names to types for `\(context.name)`, found a list",
            at: node.headSpan,
            help: ["give each field a type, as in `\(first): string`"]))
        return nil
      }
      let fields = entries.map { field($0, context) }
      return fields.contains { $0 == nil } ? nil : fields.compactMap(\.self)
    }
  }

  private static func field(_ entry: Node.Entry, _ context: ReadContext) -> FieldDraft? {
    let inner = ReadContext(context.diagnostics, name: entry.name)
    let typeNode = listType(entry.value)
    guard var type = typeNode ?? ValueReader<FieldType>.fieldType.read(entry.value, inner) else { return nil }
    var name = entry.name
    if name.hasSuffix("?") {
      name.removeLast()
      type.isOptional = true
    }
    let isPersonal = entry.value["pii"].flatMap { ValueReader<Bool>.bool.read($0, inner) } ?? false
    let typeSpan = (entry.value["entity"] ?? entry.value).headSpan
    var draft = FieldDraft(name: Located(name, entry.key.span), type: type, typeSpan: typeSpan)
    draft.isPersonal = isPersonal
    return draft
  }

  /// `[string]` is a YAML list of one; `{string}` would be a mapping with an empty value.
  private static func listType(_ node: Node) -> FieldType? {
    if let items = node.items, items.count == 1, let text = items[0].text {
      return FieldType(named: "[\(text)]")
    }
    if let entries = node.entries, entries.count == 1, node.isFlow, entries[0].value.isEmpty {
      return FieldType(named: "{\(entries[0].name)}")
    }
    return nil
  }
}

extension ValueReader where Value == Duration {
  /// A length of elapsed time such as `90s` or `365d`.
  package static var elapsed: ValueReader<Duration> {
    ValueReader<DurationLiteral>.duration.then { literal, node, context in
      switch literal {
      case .elapsed(let milliseconds) where milliseconds <= 9_000_000_000_000:
        return Duration(nanoseconds: Int64(milliseconds) * 1_000_000)
      case .elapsed:
        context.diagnostics.add(.error("W0115", "`\(context.name)` is longer than 285 years", at: node.span))
      case .business:
        context.diagnostics.add(
          .error(
            "W0131", "`\(context.name)` is business time, which needs a calendar", at: node.span,
            label: "expected elapsed time, for example `2h`"))
      }
      return nil
    }
  }
}

extension ValueReader where Value == Timestamp {
  /// A date (its first instant in UTC) or an instant.
  package static var dateOrInstant: ValueReader<Timestamp> {
    ValueReader<String>.text.then { text, node, context in
      if text.contains("T") || text.contains(":") {
        return ValueReader<InstantLiteral>.instant.read(node, context).flatMap {
          Timestamp(seconds: Int64($0.secondsSince1970), nanoseconds: Int32($0.nanoseconds))
        }
      }
      return ValueReader<DateLiteral>.date.read(node, context).flatMap {
        Timestamp(seconds: Int64($0.daysSince1970) * 86_400)
      }
    }
  }
}

extension ValueReader where Value == Node {
  /// One expression; people who come from other tools write lists of them.
  package static var condition: ValueReader<Node> {
    ValueReader<Node>("a condition") { node, context in
      guard node.items != nil else { return ValueReader<Node>.scalar.read(node, context) }
      context.diagnostics.add(
        .error(
          "W0103", "`\(context.name)` is one expression, found a list", at: node.headSpan,
          help: ["join the conditions with `&&` where all must hold, or with `||` where one is enough"]))
      return nil
    }
  }
}

extension ValueReader where Value == Double {
  /// A number for weights and scores.
  package static var number: ValueReader<Double> {
    ValueReader<DecimalLiteral>.decimal.map { Double($0.digits) ?? 0 }
  }
}
