internal import CEL

extension Linker {
  /// Links the steps of a `do`. Steps with mistakes are reported and left out.
  func actions<Scope: ExpressionScope>(
    _ drafts: [ActionDraft], in scope: Scope, _ environment: Environment? = nil
  ) -> [ActionPlan] {
    drafts.compactMap { draft in
      let condition = draft.condition.flatMap { compile($0, expecting: .bool, in: scope, environment) }
      guard let verb = verb(draft, in: scope, environment ?? scope.environment) else { return nil }
      return ActionPlan(verb: verb, condition: condition, isFinal: draft.isFinal, span: draft.span)
    }
  }

  private func verb<Scope: ExpressionScope>(
    _ draft: ActionDraft, in scope: Scope, _ environment: Environment
  ) -> ActionPlan.Verb? {
    switch draft.verb {
    case .intent(let name, let arguments): intent(name, arguments, in: scope, environment)
    case .write(let verb, let table, let set, let filter):
      write(verb, table, set, filter, in: scope, environment).map(ActionPlan.Verb.write)
    case .emit(let event, let subject, let data):
      emit(event, subject, data, in: scope, environment).map(ActionPlan.Verb.emit)
    case .code(let draft):
      draft.link(CodeLinking(self, scope, environment)).map(ActionPlan.Verb.code)
    }
  }

  private func intent<Scope: ExpressionScope>(
    _ name: Located<String>, _ node: Node, in scope: Scope, _ environment: Environment
  ) -> ActionPlan.Verb? {
    let found = retiredActions[name.value] ?? actions.firstIndex { $0.name == name.value }
    guard let action = found else {
      unknown("N0205", "action", name, among: actions.map(\.name))
      return nil
    }
    let declaration = actions[action]
    guard
      let arguments = arguments(
        node, declaration.parameters, what: "parameter", of: name, in: scope, environment)
    else { return nil }
    return .intent(action: action, arguments: arguments)
  }

  /// Named values against declared fields: unknown and missing names are reported.
  func arguments<Scope: ExpressionScope>(
    _ node: Node?, _ fields: [EventField], what: String, of owner: Located<String>, in scope: Scope,
    _ environment: Environment
  ) -> [(name: String, value: ValuePlan)]? {
    let entries = node?.entries ?? []
    if let node, node.entries == nil, !node.isNull {
      diagnostics.add(
        .error(
          "W0103", "expected the \(what)s of `\(owner.value)`, found \(node.kindInWords)", at: node.headSpan,
          help: ["write them as a mapping: `{ \(fields.first?.name ?? "name"): ... }`"]))
      return nil
    }
    let values = ValueLinker(self, scope, environment)
    var plans: [(name: String, value: ValuePlan)] = []
    var meant: Set<String> = []
    var isSound = true
    for entry in entries {
      guard let field = fields.first(where: { $0.name == entry.name }) else {
        let absent = fields.map(\.name).filter { name in !entries.contains { $0.name == name } }
        if let name = Suggestion.best(for: entry.name, among: absent) { meant.insert(name) }
        unknown(
          "N0206", what, Located(entry.name, entry.key.span), of: owner.value, among: fields.map(\.name))
        isSound = false
        continue
      }
      if !isEmpty(entry, field.type), let plan = values.link(entry.value, as: field.type) {
        plans.append((entry.name, plan))
      } else {
        isSound = false
      }
    }
    let names = entries.map(\.name) + meant
    for field in fields where !field.type.isOptional && !names.contains(field.name) {
      reportMissing(field, what, of: owner)
      isSound = false
    }
    return isSound ? plans : nil
  }

  /// Reports a key without a value.
  func isEmpty(_ entry: Node.Entry, _ type: FieldType) -> Bool {
    guard entry.value.isEmpty else { return false }
    diagnostics.add(
      .error(
        "W0104", "`\(entry.name)` has no value", at: entry.key.span,
        label: "expected \(type.value.plainNoun)",
        help: [
          type.value == .string
            ? "write a value, or `\"\"` for empty text" : "write a value, or remove the key"
        ]))
    return true
  }

  private func reportMissing(_ field: EventField, _ what: String, of owner: Located<String>) {
    let place = what == "field" ? "`data: { \(field.name): … }`" : "`\(field.name): …`"
    diagnostics.add(
      .error(
        "N0207", "`\(owner.value)` needs `\(field.name)`", at: owner.span,
        label: "`\(field.name)` is missing",
        help: ["add \(place), which is \(field.type.value.plainNoun)"]))
  }

  private func emit<Scope: ExpressionScope>(
    _ event: Located<String>, _ subject: Node?, _ data: Node?, in scope: Scope, _ environment: Environment
  ) -> EmitPlan? {
    guard let type = eventType(event) else { return nil }
    let plan = subject.flatMap { ValueLinker(self, scope, environment).link($0, as: FieldType(.string)) }
    guard
      let data = arguments(
        data, model.events[type].fields, what: "field", of: event, in: scope, environment)
    else { return nil }
    return EmitPlan(event: type, subject: plan, data: data)
  }

  /// The position of an event type; nil after reporting that there is none.
  func eventType(_ name: Located<String>) -> Int? {
    if let type = model.events.firstIndex(where: { $0.name == name.value }) { return type }
    unknown("N0201", "event type", name, among: model.events.map(\.name))
    return nil
  }
}
