extension ValueReader where Value == [ActionDraft] {
  /// The steps of `do`: one mapping or a list of them.
  package static var steps: ValueReader<[ActionDraft]> { .oneOrMany(of: .step) }
}

extension ValueReader where Value == ActionDraft {
  /// `- notify: {...}`, `- upsert: services` with `set`, or `- emit: {...}`.
  fileprivate static var step: ValueReader<ActionDraft> {
    ValueReader<ActionDraft>("a step") { node, context in
      guard node.entries != nil || node.isEmpty else { return ActionDraft.reportForm(node, context) }
      let verb = ActionDraft.verb(of: node)
      let inner = ReadContext(context.diagnostics, name: "do")
      guard let keys = MappingReader(node, verb.map { "`\($0)`" } ?? "step", inner) else { return nil }
      let draft = ActionDraft.read(node, keys)
      return keys.finish() ? draft : nil
    }
  }
}

extension ActionDraft {
  /// The verb of a step that is no action of the platform.
  static func verb(of node: Node) -> String? {
    ["insert", "upsert", "update", "delete", "emit"].first { node[$0] != nil }
  }

  /// Reads what a step does from its keys, of which others may have been read before.
  static func read(_ node: Node, _ keys: MappingReader) -> ActionDraft? {
    let condition = keys.optional("if", .condition)
    // A mapping would be the arguments of an action of that name.
    let isFinal = node["withdraw"]?.scalar != nil && keys.optional("withdraw", .bool) == false
    let draft =
      switch verb(of: node) {
      case nil: intent(node, keys)
      case "emit": keys.required("emit", .emission)
      case let verb?: write(verb, keys)
      }
    return draft.map { verb in
      var draft = ActionDraft(verb: verb, condition: condition, span: node.headSpan)
      draft.isFinal = isFinal
      return draft
    }
  }

  static func reportForm<Draft>(_ node: Node, _ context: ReadContext) -> Draft? {
    let action = node.text ?? "notify"
    context.diagnostics.add(
      .error(
        "W0103", "a step is an action with its arguments, found \(node.kindInWords)", at: node.headSpan,
        help: ["write it as in `- \(action.utf8.count > 40 ? "notify" : action): { to: customer }`"]))
    return nil
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
    if let extra = others.dropFirst().first { reportSecond(extra, first, keys) }
    return .intent(name: first.key.located, arguments: first.value)
  }

  /// A second key is an argument that is not indented, or an action that should be a step of its own.
  private static func reportSecond(_ extra: Node.Entry, _ first: Node.Entry, _ keys: MappingReader) {
    guard first.value.isEmpty else {
      return keys.report(
        .error(
          "W0106", "a step has one action, and `\(extra.name)` is a second one", at: extra.key.span,
          related: [.init("the first", at: first.key.span)], help: ["begin a step of its own with `- `"]))
    }
    keys.report(
      .error(
        "W0106", "`\(extra.name)` stands beside `\(first.name)`, not under it", at: extra.key.span,
        label: "must be indented further than `\(first.name)`",
        related: [.init("the action", at: first.key.span)],
        help: ["indent the arguments of `\(first.name)` by two more blanks"]))
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
