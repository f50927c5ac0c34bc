internal import CEL

extension Kind {
  /// `entity: customer`.
  static var entity: Kind {
    Kind("entity") { keys, definition, decoding in
      keys.allow("description")
      let table = keys.optional("table", .locatedIdentifier) ?? definition.id
      let key = keys.optional("key", .locatedIdentifier) ?? Located("id", definition.id.span)
      var draft = EntityDraft(name: definition.id, table: table, key: key)
      draft.tenant = keys.optional("tenant", .locatedIdentifier)
      draft.fields = keys.required("fields", .fields) ?? []
      draft.isManaged = keys.optional("create", .bool) ?? true
      draft.related =
        keys.optional("related", .table(of: .related))?.map { entry in
          RelatedDraft(name: entry.key.located, entity: entry.value.entity, by: entry.value.by)
        } ?? []
      draft.facts =
        keys.optional("facts", .table(of: .factSource))?.map { entry in
          FactDraft(name: entry.key.located, source: entry.value)
        } ?? []
      decoding.draft.entities.append(draft)
    }
  }
}

extension ValueReader where Value == (entity: Located<String>, by: Located<String>) {
  fileprivate static var related: ValueReader<(entity: Located<String>, by: Located<String>)> {
    .mapping("related list") { keys in
      let entity = keys.required("entity", .locatedIdentifier)
      let by = keys.required("by", .locatedIdentifier)
      guard let entity, let by else { return nil }
      return (entity, by)
    }
  }
}

extension ValueReader where Value == FactDraft.Source {
  /// `{ count: services, if: ..., within: 365d, of: completed_at }`, `{ value: expr }`, or the expression
  /// alone.
  fileprivate static var factSource: ValueReader<FactDraft.Source> {
    .either(
      text: ValueReader<Node>.scalar.map { .value($0) },
      mapping: .mapping("fact") { keys in
        keys.allow("description", "if", "within", "of")
        let names = Aggregate.Function.allCases.map(\.rawValue)
        guard let entry = keys.exactlyOne(of: ["value"] + names) else { return nil }
        guard let function = Aggregate.Function(rawValue: entry.name) else {
          return keys.required("value", .scalar).map { .value($0) }
        }
        let of = keys.required(entry.name, .locatedIdentifier)
        let condition = keys.optional("if", .condition)
        let within = keys.optional("within", .elapsed)
        let column =
          within == nil ? keys.optional("of", .locatedIdentifier) : keys.required("of", .locatedIdentifier)
        guard let of else { return nil }
        let window = within.flatMap { length in column.map { WindowDraft(length: length, of: $0) } }
        return .aggregate(function, of: of, condition: condition, window: window)
      })
  }
}
