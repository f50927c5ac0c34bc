extension ValueReader where Value == [ActionDraft] {
  /// The steps of `do`: one mapping or a list of them.
  public static var steps: ValueReader<[ActionDraft]> { .oneOrMany(of: .step) }
}

extension ValueReader where Value == ActionDraft {
  /// `- notify: {...}`, `- upsert: services` with `set`, or `- emit: {...}`.
  fileprivate static var step: ValueReader<ActionDraft> {
    ValueReader<ActionDraft>("a step") { node, context in
      guard let keys = MappingReader(node, "step", ReadContext(context.diagnostics, name: "do")) else {
        return nil
      }
      let condition = keys.optional("if", .scalar)
      let verb = ["insert", "upsert", "update", "delete"].first { node[$0] != nil }
      let draft: ActionDraft.Verb?
      if let verb {
        draft = write(verb, keys)
      } else if node["emit"] != nil {
        draft = keys.required("emit", .emission)
      } else {
        draft = intent(node, keys)
      }
      guard keys.finish(), let draft else { return nil }
      return ActionDraft(verb: draft, condition: condition, span: node.headSpan)
    }
  }

  private static func write(_ verb: String, _ keys: MappingReader) -> ActionDraft.Verb? {
    let table = keys.required(verb, .locatedIdentifier)
    let isDelete = verb == "delete"
    let set = isDelete ? nil : keys.required("set", .node)
    let filter = verb == "update" || isDelete ? keys.required("where", .node) : nil
    guard let table, let kind = RowChange.Verb(rawValue: verb) else { return nil }
    return .write(kind, table: table, set: set, filter: filter)
  }

  /// The one key that is not `if` names the action.
  private static func intent(_ node: Node, _ keys: MappingReader) -> ActionDraft.Verb? {
    let others = keys.others()
    guard let first = others.first else {
      keys.report(
        .error(
          "W0102", "this step does nothing", at: node.headSpan, label: "no action",
          help: ["write an action, as in `- notify: { to: customer }`"]))
      return nil
    }
    for extra in others.dropFirst() {
      keys.report(
        .error(
          "W0106", "a step has one action, and `\(extra.name)` is a second one", at: extra.key.span,
          related: [.init("the first", at: first.key.span)],
          help: ["begin a step of its own with `- `, or indent it to make it an argument of `\(first.name)`"])
      )
    }
    return .intent(name: first.key.located, arguments: first.value)
  }
}

extension ValueReader where Value == ActionDraft.Verb {
  /// `emit: { event: x, subject: ..., data: {...} }`, or the event's name alone.
  fileprivate static var emission: ValueReader<ActionDraft.Verb> {
    .either(
      text: ValueReader<Located<String>>.locatedIdentifier.map { .emit(event: $0, subject: nil, data: nil) },
      mapping: .mapping("emit") { keys in
        let event = keys.required("event", .locatedIdentifier)
        let subject = keys.optional("subject", .scalar)
        let data = keys.optional("data", .node)
        return event.map { .emit(event: $0, subject: subject, data: data) }
      })
  }
}
